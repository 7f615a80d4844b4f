"""The folder of a backup. All that is in it is for its owner alone: hashes of keys, addresses.

manifest.json           written last: without it the backup is not whole
tables/account.copy     the rows of a table
objects.txt             digest and size of each object
objects/ab/cd/<sha256>  the objects
"""

import asyncio
import hashlib
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Self

from devsper_registry.errors import (
    BackupDamaged,
    BackupElsewhere,
    BackupForeign,
    BackupMissing,
    BackupUnwritable,
)
from devsper_registry.services.backups import manifest as manifests
from devsper_registry.services.backups.manifest import Manifest, Part

CHUNK = 1024 * 1024
MANIFEST = "manifest.json"
PARTIAL = ".partial"
_OURS = {MANIFEST, "tables", "objects", "objects.txt"}
_LINE = re.compile(r"([0-9a-f]{64}) (\d+)\n", re.ASCII)
_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)


@dataclass(slots=True)
class Writing:
    """A file of the backup that is being written; it has its name once it is whole."""

    file: BinaryIO
    size: int = 0
    running: Any = field(default_factory=hashlib.sha256)

    async def write(self, chunk: bytes) -> None:
        """Take the next bytes."""
        await asyncio.to_thread(self._take, bytes(chunk))

    def _take(self, chunk: bytes) -> None:
        self.file.write(chunk)
        self.running.update(chunk)
        self.size += len(chunk)

    @property
    def part(self) -> Part:
        """What was written."""
        return Part(self.size, self.running.hexdigest())


@dataclass(frozen=True, slots=True)
class Folder:
    """The place of one backup."""

    root: Path

    @classmethod
    def prepare(cls, root: Path) -> Self:
        """Make the folder ready to be written; until the end there is no whole backup in it."""
        with _writable(root):
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            if strangers := {path.name for path in root.iterdir()} - _OURS:
                raise BackupElsewhere(folder=f"{root} ({sorted(strangers)[0]})")
            (root / MANIFEST).unlink(missing_ok=True)
            for name in ("tables", "objects"):
                (root / name).mkdir(mode=0o700, exist_ok=True)
        return cls(root)

    def table(self, name: str) -> Path:
        """Return where the table's rows are."""
        if not _NAME.fullmatch(name):
            raise BackupForeign(folder=self.root, problem=f"'{name}' is no table")
        return self.root / "tables" / f"{name}.copy"

    @property
    def listing(self) -> Path:
        """Where the list of objects is."""
        return self.root / "objects.txt"

    def object(self, sha256: str) -> Path:
        """Return where the object is."""
        return self.root / "objects" / sha256[:2] / sha256[2:4] / sha256

    def holds(self, sha256: str, size: int) -> bool:
        """Tell whether the object is here already, whole."""
        try:
            return self.object(sha256).stat().st_size == size
        except FileNotFoundError:
            return False

    @contextmanager
    def writing(self, path: Path) -> Iterator[Writing]:
        """Open a file of the backup; at the end it is durable, and what is not whole is gone."""
        partial = path.with_name(path.name + PARTIAL)
        with _writable(self.root):
            for folder in (path.parent.parent, path.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                with os.fdopen(handle, "wb") as file:
                    yield Writing(file)
                    file.flush()
                    os.fsync(file.fileno())
                partial.replace(path)
            except BaseException:
                partial.unlink(missing_ok=True)
                raise

    def finish(self, manifest: Manifest) -> None:
        """Say that the backup is whole, and forget objects of earlier ones."""
        self._prune()
        with self.writing(self.root / MANIFEST) as writing:
            writing.file.write(manifests.written(manifest))

    def manifest(self) -> Manifest:
        """Return the manifest; raise BackupMissing or BackupForeign."""
        try:
            return manifests.read((self.root / MANIFEST).read_bytes())
        except OSError:
            raise BackupMissing(folder=self.root) from None
        except manifests.Unreadable as error:
            raise BackupForeign(folder=self.root, problem=error) from None

    def objects(self) -> Iterator[tuple[str, int]]:
        """Yield digest and size of each object listed."""
        with self.listing.open(encoding="ascii", errors="replace") as file:
            for line in file:
                found = _LINE.fullmatch(line)
                if found is None:
                    raise BackupDamaged(part=self.listing.name, problem="has a line that is none")
                yield found[1], int(found[2])

    def verify(self, path: Path, part: Part) -> None:
        """Raise BackupDamaged unless the file is the one that was written."""
        running = hashlib.sha256()
        size = 0
        for chunk in self.chunks(path):
            running.update(chunk)
            size += len(chunk)
        if Part(size, running.hexdigest()) != part:
            raise BackupDamaged(part=self._name(path), problem="is not what was written")

    def chunks(self, path: Path) -> Iterator[bytes]:
        """Yield the file's bytes; raise BackupDamaged where there is none."""
        try:
            with path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except OSError as error:
            reason = f"cannot be read ({error.strerror})"
            raise BackupDamaged(part=self._name(path), problem=reason) from None

    async def stream(self, path: Path) -> AsyncIterator[bytes]:
        """Yield the file's bytes, read in a thread."""
        chunks = self.chunks(path)
        while chunk := await asyncio.to_thread(next, chunks, b""):
            yield chunk

    def _prune(self) -> None:
        """Remove what is not listed. Both come in the order of the digests."""
        listed = self.objects()
        wanted = next(listed, None)
        for path in _files(self.root / "objects"):
            while wanted is not None and wanted[0] < path.name:
                wanted = next(listed, None)
            if wanted is None or wanted[0] != path.name:
                path.unlink()

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.root))


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files below the folder, in the order of their names."""
    for outer in sorted(folder.iterdir()):
        for inner in sorted(outer.iterdir()):
            yield from sorted(inner.iterdir())


@contextmanager
def _writable(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupUnwritable(folder=root, reason=error.strerror) from error
