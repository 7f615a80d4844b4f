"""One gzip member, inflated to its end and no further than a limit."""

import zlib
from typing import BinaryIO

from devsper_registry.distribution.policy import MIB, Policy
from devsper_registry.errors import (
    ArchiveTruncated,
    EntryCorrupt,
    NotAGzip,
    StrayBytes,
    UnpacksTooLarge,
)

PIECE = 64 * 1024
INFLATED_PIECE = 512 * 1024
_MAGIC = b"\x1f\x8b\x08"
_WITH_HEADER = zlib.MAX_WBITS + 16


class GzipStream:
    """Reads exactly what is asked for, and no more than the policy lets come out (RFC 1952)."""

    def __init__(self, file: BinaryIO, *, filename: str, policy: Policy) -> None:
        file.seek(0)
        if file.read(len(_MAGIC)) != _MAGIC:
            raise NotAGzip(filename=filename)
        file.seek(0)
        self._file = file
        self._filename = filename
        self._policy = policy
        self._inflater = zlib.decompressobj(_WITH_HEADER)
        self._waiting = b""
        self._ready = b""
        self._at = 0
        self._packed = 0
        self._unpacked = 0

    def read(self, count: int) -> bytes:
        """The next `count` bytes, fewer only at the end of the stream."""
        found = []
        while count:
            if self._at == len(self._ready) and not self._fill():
                break
            piece = self._ready[self._at : self._at + count]
            self._at += len(piece)
            count -= len(piece)
            found.append(piece)
        return found[0] if len(found) == 1 else b"".join(found)

    def skip(self, count: int) -> bool:
        """Pass over so many bytes; False when the stream ends before."""
        while count:
            if self._at == len(self._ready) and not self._fill():
                return False
            step = min(count, len(self._ready) - self._at)
            self._at += step
            count -= step
        return True

    def only_zeros_left(self) -> bool:
        """Read to the end of the stream: whether nothing but zero bytes was left."""
        while True:
            if self._ready.count(0, self._at) != len(self._ready) - self._at:
                return False
            self._at = len(self._ready)
            if not self._fill():
                return True

    def _fill(self) -> bool:
        """Inflate the next piece; False at the end, which must also be the file's."""
        while not self._inflater.eof:
            if not self._waiting:
                self._waiting = self._file.read(PIECE)
                self._packed += len(self._waiting)
            try:
                self._ready = self._inflater.decompress(self._waiting, INFLATED_PIECE)
            except zlib.error:
                raise EntryCorrupt(
                    filename=self._filename,
                    entry=self._filename,
                    problem="it does not inflate, or its checksum is wrong",
                ) from None
            if not (self._waiting or self._ready or self._inflater.eof):
                raise ArchiveTruncated(filename=self._filename, where="inside its gzip stream")
            self._waiting = self._inflater.unconsumed_tail
            self._at = 0
            self._count(len(self._ready))
            if self._ready:
                return True
        if self._inflater.unused_data or self._file.read(1):
            raise StrayBytes(filename=self._filename, where="after its gzip stream")
        return False

    def _count(self, length: int) -> None:
        # The ratio of what has been read so far: a bomb shows before it has gone off.
        self._unpacked += length
        limit = self._policy.unpacked_limit(self._packed)
        if self._unpacked > limit:
            raise UnpacksTooLarge(filename=self._filename, limit=limit // MIB)
