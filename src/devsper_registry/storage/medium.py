"""What a disk complains of, as the refusals of a storage."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from devsper_registry.errors import StorageFull, StorageUnavailable

_FULL = {errno.ENOSPC, errno.EDQUOT}


@contextmanager
def medium() -> Iterator[None]:
    """Raise `StorageFull` or `StorageUnavailable` for an error of the disk within the block."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull from error
        raise StorageUnavailable from error
