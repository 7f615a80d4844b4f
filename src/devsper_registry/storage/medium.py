"""What a disk complains of, as the refusals of a storage."""

import asyncio
import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from devsper_registry.errors import StorageFull, StorageUnavailable

_FULL = {errno.ENOSPC, errno.EDQUOT}
P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def medium() -> Iterator[None]:
    """Raise `StorageFull` or `StorageUnavailable` for an error of the disk within the block."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull from error
        raise StorageUnavailable from error


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do the disk's work in a thread; what goes wrong is raised as within `medium`."""
    with medium():
        return await asyncio.to_thread(work, *args, **kwargs)
