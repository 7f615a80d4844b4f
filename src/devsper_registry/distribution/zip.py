"""A zip that every reader reads alike: local and central headers walked, or refused.

The walk goes from the first byte to the last and lets no byte lie outside a record (APPNOTE
6.3.10), because readers that look from the end and readers that stream from the start must find
the same entries.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from devsper_registry.distribution import members
from devsper_registry.distribution import zip_records as records
from devsper_registry.distribution.policy import Policy
from devsper_registry.distribution.zip64 import Sizes, sizes
from devsper_registry.distribution.zip_end import Directory, find, has_end
from devsper_registry.errors import (
    ArchiveComment,
    ArchiveTruncated,
    CompressionUnknown,
    DataDescriptor,
    DuplicateEntry,
    EntriesDisagree,
    EntryEncrypted,
    EntryNameWrong,
    EntrySpecial,
    FlagsUnknown,
    HeadersDisagree,
    NotAZip,
    StrayBytes,
    TooManyEntries,
    UnpacksTooLarge,
    VersionNeeded,
    Zip64Wrong,
)

STORED, DEFLATED = 0, 8

_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_DESCRIPTOR = 0x0008
_UTF8 = 0x0800
# Bits 1 and 2 tell how hard the writer tried to deflate; they mean nothing to a reader.
_HARMLESS = 0x0002 | 0x0004 | _UTF8
_DOS_DIRECTORY = 0x10
# APPNOTE 4.4.3.2: what ZIP64 needs; deflate and directories need less.
_NEWEST_NEEDED = 45


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One file or directory; `data_offset` is where its stored bytes begin."""

    name: str
    method: int
    crc: int
    compressed: int
    size: int
    data_offset: int

    @property
    def is_directory(self) -> bool:
        """Whether the entry only makes a directory."""
        return self.name.endswith("/")


@dataclass(frozen=True, slots=True)
class _Found:
    name: bytes
    flags: int
    method: int
    crc: int
    compressed: int
    size: int
    offset: int
    data_offset: int


def walk(file: BinaryIO, *, filename: str, policy: Policy) -> list[ZipEntry]:
    """Return all entries in order; raise at the first thing that readers could disagree about."""
    length = file.seek(0, os.SEEK_END)
    _check_start(file, length, filename=filename)
    directory = find(file, length, filename=filename)
    if directory.count > policy.max_members:
        raise TooManyEntries(filename=filename, limit=policy.max_members)
    found = list(_locals(file, directory, filename=filename, policy=policy))
    _check_centrals(file, directory, found, filename=filename)
    entries = [_entry(item, filename=filename) for item in found]
    _check_unpacked(entries, length, filename=filename, policy=policy)
    members.check_together(
        (entry.name for entry in entries if not entry.is_directory),
        (entry.name[:-1] for entry in entries if entry.is_directory),
        filename=filename,
    )
    return entries


def _check_start(file: BinaryIO, length: int, *, filename: str) -> None:
    file.seek(0)
    if file.read(4) in (records.LOCAL, records.END, records.END64):
        return
    if has_end(file, length):
        raise StrayBytes(filename=filename, where="before its first entry")
    raise NotAZip(filename=filename)


def _locals(
    file: BinaryIO, directory: Directory, *, filename: str, policy: Policy
) -> Iterator[_Found]:
    at, layout = 0, records.LOCAL_LAYOUT
    for number in range(policy.max_members + 1):
        if at == directory.offset:
            return
        if number == directory.count:
            # Another local record than the directory counts, or plain bytes between the two.
            _refuse_uncounted(file, at, filename=filename)
        if directory.offset - at < layout.size:
            raise StrayBytes(filename=filename, where="before its central directory")
        file.seek(at)
        header = records.Local(*layout.unpack(file.read(layout.size)))
        if header.signature != records.LOCAL:
            raise StrayBytes(filename=filename, where=f"at byte {at}")
        rest = file.read(header.name_length + header.extra_length)
        name, extra = rest[: header.name_length], rest[header.name_length :]
        _check_needed(header.needed, _shown(name), filename=filename)
        _check_flags(header.flags, _shown(name), filename=filename)
        data_offset = at + layout.size + header.name_length + header.extra_length
        told = sizes(
            Sizes(header.size, header.compressed), extra, name, filename=filename, where="local"
        )
        if data_offset + told.compressed > directory.offset:
            raise ArchiveTruncated(filename=filename, where=f"inside the entry at byte {at}")
        yield _Found(
            name,
            header.flags,
            header.method,
            header.crc,
            told.compressed,
            told.size,
            at,
            data_offset,
        )
        at = data_offset + told.compressed


def _check_needed(needed: int, entry: str, *, filename: str) -> None:
    if needed > _NEWEST_NEEDED:
        version = f"{(needed & 0xFF) / 10}"
        raise VersionNeeded(filename=filename, entry=entry, version=version)


def _check_flags(flags: int, entry: str, *, filename: str) -> None:
    # Before the sizes are used: with a descriptor they stand after the data, if at all.
    if flags & _ENCRYPTED:
        raise EntryEncrypted(filename=filename, entry=entry)
    if flags & _DESCRIPTOR:
        raise DataDescriptor(filename=filename, entry=entry)
    if flags & ~_HARMLESS:
        raise FlagsUnknown(filename=filename, entry=entry, flags=f"{flags:#06x}")


