"""A file on its way in: written to a temporary place and hashed as it comes."""

import asyncio
import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from devsper_registry.errors import DataDirUnusable, StorageFull, StorageUnavailable
from devsper_registry.storage.medium import in_thread, medium

# What is gathered before a thread is asked to write it: asking costs more than a small write.
BATCH = 1024 * 1024
# Bytes that lie in memory are brought to the disk while more come, not all of them at the end.
SYNC_EVERY = 16 * 1024 * 1024
PROBE = b"ready?"


@dataclass(slots=True)
class Arriving:
    """The temporary file, its size so far, and a running hash for each algorithm wanted."""

    file: BinaryIO = field(repr=False)
    hashes: "dict[str, Any]"
    size: int = 0
    _batch: list[bytes] = field(default_factory=list, repr=False)
    _batched: int = 0
    _unsynced: int = 0

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(self.file.name)

    async def write(self, chunk: bytes) -> None:
        """Take the next bytes."""
        self.size += len(chunk)
        self._batch.append(chunk)
        self._batched += len(chunk)
        if self._batched >= BATCH:
            await self.flush()

    async def flush(self) -> None:
        """Bring everything taken so far to the file and into the hashes."""
        batch, self._batch, self._batched = self._batch, [], 0
        if batch:
            await asyncio.to_thread(self._take, batch)

    async def digest(self, algorithm: str) -> str:
        """Return the digest in hexadecimal; read the file again if it was not hashed on the way."""
        await self.flush()
        if algorithm not in self.hashes:
            self.hashes[algorithm] = await asyncio.to_thread(self._hash_again, algorithm)
        digest: str = self.hashes[algorithm].hexdigest()
        return digest

    def _take(self, batch: Iterable[bytes]) -> None:
        chunk = b"".join(batch)
        with medium():
            self.file.write(chunk)
            self._unsynced += len(chunk)
            if self._unsynced >= SYNC_EVERY:
                os.fdatasync(self.file.fileno())
                self._unsynced = 0
        for running in self.hashes.values():
            running.update(chunk)

    def _hash_again(self, algorithm: str) -> Any:
        running = _new(algorithm)
        with medium(), self.path.open("rb") as file:
            while chunk := file.read(BATCH):
                running.update(chunk)
        return running


@contextmanager
def arriving(folder: Path, *, algorithms: Iterable[str] = ()) -> Iterator[Arriving]:
    """Open a temporary file in the folder; what is still there at the end is removed."""
    with medium():
        file: Any = tempfile.NamedTemporaryFile(  # noqa: SIM115
            dir=folder, prefix="upload-", buffering=0, delete=False
        )
    path = Path(file.name)
    try:
        with file:
            yield Arriving(file, {name: _new(name) for name in {"sha256", *algorithms}})
    finally:
        path.unlink(missing_ok=True)


def folder(root: Path) -> Path:
    """Return the folder for files on their way below the storage's root; it is there afterwards."""
    place = root / "incoming"
    with medium():
        place.mkdir(parents=True, exist_ok=True)
    return place


async def check(root: Path) -> None:
    """Raise the storage's refusals unless a file can be written there, read and removed."""
    await in_thread(_write_read_and_remove, root)


async def prove(root: Path) -> None:
    """Raise `DataDirUnusable` unless it can: at the start it is for the administrator to mend."""
    try:
        await check(root)
    except (StorageFull, StorageUnavailable) as error:
        why = error.__cause__
        reason = why.strerror if isinstance(why, OSError) else str(error)
        raise DataDirUnusable(directory=root, reason=reason) from error


async def unfinished(folder: Path, *, before: datetime, remove: bool) -> int:
    """Count the files that nobody has written to since that time; remove them if told to."""
    return await in_thread(_unfinished, folder, before, remove)


def _unfinished(folder: Path, before: datetime, remove: bool) -> int:
    count = 0
    for path in folder.iterdir():
        try:
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                count += 1
                if remove:
                    path.unlink()
        except FileNotFoundError:
            continue  # it has arrived, or another replica was faster
    return count


def _write_read_and_remove(root: Path) -> None:
    with tempfile.TemporaryFile(dir=folder(root)) as file:
        file.write(PROBE)
        file.seek(0)
        if file.read() != PROBE:
            raise OSError(errno.EIO, "other bytes were read than written")


def _new(algorithm: str) -> Any:
    if algorithm == "blake2_256":
        return hashlib.blake2b(digest_size=32)
    return hashlib.new(algorithm, usedforsecurity=False)
