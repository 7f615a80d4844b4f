"""Taking the port."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from devsper_registry.errors import SettingInvalid

BACKLOG = 2048


@contextmanager
def on(host: str, port: int, *, setting: str = "PORT") -> Iterator[socket.socket]:
    """Listen for the block; raise `SettingInvalid` where that cannot be, by the port's setting."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except socket.gaierror as error:
        raise SettingInvalid(
            setting="HOST", problem=f"names no address of this machine: '{host}'."
        ) from error
    except PermissionError as error:
        raise SettingInvalid(
            setting=setting, problem=f"{port} is not for ordinary users: set one above 1023."
        ) from error
    except OSError as error:
        # Its own text repeats the address, and differently in every Python.
        why = os.strerror(error.errno) if error.errno else str(error)
        problem = f"{port} on {host} cannot be used ({why}): set {setting} to another one."
        raise SettingInvalid(setting=setting, problem=problem) from error
    with listener:
        yield listener
