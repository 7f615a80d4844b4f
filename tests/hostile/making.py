"""What the tables are made with: a case, and good files with one thing wrong."""

import gzip
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests import build
from tests.build import Entry, Member

WHEEL = "demo-1.0-py3-none-any.whl"
SDIST = "demo-1.0.tar.gz"
INFO = "demo-1.0.dist-info"


@dataclass(frozen=True)
class Hostile:
    """One file: its content is built when asked for."""

    name: str
    filename: str
    content: Callable[[], bytes]
    code: str


def zipped(entries: Sequence[Entry], **archive: object) -> Callable[[], bytes]:
    return lambda: build.zip_archive(entries, **archive)  # type: ignore[arg-type]


def good() -> list[Entry]:
    return build.wheel_entries()


def one(ending: str, **changes: object) -> Callable[[], bytes]:
    """The good wheel, one entry changed in the archive alone."""
    return lambda: build.zip_archive(build.changed(good(), ending, **changes))


def extra_entry(name: str | bytes, data: bytes = b"x", **changes: object) -> Callable[[], bytes]:
    """The good wheel with one more entry in the archive."""
    return lambda: build.zip_archive([Entry(name, data, **changes), *good()])  # type: ignore[arg-type]


def wheel_of(**contents: object) -> Callable[[], bytes]:
    """A wheel whose archive and RECORD are right, whatever its files say."""
    return lambda: build.wheel(**contents).content  # type: ignore[arg-type]


def files_of(change: Callable[[dict[str, bytes]], object]) -> Callable[[], bytes]:
    """The good wheel's files changed, its RECORD left as it was."""

    def content() -> bytes:
        files = build.wheel_files()
        change(files)
        return build.zip_archive(Entry(name, data) for name, data in files.items())

    return content


def record_of(edit: Callable[[str], str | bytes]) -> Callable[[], bytes]:
    """The good wheel, its RECORD edited as text."""

    def change(files: dict[str, bytes]) -> None:
        edited = edit(files[f"{INFO}/RECORD"].decode())
        files[f"{INFO}/RECORD"] = edited.encode() if isinstance(edited, str) else edited

    return files_of(change)


def described(metadata: bytes) -> Callable[[], bytes]:
    return wheel_of(metadata_content=metadata)


def with_lines(*lines: str, metadata_version: str = "2.4") -> Callable[[], bytes]:
    return described(build.metadata(lines=lines, metadata_version=metadata_version))


def tarred(*more: Member, format: int = tarfile.PAX_FORMAT) -> Callable[[], bytes]:
    """The good sdist with more members."""
    return lambda: build.tar_archive([*build.sdist_members(), *more], format=format)


def raw_tar(*blocks: bytes, end: bytes = bytes(1024)) -> Callable[[], bytes]:
    """The good sdist's members, then these raw blocks, then the end."""

    def content() -> bytes:
        members = build.tar_bytes(build.sdist_members()).rstrip(b"\0")
        return gzip.compress(build.padded(members) + b"".join(blocks) + end, mtime=0)

    return content


def pax(records: bytes, *, type: bytes = b"x") -> bytes:
    """A raw extended header with these records."""
    header = build.tar_header(b"demo-1.0/PaxHeader", size=b"%011o\0" % len(records), type=type)
    return header + build.padded(records)


def pax_record(keyword: str, value: str | bytes) -> bytes:
    body = f" {keyword}=".encode() + (value if isinstance(value, bytes) else value.encode()) + b"\n"
    length = len(body) + 1
    while len(str(length)) + len(body) != length:
        length += 1
    return str(length).encode() + body


def plain(name: bytes = b"demo-1.0/more", data: bytes = b"data", **fields: bytes) -> bytes:
    header = build.tar_header(name, size=b"%011o\0" % len(data), **fields)
    return header + build.padded(data)


def first(**changes: object) -> list[Entry]:
    entries = good()
    return [replace(entries[0], **changes), *entries[1:]]  # type: ignore[arg-type]
