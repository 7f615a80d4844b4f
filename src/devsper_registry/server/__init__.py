"""What serves: one process or several on one port, from taking the port to a clean stop."""

from collections.abc import Callable

from devsper_registry import logs
from devsper_registry.errors import RegistryError
from devsper_registry.server import listening, one, several
from devsper_registry.server.one import Prepare
from devsper_registry.settings import Settings

Refused = Callable[[RegistryError], int]


def run(settings: Settings, *, prepare: Prepare, refused: Refused) -> None:
    """Serve until SIGTERM or SIGINT, then return with everything closed; a second one hastens.

    `prepare` is awaited once the backend is open, before the first request is answered. `refused`
    tells the person of a refusal and returns the exit code, in processes that end by themselves.
    The port is taken first of all: raise `SettingInvalid` when that fails, with nothing started.
    """
    logs.configure(settings.log_lines)
    with listening.on(settings.host, settings.port) as listener:
        if settings.workers == 1:
            one.run(settings, listener, prepare=prepare)
        else:
            several.run(settings, listener, prepare=prepare, refused=refused)
