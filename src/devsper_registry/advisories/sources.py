"""Where advisories' documents lie: folders, JSON files, and zips of them. One at a time, bounded.

What is wrong with one is told in its place, so that the others are read.
"""

import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from devsper_registry.advisories.osv import LARGEST, Unreadable
from devsper_registry.distribution import zip_end
from devsper_registry.distribution.policy import DEFAULT_POLICY, MIB
from devsper_registry.errors import RegistryError, TooManyEntries, UnpacksTooLarge

DOCUMENT, ARCHIVE = ".json", ".zip"
# Python's reader holds the directory in memory: an entry of a real one takes about 80 bytes there.
LARGEST_DIRECTORY = 10 * MIB


class Found(NamedTuple):
    """A document by its name, or what is wrong; and how many bytes on the disk are done with it."""

    name: str
    content: bytes | Unreadable
    size: int


def find(places: Iterable[Path]) -> list[Path]:
    """Return the JSON files and zips below these folders, and the files that are named."""
    found = dict[Path, None]()
    for place in places:
        for path in _below(place) if place.is_dir() else (place,):
            found[path] = None
    return list(found)


def read(path: Path) -> Iterator[Found]:
    """Yield what is in the file."""
    size = 0
    try:
        size = path.stat().st_size
        # Not blocking, so that nothing waits for the writer of a pipe.
        with open(path, "rb", opener=_without_waiting) as file:
            if not path.is_file():
                raise Unreadable("it is no ordinary file.")
            if path.suffix.lower() == ARCHIVE:
                yield from _archived(file, path, size)
            else:
                yield Found(str(path), file.read(LARGEST + 1), size)
    except OSError as error:
        yield Found(str(path), Unreadable(f"it cannot be read ({error.strerror})."), size)
    except (RegistryError, Unreadable) as error:
        yield Found(str(path), Unreadable(str(error)), size)


def _below(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith((DOCUMENT, ARCHIVE)):
                yield Path(where, name)


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _archived(file: BinaryIO, path: Path, size: int) -> Iterator[Found]:
    directory = zip_end.find(file, size, filename=path.name)
    if directory.count > DEFAULT_POLICY.max_members or directory.size > LARGEST_DIRECTORY:
        raise TooManyEntries(filename=path.name, limit=DEFAULT_POLICY.max_members)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(f"its directory cannot be read ({error}).") from None
    # What comes out of it counts, whatever its headers tell.
    left = limit = DEFAULT_POLICY.unpacked_limit(size)
    for entry in archive.infolist():
        if not entry.filename.lower().endswith(DOCUMENT):
            continue
        content = _entry(archive, entry)
        if isinstance(content, bytes):
            left -= len(content)
        if left < 0:
            raise UnpacksTooLarge(filename=path.name, limit=limit // MIB)
        yield Found(f"{path.name}: {entry.filename}", content, entry.compress_size)


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | Unreadable:
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Unreadable("it is compressed in a way that is not read here.")
    try:
        with archive.open(entry) as opened:
            return opened.read(LARGEST + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError):
        return Unreadable("it is damaged or encrypted.")
