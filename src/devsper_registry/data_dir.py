"""The data directory: where files, keys and the embedded database are kept, by one user."""

import os
from pathlib import Path

from devsper_registry.errors import DataDirForeign, DataDirUnusable


def take(directory: Path) -> None:
    """Make it where there is none; raise `DataDirUnusable` where that fails.

    Raise `DataDirForeign` for root in the directory of another: nobody would stop it from writing
    there, and what it writes would shut the owner out.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        owner = directory.stat().st_uid
    except OSError as error:
        raise DataDirUnusable(directory=directory, reason=error.strerror) from error
    if os.geteuid() == 0 and owner != 0:
        raise DataDirForeign(directory=directory, uid=owner)
