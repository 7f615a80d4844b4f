"""The records of a zip, as APPNOTE 6.3.10 lays them out; numbers as they stand, unjudged."""

import struct
from typing import NamedTuple

LOCAL = b"PK\x03\x04"
CENTRAL = b"PK\x01\x02"
END = b"PK\x05\x06"
END64 = b"PK\x06\x06"
LOCATOR64 = b"PK\x06\x07"

MASK16 = 0xFFFF
MASK32 = 0xFFFFFFFF

LOCAL_LAYOUT = struct.Struct("<4sHHHHHIIIHH")
CENTRAL_LAYOUT = struct.Struct("<4sHHHHHHIIIHHHHHII")
END_LAYOUT = struct.Struct("<4sHHHHIIH")
END64_LAYOUT = struct.Struct("<4sQHHIIQQQQ")
LOCATOR64_LAYOUT = struct.Struct("<4sIQI")
EXTRA_LAYOUT = struct.Struct("<HH")


class Local(NamedTuple):
    """4.3.7, the local file header."""

    signature: bytes
    needed: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    compressed: int
    size: int
    name_length: int
    extra_length: int


class Central(NamedTuple):
    """4.3.12, the central directory header."""

    signature: bytes
    made_by: int
    needed: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    compressed: int
    size: int
    name_length: int
    extra_length: int
    comment_length: int
    disk: int
    internal: int
    external: int
    offset: int


class End(NamedTuple):
    """4.3.16, the end of central directory record."""

    signature: bytes
    disk: int
    central_disk: int
    here: int
    total: int
    central_size: int
    central_offset: int
    comment_length: int


class End64(NamedTuple):
    """4.3.14, the ZIP64 end of central directory record."""

    signature: bytes
    record_size: int
    made_by: int
    needed: int
    disk: int
    central_disk: int
    here: int
    total: int
    central_size: int
    central_offset: int


class Locator64(NamedTuple):
    """4.3.15, the locator of the ZIP64 end record."""

    signature: bytes
    disk: int
    end64_offset: int
    disks: int


def extra_fields(extra: bytes) -> list[tuple[int, bytes]] | None:
    """4.5, the extra fields by their id, or None when their lengths do not add up."""
    found, at = [], 0
    while at < len(extra):
        if len(extra) - at < EXTRA_LAYOUT.size:
            return None
        header_id, length = EXTRA_LAYOUT.unpack_from(extra, at)
        at += EXTRA_LAYOUT.size
        if length > len(extra) - at:
            return None
        found.append((header_id, extra[at : at + length]))
        at += length
    return found
