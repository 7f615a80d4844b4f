"""One tar header of 512 bytes, read strictly (POSIX.1-1988 ustar, and GNU's variant of it)."""

import re
import struct
from dataclasses import dataclass

BLOCK = 512
_LAYOUT = struct.Struct("<100s8s8s8s12s12s8s1s100s8s32s32s8s8s155s12s")
_OCTAL = re.compile(rb"[ \0]*[0-7]*[ \0]*\Z")
_USTAR = b"ustar\x0000"
_GNU = b"ustar  \0"
_CHECKSUM_AT = 148


@dataclass(frozen=True, slots=True)
class Header:
    """The fields that decide what an entry is; names as bytes, prefix joined."""

    name: bytes
    size: int
    type: bytes
    linkname: bytes


class HeaderError(ValueError):
    """What is wrong with a header, in words that fit into a sentence."""


def parse(block: bytes) -> Header:
    """Read a header; raise `HeaderError` where readers could take it differently."""
    fields = _LAYOUT.unpack(block)
    name, mode, uid, gid, size, mtime, checksum, kind, linkname, magic = fields[:10]
    prefix, rest = fields[14], fields[15]
    if _octal(checksum, "checksum") != _sum(block):
        raise HeaderError("its checksum is wrong")
    for value, what in ((mode, "mode"), (uid, "owner"), (gid, "group"), (mtime, "time")):
        if not value[0] & 0x80:
            _octal(value, what)
    if magic not in (_USTAR, _GNU, bytes(8)):
        raise HeaderError("its format is unknown")
    whole = _text(name, "name")
    if magic == _USTAR and any(prefix):
        whole = _text(prefix, "prefix") + b"/" + whole
    elif any(prefix) or (magic != _USTAR and any(rest)):
        # GNU's old format keeps times and sparse maps there, which others join to the name.
        raise HeaderError("it has a prefix that its format does not know")
    return Header(whole, _octal(size, "size"), kind, _text(linkname, "link"))


def has_checksum(block: bytes) -> bool:
    """Whether the block could be a header to a reader that goes by the checksum alone."""
    try:
        return _octal(block[_CHECKSUM_AT : _CHECKSUM_AT + 8], "checksum") == _sum(block)
    except HeaderError:
        return False


def _sum(block: bytes) -> int:
    return sum(block) - sum(block[_CHECKSUM_AT : _CHECKSUM_AT + 8]) + 8 * 0x20


def _octal(value: bytes, what: str) -> int:
    if value[0] & 0x80:
        # Base 256 is for 8 GiB and more, and the way round the readers that do not know it.
        raise HeaderError(f"its {what} is not octal")
    if _OCTAL.match(value) is None:
        raise HeaderError(f"its {what} is not octal")
    return int(value.strip(b" \0") or b"0", 8)


def _text(value: bytes, what: str) -> bytes:
    text, _, rest = value.partition(b"\0")
    if any(rest):
        raise HeaderError(f"bytes follow the end of its {what}")
    return text
