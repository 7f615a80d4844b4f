"""Files that are a zip to one reader and a tar to another."""

import os
from typing import BinaryIO

from devsper_registry.distribution import tar_header, zip_end
from devsper_registry.errors import TwoArchivesInOne

_GZIP = b"\x1f\x8b"
_ZIP = b"PK"


def check(file: BinaryIO, *, filename: str) -> None:
    """Raise `TwoArchivesInOne` when its two ends tell two stories."""
    length = file.seek(0, os.SEEK_END)
    file.seek(0)
    start = file.read(tar_header.BLOCK)
    if start.startswith(_GZIP) and zip_end.has_end(file, length):
        raise TwoArchivesInOne(filename=filename)
    if start.startswith(_ZIP) and _is_tar(start):
        raise TwoArchivesInOne(filename=filename)


def _is_tar(block: bytes) -> bool:
    if len(block) < tar_header.BLOCK:
        return False
    # Readers look for the magic or for a right checksum; either is one coincidence too many.
    return block[257:262] == b"ustar" or tar_header.has_checksum(block)