def _refuse_uncounted(file: BinaryIO, at: int, *, filename: str) -> None:
    file.seek(at)
    if file.read(4) == records.LOCAL:
        raise EntriesDisagree(filename=filename, where=f"from byte {at} on")
    raise StrayBytes(filename=filename, where="before its central directory")


def _check_centrals(
    file: BinaryIO, directory: Directory, found: list[_Found], *, filename: str
) -> None:
    if len(found) != directory.count:
        raise EntriesDisagree(
            filename=filename, where=f"{len(found)} against {directory.count} entries"
        )
    _check_duplicates(found, filename=filename)
    file.seek(directory.offset)
    for number, local in enumerate(found):
        _check_central(file, directory, local, number, filename=filename)
    if file.tell() != directory.offset + directory.size:
        raise StrayBytes(filename=filename, where="after its central directory")


def _check_duplicates(found: list[_Found], *, filename: str) -> None:
    seen: set[bytes] = set()
    for local in found:
        if local.name in seen:
            raise DuplicateEntry(filename=filename, entry=_shown(local.name))
        seen.add(local.name)


def _check_central(
    file: BinaryIO, directory: Directory, local: _Found, number: int, *, filename: str
) -> None:
    layout = records.CENTRAL_LAYOUT
    end = directory.offset + directory.size
    if end - file.tell() < layout.size:
        raise EntriesDisagree(filename=filename, where=f"after {number} entries")
    header = records.Central(*layout.unpack(file.read(layout.size)))
    if header.signature != records.CENTRAL:
        raise StrayBytes(filename=filename, where="inside its central directory")
    rest = file.read(header.name_length + header.extra_length + header.comment_length)
    name = rest[: header.name_length]
    extra = rest[header.name_length : header.name_length + header.extra_length]
    if file.tell() > end:
        raise ArchiveTruncated(filename=filename, where="inside its central directory")
    if header.comment_length:
        raise ArchiveComment(filename=filename, where=f"on the entry '{_shown(name)}'")
    if name != local.name:
        raise EntriesDisagree(
            filename=filename, where=f"'{_shown(local.name)}' against '{_shown(name)}'"
        )
    told = sizes(
        Sizes(header.size, header.compressed, header.offset),
        extra,
        name,
        filename=filename,
        where="central",
    )
    _check_needed(header.needed, _shown(name), filename=filename)
    _check_agreement(header, told, local, filename=filename)
    _check_kind(header, _shown(name), filename=filename)


def _check_agreement(header: records.Central, told: Sizes, local: _Found, *, filename: str) -> None:
    pairs = (
        ("its place", told.offset, local.offset),
        ("its flags", header.flags, local.flags),
        ("its compression", header.method, local.method),
        ("its checksum", header.crc, local.crc),
        ("its compressed size", told.compressed, local.compressed),
        ("its size", told.size, local.size),
    )
    for what, central_value, local_value in pairs:
        if central_value != local_value:
            raise HeadersDisagree(filename=filename, entry=_shown(local.name), what=what)
    if header.disk not in (0, records.MASK16):
        raise Zip64Wrong(filename=filename, where=f"on the disk of '{_shown(local.name)}'")


def _check_kind(header: records.Central, name: str, *, filename: str) -> None:
    # The upper half holds the Unix mode; some readers heed it whatever system made the entry.
    kind = stat.S_IFMT(header.external >> 16)
    directory = name.endswith("/")
    if kind not in (0, stat.S_IFDIR if directory else stat.S_IFREG):
        raise EntrySpecial(filename=filename, entry=name, what=_KINDS.get(kind, "special file"))
    if header.external & _DOS_DIRECTORY and not directory:
        raise EntrySpecial(filename=filename, entry=name, what="directory without a closing slash")


_KINDS = {
    stat.S_IFLNK: "symbolic link",
    stat.S_IFCHR: "character device",
    stat.S_IFBLK: "block device",
    stat.S_IFIFO: "named pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFDIR: "directory without a closing slash",
    stat.S_IFREG: "file with a closing slash",
}


def _entry(found: _Found, *, filename: str) -> ZipEntry:
    name = members.decoded(found.name, filename=filename)
    if not found.name.isascii() and not found.flags & _UTF8:
        # Without the flag a reader takes the name for code page 437, or for what it likes.
        problem = "is not ASCII and not marked as UTF-8"
        raise EntryNameWrong(filename=filename, entry=name, problem=problem)
    if found.method not in (STORED, DEFLATED):
        raise CompressionUnknown(filename=filename, entry=name, method=found.method)
    if found.method == STORED and found.size != found.compressed:
        raise HeadersDisagree(filename=filename, entry=name, what="its stored and its real size")
    if name.endswith("/") and found.size:
        raise EntrySpecial(filename=filename, entry=name, what="directory that holds bytes")
    return ZipEntry(name, found.method, found.crc, found.compressed, found.size, found.data_offset)


def _check_unpacked(entries: list[ZipEntry], length: int, *, filename: str, policy: Policy) -> None:
    # The headers' sums; reading the entries never goes beyond what their headers tell.
    limit = policy.unpacked_limit(length)
    if sum(entry.size for entry in entries) > limit:
        raise UnpacksTooLarge(filename=filename, limit=limit)


def _shown(name: bytes) -> str:
    return name.decode("utf-8", "replace")
