"""Looking at everything that the registry depends on, and saying what to do: the doctor."""

from devsper_registry.backend import open_backend
from devsper_registry.errors import RegistryError
from devsper_registry.services.diagnosing import configured, database, kept, machine, reached
from devsper_registry.services.diagnosing.verdict import State, Verdict, worst
from devsper_registry.settings import Settings

__all__ = ["State", "Verdict", "diagnose", "worst"]


async def diagnose(settings: Settings) -> list[Verdict]:
    """Examine everything, beside a server that may be running; nothing stays changed.

    A part that is away has its own line, and the others are examined all the same.
    """
    verdicts = [*configured.examine(settings), *machine.examine()]
    try:
        async with open_backend(settings, join=True) as backend:
            for part in (database, kept, reached):
                verdicts += await part.examine(backend)
    except RegistryError as error:
        # What cannot even be opened: the embedded database, the data directory.
        verdicts.append(Verdict.refused("start", error))
    return verdicts
