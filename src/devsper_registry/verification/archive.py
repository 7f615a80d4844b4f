"""An open wheel or sdist, for checks: its members, and their contents within bounds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

from devsper_registry.distribution import (
    CoreMetadata,
    Filename,
    Policy,
    core_metadata,
    entry_points,
    parse_filename,
    zip_read,
)
from devsper_registry.distribution import zip as zip_archive
from devsper_registry.distribution.gzip_stream import GzipStream
from devsper_registry.distribution.tar import TarEntry, TarWalk
from devsper_registry.distribution.zip_entry import ZipEntry
from devsper_registry.verification.places import place_in_sdist, place_in_wheel

HEAD_BYTES = 1024
# A longer member is read to here: no source file that a person wrote is longer.
LONGEST_CONTENT = 8 * 1024 * 1024
# Contents kept, so that not every check unpacks a small archive anew.
KEPT_BYTES = 32 * 1024 * 1024

Kind = Literal["file", "symlink", "hardlink"]


@dataclass(frozen=True, slots=True)
class Member:
    """A file or link of the archive. No directories.

    `path` is its whole name there. `place` is where an installer would put it below site-packages:
    None for what goes elsewhere; for an sdist the path below its directory, without `src/`. `head`
    holds its first 1,024 bytes.
    """

    path: str
    place: str | None
    size: int
    kind: Kind
    target: str
    head: bytes

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]

    @property
    def is_text(self) -> bool:
        """Whether its beginning looks like text in some common encoding."""
        return b"\0" not in self.head or self.head.startswith((b"\xff\xfe", b"\xfe\xff"))


_Reader = Callable[[frozenset[str], int], Iterator[tuple[str, bytes]]]


class Archive:
    """One distribution that is open for reading.

    It is read by `distribution`'s own walk: what that refuses is refused here.
    """

    def __init__(self, file: BinaryIO, *, filename: str, policy: Policy) -> None:
        """Walk the archive once; raise a `RegistryError` where `distribution` would."""
        self.filename: Filename = parse_filename(filename, policy=policy)
        self.size = file.seek(0, 2)
        self._reader: _Reader
        if self.filename.packagetype == "bdist_wheel":
            self.members, self._reader = _wheel(file, self.filename, policy)
        else:
            self.members, self._reader = _sdist(file, self.filename, policy)
        self._by_path = {member.path: member for member in self.members}
        self._kept: dict[str, bytes] = {}
        self._kept_bytes = 0
        self.metadata: CoreMetadata = core_metadata.read(
            self._own("METADATA", "PKG-INFO"), filename=filename, policy=policy
        ).metadata
        self.entry_points: dict[str, dict[str, str]] = self._entry_points()

    def at(self, path: str) -> Member | None:
        """The member of that name."""
        return self._by_path.get(path)

    def content(self, member: Member, *, longest: int = LONGEST_CONTENT) -> bytes:
        """Its first `longest` bytes; none of a link."""
        for _, content in self.contents([member], longest=longest):
            return content
        return b""

    def contents(
        self, members: Iterable[Member], *, longest: int = LONGEST_CONTENT
    ) -> Iterator[tuple[Member, bytes]]:
        """Yield the files among the members, each with its first `longest` bytes.

        In one pass over the archive, in its order: ask for all that is wanted at once.
        """
        wanted = [member for member in members if member.kind == "file"]
        missing = set()
        for member in wanted:
            kept = self._kept.get(member.path)
            if kept is None:
                missing.add(member.path)
            else:
                yield member, kept[:longest]
        if missing:
            for path, content in self._reader(frozenset(missing), longest):
                member = self._by_path[path]
                self._keep(member, content)
                yield member, content

    def own_directory(self) -> str:
        """`.dist-info` of a wheel, as it is called there; the directory of an sdist."""
        if self.filename.packagetype == "sdist":
            return self.filename.stem
        return next(
            member.path.partition("/")[0]
            for member in self.members
            if member.path.partition("/")[0].lower().endswith(".dist-info")
        )

    def _own(self, *names: str) -> bytes:
        own = self.own_directory()
        for name in names:
            member = self.at(f"{own}/{name}")
            if member is not None:
                return self.content(member)
        return b""

    def _entry_points(self) -> dict[str, dict[str, str]]:
        if self.filename.packagetype == "sdist":
            return {}
        return entry_points.parse(self._own("entry_points.txt"), filename=self.filename.filename)

    def _keep(self, member: Member, content: bytes) -> None:
        if len(content) == member.size and self._kept_bytes + member.size <= KEPT_BYTES:
            self._kept[member.path] = content
            self._kept_bytes += member.size


def _wheel(
    file: BinaryIO, filename: Filename, policy: Policy
) -> tuple[tuple[Member, ...], _Reader]:
    entries = {
        entry.name: entry
        for entry in zip_archive.walk(file, filename=filename.filename, policy=policy)
        if not entry.is_directory
    }

    def beginning(entry: ZipEntry, count: int) -> bytes:
        return zip_read.beginning(file, entry, count, filename=filename.filename)

    def read(paths: frozenset[str], longest: int) -> Iterator[tuple[str, bytes]]:
        for path, entry in entries.items():
            if path in paths:
                yield path, beginning(entry, longest)

    members = tuple(
        Member(path, place_in_wheel(path), entry.size, "file", "", beginning(entry, HEAD_BYTES))
        for path, entry in entries.items()
    )
    return members, read


def _sdist(
    file: BinaryIO, filename: Filename, policy: Policy
) -> tuple[tuple[Member, ...], _Reader]:
    def walk() -> TarWalk:
        stream = GzipStream(file, filename=filename.filename, policy=policy)
        return TarWalk(stream, filename=filename.filename, max_members=policy.max_members)

    def read(paths: frozenset[str], longest: int) -> Iterator[tuple[str, bytes]]:
        tar, left = walk(), len(paths)
        for entry in tar:
            if entry.kind == "file" and entry.name in paths:
                yield entry.name, tar.beginning(entry, longest)
                left -= 1
                if not left:
                    return

    tar = walk()
    members = tuple(_tar_members(tar))
    return members, read


def _tar_members(tar: TarWalk) -> Iterator[Member]:
    for entry in tar:
        kind = _kind(entry)
        if kind is not None:
            head = tar.beginning(entry, HEAD_BYTES) if kind == "file" else b""
            place = place_in_sdist(entry.name)
            yield Member(entry.name, place, entry.size, kind, entry.target, head)


def _kind(entry: TarEntry) -> Kind | None:
    match entry.kind:
        case "file" | "symlink" | "hardlink":
            return entry.kind
        case _:
            return None
