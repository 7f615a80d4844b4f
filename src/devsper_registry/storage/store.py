"""What every storage promises. Objects are named by their SHA-256, so putting twice is harmless."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as the sweeper sees it: its digest, size in bytes, and when it was last put."""

    sha256: str
    size: int
    put_at: datetime


class Store(Protocol):
    """Errors of the medium are raised as `StorageUnavailable`, full disks as `StorageFull`."""

    def incoming(self) -> Path:
        """Return the local directory for uploads on their way; the same disk where that matters."""
        ...

    async def put(self, source: Path, *, sha256: str) -> None:
        """Keep the file's bytes, durable on return. The source is consumed or left to its owner."""
        ...

    def path(self, sha256: str) -> Path | None:
        """Return the object's local path where the storage is a local disk, None elsewhere."""
        ...

    async def link(
        self, sha256: str, *, at: datetime, lifetime: timedelta, headers: Mapping[str, str]
    ) -> str | None:
        """Return a URL from which whoever has it may fetch the object until the lifetime ends.

        It answers with these headers. None where the storage is reached through us alone.
        """
        ...

    def read(
        self, sha256: str, *, start: int = 0, end: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Yield the bytes from `start` up to but not including `end`."""
        ...

    async def delete(self, sha256: str) -> None:
        """Forget the object; nothing happens where there is none."""
        ...

    async def find(self, sha256: str) -> Stored | None:
        """Return the object as it is now, None where there is none."""
        ...

    def objects(self) -> AsyncIterator[Stored]:
        """Yield every object, in no order."""
        ...

    async def unfinished(self, *, before: datetime, remove: bool) -> int:
        """Count what uploads begun before that time left half done; remove it if told to."""
        ...

    async def check(self) -> None:
        """Raise `StorageUnavailable` unless the storage answers; cheap enough for every second."""
        ...

    async def prove(self) -> None:
        """Write, read back and delete once; raise a refusal that names the setting to correct.

        Asked at the start, and by the doctor.
        """
        ...

    async def close(self) -> None:
        """Let go of what is open."""
        ...
