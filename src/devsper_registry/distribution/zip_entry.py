"""What a zip says of one entry, and whether every reader takes it so."""

import stat
from dataclasses import dataclass

from devsper_registry.errors import (
    CompressionUnknown,
    DataDescriptor,
    EntryEncrypted,
    EntryNameWrong,
    EntrySpecial,
    FlagsUnknown,
    HeadersDisagree,
    VersionNeeded,
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
    """One file or directory: where its header and its stored bytes begin, and what it is."""

    name: str
    flags: int
    method: int
    crc: int
    compressed: int
    size: int
    offset: int
    data_offset: int

    @property
    def is_directory(self) -> bool:
        """Whether the entry only makes a directory."""
        return self.name.endswith("/")


def check_needed(needed: int, entry: str, *, filename: str) -> None:
    """Raise `VersionNeeded` when a reader of today may be too old for the entry."""
    if needed > _NEWEST_NEEDED:
        version = f"{(needed & 0xFF) / 10}"
        raise VersionNeeded(filename=filename, entry=entry, version=version)


def check_flags(flags: int, entry: str, *, filename: str) -> None:
    """Raise unless the flags mean the same to all readers."""
    # Before the sizes are used: with a descriptor they stand after the data, if at all.
    if flags & _ENCRYPTED:
        raise EntryEncrypted(filename=filename, entry=entry)
    if flags & _DESCRIPTOR:
        raise DataDescriptor(filename=filename, entry=entry)
    if flags & ~_HARMLESS:
        raise FlagsUnknown(filename=filename, entry=entry, flags=f"{flags:#06x}")


def check_kind(external: int, name: str, *, filename: str) -> None:
    """Raise `EntrySpecial` unless the external attributes are a file's or a directory's."""
    # The upper half holds the Unix mode; some readers heed it whatever system made the entry.
    kind = stat.S_IFMT(external >> 16)
    directory = name.endswith("/")
    if kind not in (0, stat.S_IFDIR if directory else stat.S_IFREG):
        raise EntrySpecial(filename=filename, entry=name, what=_KINDS.get(kind, "special file"))
    if external & _DOS_DIRECTORY and not directory:
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


def check_entry(entry: ZipEntry, *, filename: str) -> None:
    """Raise unless compression, sizes and the name's encoding are such as every reader knows."""
    if entry.method not in (STORED, DEFLATED):
        raise CompressionUnknown(filename=filename, entry=entry.name, method=entry.method)
    if entry.method == STORED and entry.size != entry.compressed:
        what = "its stored and its real size"
        raise HeadersDisagree(filename=filename, entry=entry.name, what=what)
    if entry.is_directory and entry.size:
        raise EntrySpecial(filename=filename, entry=entry.name, what="directory that holds bytes")
    if not entry.name.isascii() and not entry.flags & _UTF8:
        # Without the flag a reader takes the name for code page 437, or for what it likes.
        problem = "is not ASCII and not marked as UTF-8"
        raise EntryNameWrong(filename=filename, entry=entry.name, problem=problem)
