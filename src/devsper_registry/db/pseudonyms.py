"""What stands for a client's address in the database: a hash under a key that is not in it.

Two events that came from one place show it, and whoever has only the database cannot tell which
place: without a key the four thousand million addresses of IPv4 are tried in minutes.
"""

import hmac
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from secrets import token_bytes

from sqlalchemy.ext.asyncio import AsyncSession

from devsper_registry.errors import DataDirUnusable

KEY = "pseudonym_key"
LENGTH = 32
_FILE = "address.key"
_PURPOSE = b"devsper-registry: addresses in the journal"


def of(session: AsyncSession, address: str) -> str:
    """Return what stands for the address: the same for the same one."""
    return hmac.digest(session.info[KEY], address.encode(), "sha256").hex()[:LENGTH]


def key(secret: str | None, folder: Path) -> bytes:
    """Return the key: made of the secret, which replicas share, else from a file in the folder.

    The file is made at the first start, for its owner alone.
    """
    if secret is not None:
        return hmac.digest(secret.encode(), _PURPOSE, "sha256")
    place = folder / _FILE
    try:
        if not place.exists():
            _make(place)
        return place.read_bytes()
    except OSError as error:
        raise DataDirUnusable(directory=place, reason=error.strerror) from error


def _make(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp gives it to its owner alone. A link comes whole or not at all, and of several that
    # start at once the first wins.
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{_FILE}")
    with os.fdopen(handle, "wb") as file:
        file.write(token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(name, place)
    Path(name).unlink()
