"""The central directory of a zip, held against the entries that the walk has found."""

from typing import BinaryIO

from devsper_registry.distribution import zip_records as records
from devsper_registry.distribution.zip64 import Sizes, sizes
from devsper_registry.distribution.zip_end import Directory
from devsper_registry.distribution.zip_entry import ZipEntry, check_kind, check_needed
from devsper_registry.errors import (
    ArchiveComment,
    ArchiveTruncated,
    DuplicateEntry,
    EntriesDisagree,
    HeadersDisagree,
    StrayBytes,
    Zip64Wrong,
)


def check(file: BinaryIO, directory: Directory, found: list[ZipEntry], *, filename: str) -> None:
    """Raise unless it lists exactly these entries, in this order, as their own headers do."""
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


def _check_duplicates(found: list[ZipEntry], *, filename: str) -> None:
    seen: set[str] = set()
    for local in found:
        if local.name in seen:
            raise DuplicateEntry(filename=filename, entry=local.name)
        seen.add(local.name)


def _check_central(
    file: BinaryIO, directory: Directory, local: ZipEntry, number: int, *, filename: str
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
    if name != local.name.encode():
        raise EntriesDisagree(filename=filename, where=f"'{local.name}' against '{_shown(name)}'")
    told = sizes(
        Sizes(header.size, header.compressed, header.offset), extra, local.name, filename=filename
    )
    check_needed(header.needed, local.name, filename=filename)
    _check_agreement(header, told, local, filename=filename)
    check_kind(header.external, local.name, filename=filename)


def _check_agreement(
    header: records.Central, told: Sizes, local: ZipEntry, *, filename: str
) -> None:
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
            raise HeadersDisagree(filename=filename, entry=local.name, what=what)
    if header.disk not in (0, records.MASK16):
        raise Zip64Wrong(filename=filename, where=f"on the disk of '{local.name}'")


def _shown(name: bytes) -> str:
    return name.decode("utf-8", "replace")
