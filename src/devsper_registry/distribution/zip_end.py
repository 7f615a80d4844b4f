"""Where a zip's central directory lies: told by its end records, all of which must agree."""

from dataclasses import dataclass
from typing import BinaryIO

from devsper_registry.distribution import zip_records as records
from devsper_registry.errors import (
    ArchiveComment,
    ArchiveTruncated,
    EndRecordWrong,
    StrayBytes,
    Zip64Wrong,
)

# Room for the largest comment that an end record can announce.
_FARTHEST = records.END_LAYOUT.size + records.MASK16
_END64_REST = 44


@dataclass(frozen=True)
class Directory:
    """The central directory: its first byte, its length, and how many entries it lists."""

    offset: int
    size: int
    count: int


def find(file: BinaryIO, length: int, *, filename: str) -> Directory:
    """Read the end records, which must be the file's last bytes; raise unless they are right."""
    layout = records.END_LAYOUT
    if length < layout.size:
        raise ArchiveTruncated(filename=filename, where="before its end record")
    at = length - layout.size
    file.seek(at)
    end = records.End(*layout.unpack(file.read(layout.size)))
    if end.signature != records.END or end.comment_length:
        _refuse_tail(file, length, filename=filename)
    directory, first_end = _resolved(file, end, at, filename=filename)
    if directory.offset + directory.size != first_end:
        _refuse_place(file, directory, first_end, filename=filename)
    return directory


def has_end(file: BinaryIO, length: int) -> bool:
    """Whether a reader that looks from the end would take these bytes for a zip."""
    return _last_end(file, length) is not None


def _last_end(file: BinaryIO, length: int) -> tuple[records.End, int] | None:
    """The last end record that could be one, and how many bytes follow it."""
    start = max(0, length - _FARTHEST)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(records.END)
    while at != -1:
        behind = len(tail) - at - records.END_LAYOUT.size
        if behind >= 0:
            end = records.End(*records.END_LAYOUT.unpack_from(tail, at))
            if end.central_size + end.central_offset <= start + at:
                return end, behind
        at = tail.rfind(records.END, 0, at)
    return None


def _refuse_tail(file: BinaryIO, length: int, *, filename: str) -> None:
    found = _last_end(file, length)
    if found is None:
        raise ArchiveTruncated(filename=filename, where="before its end record")
    end, behind = found
    if behind and end.comment_length == behind:
        raise ArchiveComment(filename=filename, where="at its end")
    if end.comment_length > behind:
        raise ArchiveTruncated(filename=filename, where="inside its comment")
    raise StrayBytes(filename=filename, where="after its end record")


def _resolved(file: BinaryIO, end: records.End, at: int, *, filename: str) -> tuple[Directory, int]:
    """The directory, and where the first of the end records stands."""
    locator = _locator(file, at)
    if locator is None:
        masked = records.MASK32 in (end.central_size, end.central_offset)
        if masked or records.MASK16 in (end.here, end.total, end.disk, end.central_disk):
            raise Zip64Wrong(filename=filename, where="in its end record")
        return _plain(end, filename=filename), at
    end64, end64_at = _end64(file, locator, at - records.LOCATOR64_LAYOUT.size, filename=filename)
    _check_same(end, end64, filename=filename)
    return Directory(end64.central_offset, end64.central_size, end64.total), end64_at


def _locator(file: BinaryIO, end_at: int) -> records.Locator64 | None:
    layout = records.LOCATOR64_LAYOUT
    if end_at < layout.size:
        return None
    file.seek(end_at - layout.size)
    locator = records.Locator64(*layout.unpack(file.read(layout.size)))
    return locator if locator.signature == records.LOCATOR64 else None


def _end64(
    file: BinaryIO, locator: records.Locator64, locator_at: int, *, filename: str
) -> tuple[records.End64, int]:
    layout = records.END64_LAYOUT
    at = locator_at - layout.size
    if locator.disk or locator.disks != 1 or locator.end64_offset != at or at < 0:
        raise Zip64Wrong(filename=filename, where="in its locator")
    file.seek(at)
    end64 = records.End64(*layout.unpack(file.read(layout.size)))
    if end64.signature != records.END64 or end64.record_size != _END64_REST:
        raise Zip64Wrong(filename=filename, where="in its end record")
    if end64.disk or end64.central_disk:
        raise EndRecordWrong(filename=filename, what="the number of disks")
    if end64.here != end64.total:
        raise EndRecordWrong(filename=filename, what="the number of entries")
    return end64, at


def _check_same(end: records.End, end64: records.End64, *, filename: str) -> None:
    pairs = (
        (end.disk, end64.disk, records.MASK16),
        (end.central_disk, end64.central_disk, records.MASK16),
        (end.here, end64.here, records.MASK16),
        (end.total, end64.total, records.MASK16),
        (end.central_size, end64.central_size, records.MASK32),
        (end.central_offset, end64.central_offset, records.MASK32),
    )
    if any(short not in (long, mask) for short, long, mask in pairs):
        raise Zip64Wrong(filename=filename, where="in its two end records, which disagree")


def _plain(end: records.End, *, filename: str) -> Directory:
    if end.disk or end.central_disk:
        raise EndRecordWrong(filename=filename, what="the number of disks")
    if end.here != end.total:
        raise EndRecordWrong(filename=filename, what="the number of entries")
    return Directory(end.central_offset, end.central_size, end.total)


def _refuse_place(file: BinaryIO, directory: Directory, first_end: int, *, filename: str) -> None:
    real = first_end - directory.size
    if real >= 0:
        file.seek(real)
        if directory.size and file.read(4) == records.CENTRAL:
            raise EndRecordWrong(filename=filename, what="where its directory begins")
    raise EndRecordWrong(filename=filename, what="the size of its directory")
