"""ZIP64 extra fields: only where a number does not fit, and then with exactly those numbers."""

import struct
from typing import NamedTuple

from devsper_registry.distribution.zip_records import MASK32, extra_fields
from devsper_registry.errors import ExtraFieldWrong, Zip64Wrong

_ZIP64 = 0x0001
# Info-ZIP's second name for an entry: a reader that heeds it finds another file.
_UNICODE_PATH = 0x7075


class Sizes(NamedTuple):
    """What a header tells of an entry, ZIP64 resolved. Local headers have no offset."""

    size: int
    compressed: int
    offset: int | None = None


def sizes(header: Sizes, extra: bytes, name: str, *, filename: str) -> Sizes:
    """Resolve a header's numbers against its extra fields (APPNOTE 4.5.3), or raise."""
    if not extra:
        return _resolved(header, None, name, filename=filename)
    fields = extra_fields(extra)
    if fields is None:
        raise ExtraFieldWrong(filename=filename, entry=name, problem="cut short")
    zip64 = None
    for header_id, body in fields:
        if header_id == _UNICODE_PATH:
            raise ExtraFieldWrong(filename=filename, entry=name, problem="a second name for it")
        if header_id == _ZIP64:
            if zip64 is not None:
                raise Zip64Wrong(filename=filename, where=f"twice in the entry '{name}'")
            zip64 = body
    return _resolved(header, zip64, name, filename=filename)


def _resolved(header: Sizes, zip64: bytes | None, name: str, *, filename: str) -> Sizes:
    masked = [value == MASK32 for value in header if value is not None]
    if zip64 is None:
        if any(masked):
            raise _wrong(name, filename=filename, where=_which(header))
        return header
    # APPNOTE 4.5.3: a local header gives both sizes or none.
    halved = header.offset is None and any(masked) and not all(masked[:2])
    if halved or len(zip64) != 8 * sum(masked):
        raise _wrong(name, filename=filename, where=_which(header))
    values = iter(struct.unpack(f"<{len(zip64) // 8}Q", zip64))
    return Sizes(
        size=next(values) if masked[0] else header.size,
        compressed=next(values) if masked[1] else header.compressed,
        offset=next(values) if masked[2:] == [True] else header.offset,
    )


def _which(header: Sizes) -> str:
    return "local" if header.offset is None else "central"


def _wrong(name: str, *, filename: str, where: str) -> Zip64Wrong:
    return Zip64Wrong(filename=filename, where=f"in the {where} header of '{name}'")
