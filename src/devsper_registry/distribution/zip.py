"""A zip that every reader reads alike: local and central headers walked, or refused.

The walk goes from the first byte to the last and lets no byte lie outside a record (APPNOTE
6.3.10), because readers that look from the end and readers that stream from the start must find
the same entries.
"""

import os
from collections.abc import Iterator
from typing import BinaryIO

from devsper_registry.distribution import members, zip_central
from devsper_registry.distribution import zip_records as records
from devsper_registry.distribution.policy import MIB, Policy
from devsper_registry.distribution.zip64 import Sizes, sizes
from devsper_registry.distribution.zip_end import Directory, find, has_end
from devsper_registry.distribution.zip_entry import (
    ZipEntry,
    check_entry,
    check_flags,
    check_needed,
)
from devsper_registry.errors import (
    ArchiveTruncated,
    EntriesDisagree,
    NotAZip,
    StrayBytes,
    TooManyEntries,
    UnpacksTooLarge,
)


def walk(file: BinaryIO, *, filename: str, policy: Policy) -> list[ZipEntry]:
    """Return all entries in order; raise at the first thing that readers could disagree about."""
    length = file.seek(0, os.SEEK_END)
    _check_start(file, length, filename=filename)
    directory = find(file, length, filename=filename)
    if directory.count > policy.max_members:
        raise TooManyEntries(filename=filename, limit=policy.max_members)
    entries = list(_locals(file, directory, filename=filename))
    zip_central.check(file, directory, entries, filename=filename)
    for entry in entries:
        check_entry(entry, filename=filename)
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


def _locals(file: BinaryIO, directory: Directory, *, filename: str) -> Iterator[ZipEntry]:
    at, number = 0, 0
    while at != directory.offset:
        if number == directory.count:
            # Another local record than the directory counts, or plain bytes between the two.
            _refuse_uncounted(file, at, filename=filename)
        entry = _local(file, at, directory, filename=filename)
        yield entry
        at, number = entry.data_offset + entry.compressed, number + 1


def _local(file: BinaryIO, at: int, directory: Directory, *, filename: str) -> ZipEntry:
    layout = records.LOCAL_LAYOUT
    if directory.offset - at < layout.size:
        raise StrayBytes(filename=filename, where="before its central directory")
    file.seek(at)
    header = records.Local(*layout.unpack(file.read(layout.size)))
    if header.signature != records.LOCAL:
        raise StrayBytes(filename=filename, where=f"at byte {at}")
    raw_name, extra = file.read(header.name_length), file.read(header.extra_length)
    name = members.decoded(raw_name, filename=filename)
    check_needed(header.needed, name, filename=filename)
    check_flags(header.flags, name, filename=filename)
    told = sizes(Sizes(header.size, header.compressed), extra, name, filename=filename)
    data_offset = at + layout.size + header.name_length + header.extra_length
    if data_offset + told.compressed > directory.offset:
        raise ArchiveTruncated(filename=filename, where=f"inside the entry at byte {at}")
    return ZipEntry(
        name=name,
        flags=header.flags,
        method=header.method,
        crc=header.crc,
        compressed=told.compressed,
        size=told.size,
        offset=at,
        data_offset=data_offset,
    )


def _refuse_uncounted(file: BinaryIO, at: int, *, filename: str) -> None:
    file.seek(at)
    if file.read(4) == records.LOCAL:
        raise EntriesDisagree(filename=filename, where=f"from byte {at} on")
    raise StrayBytes(filename=filename, where="before its central directory")


def _check_unpacked(entries: list[ZipEntry], length: int, *, filename: str, policy: Policy) -> None:
    # The headers' sums; reading the entries never goes beyond what their headers tell.
    limit = policy.unpacked_limit(length)
    if sum(entry.size for entry in entries) > limit:
        raise UnpacksTooLarge(filename=filename, limit=limit // MIB)
