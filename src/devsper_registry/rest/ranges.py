"""Which bytes a reader asks for: Range and If-Range (RFC 9110, 13.1.5 and 14)."""

import re

from devsper_registry.errors import RangeNotSatisfiable

# A number of a hundred digits is beyond every file; more would only cost time to read.
_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,100})-(\d{0,100})\s*\Z", re.ASCII | re.IGNORECASE)


def requested(
    asked: str | None, *, size: int, if_range: str | None, validators: tuple[str, str]
) -> range | None:
    """Return the positions to send, None for the whole file; raise `RangeNotSatisfiable`.

    A header that is not understood is ignored, as is a list of several ranges: the whole file is
    a correct answer to both. `validators` are the strong ETag and the date of Last-Modified.
    """
    if asked is None or (if_range is not None and if_range.strip() not in validators):
        return None
    match = _ONE_RANGE.match(asked.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        start, stop = max(size - int(last), 0), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= stop:
        raise RangeNotSatisfiable(size=size)
    return range(start, stop)
