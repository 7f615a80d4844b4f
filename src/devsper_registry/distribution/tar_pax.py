"""pax extended headers: the records that may change what a tar entry is."""

import re

from devsper_registry.distribution.tar_header import HeaderError

_RECORD = re.compile(rb"(\d{1,8}) ([^=\n\0]+)=")
# What a header for all following entries may say: only what changes no entry.
_HARMLESS_GLOBALLY = {"comment", "mtime", "atime", "ctime", "uid", "gid", "uname", "gname"}


def parse(content: bytes, *, everywhere: bool) -> dict[str, str]:
    """The keywords of one extended header (POSIX.1-2001 pax); raise `HeaderError`."""
    found: dict[str, str] = {}
    at = 0
    while at < len(content):
        match = _RECORD.match(content, at)
        if match is None:
            raise HeaderError("its pax records are malformed")
        end = at + int(match[1])
        if end > len(content) or end <= match.end() or content[end - 1] != 0x0A:
            raise HeaderError("its pax records are malformed")
        keyword, value = _decoded(match[2]), content[match.end() : end - 1]
        if keyword in found:
            raise HeaderError(f"its pax record '{keyword}' is given twice")
        _check_allowed(keyword, value, everywhere=everywhere)
        # Only names are compared; vendors' keywords may hold any bytes.
        found[keyword] = _decoded(value) if keyword in ("path", "linkpath", "size") else ""
        at = end
    return found


def _check_allowed(keyword: str, value: bytes, *, everywhere: bool) -> None:
    if keyword == "hdrcharset":
        raise HeaderError("its pax records are in a character set of their own")
    if everywhere and keyword not in _HARMLESS_GLOBALLY:
        raise HeaderError(f"it sets '{keyword}' for all following entries")
    if keyword in ("path", "linkpath", "size") and (not value or b"\0" in value):
        raise HeaderError(f"its pax record '{keyword}' is empty or holds a NUL")


def is_sparse(keywords: dict[str, str]) -> bool:
    """Whether the entry is one of GNU's sparse files in pax clothing."""
    return any(keyword.startswith("GNU.sparse.") for keyword in keywords)


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise HeaderError("its pax records are not UTF-8") from None
