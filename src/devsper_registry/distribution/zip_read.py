"""The bytes of a zip's entries, in pieces: never more than its header tells, never fewer."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from devsper_registry.distribution.zip_entry import DEFLATED, ZipEntry
from devsper_registry.errors import ArchiveTruncated, EntryCorrupt, EntryTooLarge

PIECE = 256 * 1024
# A piece may inflate to so much at a time: this bounds the memory, not the entry.
INFLATED_PIECE = 1024 * 1024


def content(file: BinaryIO, entry: ZipEntry, *, filename: str, limit: int) -> bytes:
    """The whole entry, which may have `limit` bytes; raise `EntryTooLarge` or `EntryCorrupt`."""
    if entry.size > limit:
        raise EntryTooLarge(filename=filename, entry=entry.name, limit=limit)
    return b"".join(pieces(file, entry, filename=filename))


def beginning(file: BinaryIO, entry: ZipEntry, count: int, *, filename: str) -> bytes:
    """The first bytes of the entry, all where it is shorter than `count`."""
    found = bytearray()
    for piece in pieces(file, entry, filename=filename):
        found += piece
        if len(found) >= count:
            break
    return bytes(found[:count])


def pieces(file: BinaryIO, entry: ZipEntry, *, filename: str) -> Iterator[bytes]:
    """The entry piece by piece; raise `EntryCorrupt` unless size and checksum are as told."""
    read = _inflated if entry.method == DEFLATED else _stored
    size, crc = 0, 0
    for piece in read(file, entry, filename=filename):
        size += len(piece)
        if size > entry.size:
            raise _corrupt(entry, "it is longer than its header says", filename=filename)
        crc = zlib.crc32(piece, crc)
        yield piece
    if size != entry.size:
        raise _corrupt(entry, "it is shorter than its header says", filename=filename)
    if crc != entry.crc:
        raise _corrupt(entry, "its checksum is wrong", filename=filename)


def _stored(file: BinaryIO, entry: ZipEntry, *, filename: str) -> Iterator[bytes]:
    left = entry.compressed
    file.seek(entry.data_offset)
    while left:
        piece = file.read(min(left, PIECE))
        if not piece:
            raise ArchiveTruncated(filename=filename, where=f"inside '{entry.name}'")
        left -= len(piece)
        yield piece


def _inflated(file: BinaryIO, entry: ZipEntry, *, filename: str) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for stored in _stored(file, entry, filename=filename):
        if inflater.eof:
            raise _corrupt(entry, "bytes follow its compressed data", filename=filename)
        waiting = stored
        while waiting:
            try:
                piece = inflater.decompress(waiting, INFLATED_PIECE)
            except zlib.error:
                raise _corrupt(entry, "it does not inflate", filename=filename) from None
            waiting = inflater.unconsumed_tail
            if piece:
                yield piece
    while not inflater.eof:
        # What the window still holds once all input is consumed.
        try:
            piece = inflater.decompress(b"", INFLATED_PIECE)
        except zlib.error:
            raise _corrupt(entry, "it does not inflate", filename=filename) from None
        if not piece:
            break
        yield piece
    if not inflater.eof:
        raise _corrupt(entry, "its compressed data is cut short", filename=filename)
    if inflater.unused_data:
        raise _corrupt(entry, "bytes follow its compressed data", filename=filename)


def _corrupt(entry: ZipEntry, problem: str, *, filename: str) -> EntryCorrupt:
    return EntryCorrupt(filename=filename, entry=entry.name, problem=problem)
