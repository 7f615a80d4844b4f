"""A gzipped tar that every reader reads alike: every header walked, or the archive refused."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass

from devsper_registry.distribution import members, tar_header, tar_pax
from devsper_registry.distribution.gzip_stream import GzipStream
from devsper_registry.distribution.tar_header import BLOCK, Header, HeaderError
from devsper_registry.errors import (
    ArchiveTruncated,
    EntryNameWrong,
    EntrySpecial,
    EntryTooLarge,
    NotATar,
    SparseEntry,
    StrayBytes,
    TarHeaderWrong,
    TooManyEntries,
)

_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE)
_LINKS = (tarfile.SYMTYPE, tarfile.LNKTYPE)
_SPECIAL = {
    tarfile.CHRTYPE: "character device",
    tarfile.BLKTYPE: "block device",
    tarfile.FIFOTYPE: "named pipe",
    tarfile.CONTTYPE: "contiguous file",
    b"V": "volume label",
    b"M": "continuation of another volume",
    b"D": "GNU directory dump",
}
_LONGEST_EXTENSION = 64 * 1024


@dataclass(frozen=True, slots=True)
class TarEntry:
    """One file, directory or link; `name` has no closing slash."""

    name: str
    kind: str  # "file", "directory", "symlink", "hardlink"
    size: int
    target: str = ""


@dataclass(slots=True)
class _Extensions:
    """What the headers before an entry say about it."""

    pax: dict[str, str] | None = None
    longname: bytes | None = None
    longlink: bytes | None = None

    @property
    def given(self) -> bool:
        return not (self.pax is None and self.longname is None and self.longlink is None)


class TarWalk:
    """Iterate the entries in order; `content()` reads the current one, else it is passed over."""

    def __init__(self, stream: GzipStream, *, filename: str, max_members: int) -> None:
        self._stream = stream
        self._filename = filename
        self._max_members = max_members
        self._unread = 0
        self._size = 0

    def __iter__(self) -> Iterator[TarEntry]:
        count = 0
        extensions = _Extensions()
        while (header := self._header(first=count == 0 and not extensions.given)) is not None:
            count += 1
            if count > self._max_members:
                raise TooManyEntries(filename=self._filename, limit=self._max_members)
            if self._extends(header, extensions):
                continue
            entry = self._entry(header, extensions)
            extensions = _Extensions()
            self._size = entry.size
            self._unread = entry.size + (-entry.size % BLOCK)
            yield entry
            self._pass_over(entry.name)
        if extensions.given:
            raise self._wrong("an extended header has no entry", "its end")
        self._check_end()

    def content(self, entry: TarEntry, *, limit: int) -> bytes:
        """The bytes of the entry just yielded; raise `EntryTooLarge` beyond `limit`."""
        if entry.size > limit:
            raise EntryTooLarge(filename=self._filename, entry=entry.name, limit=limit)
        return self.beginning(entry, entry.size)

    def beginning(self, entry: TarEntry, count: int) -> bytes:
        """The first bytes of the entry just yielded, all where it is shorter than `count`."""
        count = min(count, entry.size)
        found = self._stream.read(count)
        if len(found) != count:
            raise ArchiveTruncated(filename=self._filename, where=f"inside '{entry.name}'")
        self._unread -= count
        return found

    def _header(self, *, first: bool) -> Header | None:
        block = self._stream.read(BLOCK)
        if len(block) < BLOCK:
            if first:
                raise NotATar(filename=self._filename)
            raise ArchiveTruncated(filename=self._filename, where="before the end of its tar")
        if not any(block):
            if first:
                raise NotATar(filename=self._filename)
            return None
        try:
            return tar_header.parse(block)
        except HeaderError as error:
            if first:
                raise NotATar(filename=self._filename) from None
            name = block[:100].rstrip(b"\0").decode("utf-8", "replace")
            raise self._wrong(str(error), name) from None

    def _extends(self, header: Header, extensions: _Extensions) -> bool:
        """Take in a header that only describes the next entry."""
        kind = header.type
        if kind not in (tarfile.XHDTYPE, tarfile.XGLTYPE, b"L", b"K"):
            return False
        shown = header.name.decode("utf-8", "replace")
        if header.size > _LONGEST_EXTENSION:
            raise EntryTooLarge(filename=self._filename, entry=shown, limit=_LONGEST_EXTENSION)
        content = self._padded(header.size, shown)
        try:
            if kind == tarfile.XGLTYPE:
                tar_pax.parse(content, everywhere=True)
            elif kind == tarfile.XHDTYPE:
                if extensions.pax is not None:
                    raise HeaderError("two pax headers describe one entry")
                extensions.pax = tar_pax.parse(content, everywhere=False)
            elif kind == b"L":
                if extensions.longname is not None:
                    raise HeaderError("two long names are given for one entry")
                extensions.longname = _ended(content)
            else:
                if extensions.longlink is not None:
                    raise HeaderError("two long links are given for one entry")
                extensions.longlink = _ended(content)
        except HeaderError as error:
            raise self._wrong(str(error), shown) from None
        return True

    def _padded(self, size: int, shown: str) -> bytes:
        content = self._stream.read(size)
        if len(content) != size or not self._stream.skip(-size % BLOCK):
            raise ArchiveTruncated(filename=self._filename, where=f"inside '{shown}'")
        return content

    def _entry(self, header: Header, extensions: _Extensions) -> TarEntry:
        raw_name = extensions.longname or header.name
        raw_target = extensions.longlink or header.linkname
        pax = extensions.pax or {}
        shown = raw_name.decode("utf-8", "replace")
        if header.type == tarfile.GNUTYPE_SPARSE or tar_pax.is_sparse(pax):
            raise SparseEntry(filename=self._filename, entry=pax.get("path", shown))
        name = self._agreed(pax.get("path"), extensions.longname, raw_name)
        target = self._agreed(pax.get("linkpath"), extensions.longlink, raw_target, link=True)
        if pax.get("size", str(header.size)) != str(header.size):
            # Readers that do not know pax would find the next header elsewhere.
            raise self._wrong("pax gives it another size", name)
        return self._of_kind(header, name, target)

    def _agreed(self, pax: str | None, gnu: bytes | None, raw: bytes, *, link: bool = False) -> str:
        if pax is not None and gnu is not None and pax.encode() != gnu:
            raise self._wrong("pax and GNU give it two names", pax)
        if pax is not None:
            return pax
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            problem = "links to a name that is not UTF-8" if link else "is not UTF-8"
            raise EntryNameWrong(
                filename=self._filename, entry=raw.decode("latin-1"), problem=problem
            ) from None

    def _of_kind(self, header: Header, name: str, target: str) -> TarEntry:
        kind = header.type
        if kind not in (*_FILES, *_LINKS, tarfile.DIRTYPE):
            what = _SPECIAL.get(kind, f"special file of the unknown type {kind!r}")
            raise EntrySpecial(filename=self._filename, entry=name, what=what)
        if kind not in _FILES and header.size:
            raise self._wrong("it has a size but can hold no bytes", name)
        if kind != tarfile.DIRTYPE and name.endswith("/"):
            raise self._wrong("it is a file, but its name ends in '/'", name)
        members.check_name(name, filename=self._filename)
        bare = name.removesuffix("/")
        if kind == tarfile.SYMTYPE:
            return TarEntry(bare, "symlink", 0, target)
        if kind == tarfile.LNKTYPE:
            return TarEntry(bare, "hardlink", 0, target)
        return TarEntry(bare, "directory" if kind == tarfile.DIRTYPE else "file", header.size)

    def _pass_over(self, name: str) -> None:
        if not self._stream.skip(self._unread):
            raise ArchiveTruncated(filename=self._filename, where=f"inside '{name}'")
        self._unread = 0

    def _check_end(self) -> None:
        # Some readers stop at the first block of zeros, others want two, others look further.
        second = self._stream.read(BLOCK)
        if len(second) < BLOCK:
            raise ArchiveTruncated(filename=self._filename, where="before the end of its tar")
        if any(second) or not self._stream.only_zeros_left():
            raise StrayBytes(filename=self._filename, where="after the end of its tar")

    def _wrong(self, problem: str, entry: str) -> TarHeaderWrong:
        return TarHeaderWrong(filename=self._filename, entry=entry, problem=problem)


def _ended(content: bytes) -> bytes:
    text, _, rest = content.partition(b"\0")
    if any(rest) or not text:
        raise HeaderError("its long name is empty or holds a NUL")
    return text
