"""Files on a local disk: one object a digest, there entirely or not at all."""

import errno
import os
import re
import shutil
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from devsper_registry.storage import arriving
from devsper_registry.storage.medium import in_thread
from devsper_registry.storage.store import Stored

CHUNK = 512 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class LocalStore:
    """`incoming/` for uploads on their way, `objects/ab/cd/<sha256>` for what is kept."""

    root: Path
    # The folders whose own entries this process has synced: finding one made is no proof, for
    # whoever made it may not have come to syncing it yet.
    settled: set[str] = field(default_factory=set, compare=False, repr=False)

    def incoming(self) -> Path:
        """Return the directory for uploads; it lies on the objects' own disk."""
        return arriving.folder(self.root)

    async def put(self, source: Path, *, sha256: str) -> None:
        """Move the file into place, durable on return; putting again makes the object young."""
        await in_thread(self._put, source, self.path(sha256))

    def path(self, sha256: str) -> Path:
        """Return where the object is, or would be."""
        if not _SHA256.match(sha256):
            raise ValueError(f"not a SHA-256 in hexadecimal: {sha256!r}")
        return self.root / "objects" / sha256[:2] / sha256[2:4] / sha256

    async def link(
        self, sha256: str, *, at: datetime, lifetime: timedelta, headers: Mapping[str, str]
    ) -> str | None:
        """Return None: a disk has no address."""
        return None

    async def read(
        self, sha256: str, *, start: int = 0, end: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Yield the bytes from `start` up to but not including `end`."""
        left = None if end is None else max(end - start, 0)
        # Opening and the first chunk are one visit to a thread: most files need no second one.
        file, chunk = await in_thread(_open_and_read, self.path(sha256), start, left)
        try:
            while chunk:
                yield chunk
                if left is not None:
                    left -= len(chunk)
                if len(chunk) < CHUNK or left == 0:
                    return
                chunk = await in_thread(file.read, _chunk_size(left))
        finally:
            file.close()

    async def delete(self, sha256: str) -> None:
        """Forget the object; nothing happens where there is none."""
        await in_thread(self.path(sha256).unlink, missing_ok=True)

    async def find(self, sha256: str) -> Stored | None:
        """Return the object as it is now, None where there is none."""
        return await in_thread(_stored, self.path(sha256))

    async def objects(self) -> AsyncIterator[Stored]:
        """Yield every object, in no order."""
        for outer in await in_thread(_folders, self.root / "objects"):
            for stored in await in_thread(_objects_below, outer):
                yield stored

    async def unfinished(self, *, before: datetime, remove: bool) -> int:
        """Count what uploads begun before that time left half done; remove it if told to."""
        return await arriving.unfinished(self.incoming(), before=before, remove=remove)

    async def check(self) -> None:
        """Raise `StorageUnavailable` unless a file can be written, read and removed."""
        await arriving.check(self.root)

    async def prove(self) -> None:
        """Raise `DataDirUnusable` unless it can."""
        await arriving.prove(self.root)

    async def close(self) -> None:
        """Do nothing: no file stays open."""

    def _put(self, source: Path, target: Path) -> None:
        with source.open("rb") as file:
            os.fsync(file.fileno())
        target.parent.mkdir(parents=True, exist_ok=True)
        # The sweeper judges by age, and an object may be put again just before it is swept.
        os.utime(source)
        try:
            source.replace(target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            self._copy(source, target)
        _sync_folder(target.parent)
        self._settle(target.parent)

    def _settle(self, folder: Path) -> None:
        """Sync the entries of the folder and of those above it, each once a process."""
        while str(folder) not in self.settled and folder != self.root.parent:
            _sync_folder(folder.parent)
            self.settled.add(str(folder))
            folder = folder.parent

    def _copy(self, source: Path, target: Path) -> None:
        with tempfile.NamedTemporaryFile(dir=self.incoming(), delete=False) as copy:
            try:
                with source.open("rb") as original:
                    shutil.copyfileobj(original, copy, CHUNK)
                copy.flush()
                os.fsync(copy.fileno())
                Path(copy.name).replace(target)
            except BaseException:
                Path(copy.name).unlink(missing_ok=True)
                raise


def _open_and_read(path: Path, start: int, left: int | None) -> tuple[BinaryIO, bytes]:
    # Unbuffered: the chunks are large already, and a buffer would copy each of them once more.
    file = path.open("rb", buffering=0)
    try:
        file.seek(start)
        return file, file.read(_chunk_size(left))
    except BaseException:
        file.close()
        raise


def _chunk_size(left: int | None) -> int:
    return CHUNK if left is None else min(CHUNK, left)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _folders(folder: Path) -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(folder) if entry.is_dir()]
    except FileNotFoundError:
        return []


def _stored(path: Path) -> Stored | None:
    try:
        facts = path.stat()
    except FileNotFoundError:
        return None
    put_at = datetime.fromtimestamp(facts.st_mtime, UTC)
    return Stored(sha256=path.name, size=facts.st_size, put_at=put_at)


def _objects_below(outer: Path) -> list[Stored]:
    found = []
    for folder in _folders(outer):
        for entry in os.scandir(folder):
            try:
                facts = entry.stat()
            except FileNotFoundError:  # deleted while we were looking
                continue
            put_at = datetime.fromtimestamp(facts.st_mtime, UTC)
            found.append(Stored(sha256=entry.name, size=facts.st_size, put_at=put_at))
    return found
