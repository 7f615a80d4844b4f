"""A table of hostile and broken files, each with the code of its refusal and a word of why.

Importable, so that a test of any door can send each one and see that nothing is kept.
"""

import gzip
import struct
import tarfile
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tests import build
from tests.build import MASK16, MASK32, STORED, Entry, Member

WHEEL = "demo-1.0-py3-none-any.whl"
SDIST = "demo-1.0.tar.gz"
INFO = "demo-1.0.dist-info"


@dataclass(frozen=True)
class Hostile:
    """One file: its content is built when asked for; `says` is part of the refusal's sentence."""

    name: str
    filename: str
    content: Callable[[], bytes]
    code: str
    says: str = ""


def cases() -> list[Hostile]:
    """Every case, in the order of the rooms of `distribution/`."""
    return [
        *_filenames(),
        *_not_archives(),
        *_zip_structure(),
        *_zip_headers(),
        *_zip64(),
        *_zip_names(),
        *_zip_contents(),
        *_wheels(),
        *_wheel_files(),
        *_records(),
        *_entry_points(),
        *_gzips(),
        *_tars(),
        *_tar_names_and_links(),
        *_sdists(),
        *_metadata(),
    ]


# --- makers -------------------------------------------------------------------------------------


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


# --- filenames ----------------------------------------------------------------------------------


def _filenames() -> Iterator[Hostile]:
    def case(name: str, filename: str, code: str, says: str = "") -> Hostile:
        content = wheel_of() if filename.endswith(".whl") else tarred()
        return Hostile(name, filename, content, code, says)

    many = "-".join(_dots(letter, 22) for letter in "pal")
    yield case("an egg", "demo-1.0-py3.egg", "filename.extension")
    yield case("a zip sdist", "demo-1.0.zip", "filename.extension")
    yield case("a wheel in capitals", "demo-1.0-py3-none-any.WHL", "filename.extension")
    yield case("no dash in an sdist", "demo.tar.gz", "filename.invalid", "PEP 625")
    yield case("four parts in a wheel", "demo-1.0-py3-none.whl", "filename.invalid", "a wheel is")
    yield case("seven parts in a wheel", "demo-1.0-1-x-py3-none-any.whl", "filename.invalid")
    yield case(
        "a build number without number", "demo-1.0-b-py3-none-any.whl", "filename.invalid", "digit"
    )
    yield case(
        "a slash in a filename", "../demo-1.0-py3-none-any.whl", "filename.invalid", "leave out"
    )
    yield case("a backslash in a filename", "a\\demo-1.0-py3-none-any.whl", "filename.invalid")
    yield case("a space in a filename", "demo -1.0-py3-none-any.whl", "filename.invalid", "ASCII")
    yield case(
        "a newline in a filename", "demo-1.0\n-py3-none-any.whl", "filename.invalid", "ASCII"
    )
    yield case("a filename beyond ASCII", "démo-1.0-py3-none-any.whl", "filename.invalid", "ASCII")
    yield case(
        "an endless filename", f"demo-1.0-py3-none-{'a' * 300}.whl", "filename.invalid", "255"
    )
    yield case("an empty tag", "demo-1.0-py3..py4-none-any.whl", "filename.invalid")
    yield case("a strange tag", "demo-1.0-py3-none;x-any.whl", "filename.invalid", "in the tags")
    yield case(
        "a doubled underscore", "de__mo-1.0-py3-none-any.whl", "filename.invalid", "a run of"
    )
    yield case("10,648 tags", f"d-1-{many}.whl", "filename.too-many-tags", "1000")
    yield case("an unknown platform", "demo-1.0-py3-none-amiga.whl", "filename.platform", "amiga")
    yield case("a version that is none", "demo-one-py3-none-any.whl", "version.invalid")
    yield case(
        "a version of 65 characters", f"demo-1.{'0' * 63}-py3-none-any.whl", "version.too-long"
    )
    yield case(
        "a name of 129 characters", f"{'a' * 129}-1.0-py3-none-any.whl", "name.too-long", "128"
    )
    yield case("a name that begins with a dot", ".demo-1.0-py3-none-any.whl", "name.invalid")
    yield case("an sdist in capitals", "Demo-1.0.tar.gz", "filename.mismatch", "demo-1.0.tar.gz")
    yield case(
        "an sdist with a dash in its name", "de-mo-1.0.tar.gz", "filename.mismatch", "de_mo-1.0"
    )
    yield case(
        "an sdist of no canonical version", "demo-1.0.0alpha.tar.gz", "filename.mismatch", "1.0.0a0"
    )


def _dots(letter: str, count: int) -> str:
    return ".".join(f"{letter}{number}" for number in range(count))


# --- what is no archive at all ------------------------------------------------------------------


def _not_archives() -> Iterator[Hostile]:
    yield Hostile("an empty wheel", WHEEL, lambda: b"", "archive.not-a-zip")
    yield Hostile("a wheel of text", WHEEL, lambda: b"hello", "archive.not-a-zip")
    yield Hostile("a wheel that is an sdist", WHEEL, tarred(), "archive.not-a-zip")
    yield Hostile("an empty sdist", SDIST, lambda: b"", "archive.not-a-gzip")
    yield Hostile("an sdist that is a wheel", SDIST, wheel_of(), "archive.not-a-gzip")
    yield Hostile(
        "an sdist that is no tar", SDIST, lambda: gzip.compress(b"hello" * 500), "archive.not-a-tar"
    )
    yield Hostile("an sdist of nothing", SDIST, lambda: gzip.compress(b""), "archive.not-a-tar")
    yield Hostile(
        "an sdist of zeros", SDIST, lambda: gzip.compress(bytes(10240)), "archive.not-a-tar"
    )
    yield Hostile("a wheel with a tar in its first entry", WHEEL, _zip_and_tar, "archive.ambiguous")
    yield Hostile("an sdist with a zip in its gzip name", SDIST, _tar_and_zip, "archive.ambiguous")
    yield Hostile("a zip without entries", WHEEL, zipped([]), "wheel.dist-info-missing")


def _zip_and_tar() -> bytes:
    # The magic of a tar header at byte 257, inside the first entry's extra field.
    filler = bytes(257 - 30 - len("demo/__init__.py") - 4)
    extra = build.extra_field(0x4242, filler + b"ustar\x0000" + bytes(300))
    entries = good()
    return build.zip_archive([replace(entries[0], extra=extra), *entries[1:]])


def _tar_and_zip() -> bytes:
    # A whole zip as the comment of a stored last block, so that it ends where the gzip ends.
    tar = build.tar_bytes(build.sdist_members())
    header = b"\x1f\x8b\x08\x10" + bytes(6)
    comment = build.zip_archive([Entry("evil.py", b"", method=STORED)]).replace(b"\0", b"\1")[:40]
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0, 0, 0, 0, 8)
    body = build.deflate(tar)
    return header + comment + b"\0" + body + end + struct.pack("<II", zlib.crc32(tar), len(tar))


# --- the structure of a zip ---------------------------------------------------------------------


def _zip_structure() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str, says: str = "") -> Hostile:
        return Hostile(name, WHEEL, content, code, says)

    swapped = [1, 0, 2, 3]
    yield case(
        "bytes before the first entry",
        zipped(good(), prefix=b"#!/bin/sh\n"),
        "archive.stray-bytes",
        "before its first entry",
    )
    yield case(
        "bytes after the end record",
        zipped(good(), suffix=b"x"),
        "archive.stray-bytes",
        "after its end record",
    )
    yield case(
        "bytes before the directory",
        zipped(good(), gap=b"gap"),
        "archive.stray-bytes",
        "before its central directory",
    )
    yield case(
        "many bytes before the directory", zipped(good(), gap=bytes(100)), "archive.stray-bytes"
    )
    yield case(
        "bytes between two entries",
        lambda: build.zip_archive(_first(after=b"hidden bytes" * 9)),
        "archive.stray-bytes",
        "at byte",
    )
    yield case(
        "bytes between directory and end",
        zipped(good(), before_end=b"x" * 50),
        "archive.end-record",
    )
    yield case(
        "a comment at the end", zipped(good(), comment=b"hello"), "archive.comment", "at its end"
    )
    yield case(
        "a comment on an entry", one("WHEEL", comment=b"hello"), "archive.comment", "on the entry"
    )
    yield case(
        "a zip cut in the middle",
        lambda: wheel_of()()[:500],
        "archive.truncated",
        "before its end record",
    )
    yield case("a zip without its last byte", lambda: wheel_of()()[:-1], "archive.truncated")
    yield case(
        "another zip behind the zip", lambda: wheel_of()() + wheel_of()(), "archive.end-record"
    )
    yield case(
        "another zip before the zip",
        lambda: build.zip_archive(good(), prefix=wheel_of()()),
        "archive.stray-bytes",
    )
    yield case(
        "an end record that counts too few",
        zipped(good(), end={"here": 3, "total": 3}),
        "archive.entries-disagree",
    )
    yield case(
        "an end record that counts too many",
        zipped(good(), end={"here": 5, "total": 5}),
        "archive.entries-disagree",
    )
    yield case(
        "an end record with two counts",
        zipped(good(), end={"here": 3}),
        "archive.end-record",
        "number of entries",
    )
    yield case(
        "an end record of the second disk",
        zipped(good(), end={"disk": 1}),
        "archive.end-record",
        "disks",
    )
    yield case(
        "a directory on the second disk",
        zipped(good(), end={"central_disk": 1}),
        "archive.end-record",
        "disks",
    )
    yield case(
        "an end record with a wrong place",
        zipped(good(), end={"central_offset": 7}),
        "archive.end-record",
        "begins",
    )
    yield case(
        "an end record with a wrong size",
        zipped(good(), end={"central_size": 7}),
        "archive.end-record",
        "size",
    )
    yield case(
        "an announced comment that is missing",
        zipped(good(), end={"comment_length": 9}),
        "archive.truncated",
        "comment",
    )
    yield case(
        "an entry twice",
        lambda: build.zip_archive([*good(), good()[0]]),
        "archive.duplicate-entry",
        "demo/__init__.py",
    )
    yield case(
        "an entry twice in the local headers",
        lambda: build.zip_archive([*good(), replace(good()[0], in_central=False)]),
        "archive.entries-disagree",
    )
    yield case(
        "an entry twice in the directory",
        lambda: build.zip_archive([*good(), replace(good()[0], in_local=False)]),
        "archive.entries-disagree",
    )
    yield case(
        "a hidden local entry",
        lambda: build.zip_archive([*good(), Entry("evil.py", b"1", in_central=False)]),
        "archive.entries-disagree",
    )
    yield case(
        "a hidden local entry in the middle",
        lambda: build.zip_archive(
            [good()[0], Entry("evil.py", b"1", in_central=False), *good()[1:]]
        ),
        "archive.entries-disagree",
    )
    yield case(
        "a directory entry without data",
        lambda: build.zip_archive([*good(), Entry("evil.py", b"1", in_local=False)]),
        "archive.entries-disagree",
    )
    yield case(
        "a directory in another order",
        zipped(good(), central_order=swapped),
        "archive.entries-disagree",
        "against",
    )
    yield case(
        "a directory that lists one entry twice",
        zipped(good(), central_order=[0, 1, 1, 3]),
        "archive.entries-disagree",
    )
    yield case(
        "a directory with an unknown record",
        one("WHEEL", central={"signature": b"PK\x01\x03"}),
        "archive.stray-bytes",
        "inside its central directory",
    )
    yield case(
        "a local record of an unknown kind",
        one("WHEEL", local={"signature": b"PK\x03\x05"}),
        "archive.stray-bytes",
        "at byte",
    )
    yield case(
        "entries that overlap",
        one("WHEEL", central={"offset": 0}),
        "archive.headers-disagree",
        "its place",
    )


def _first(**changes: object) -> list[Entry]:
    entries = good()
    return [replace(entries[0], **changes), *entries[1:]]  # type: ignore[arg-type]


def _zip_headers() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str, says: str = "") -> Hostile:
        return Hostile(name, WHEEL, content, code, says)

    def both(**fields: int) -> dict[str, Mapping[str, int]]:
        return {"local": fields, "central": fields}

    disagree = "archive.headers-disagree"
    yield case(
        "two names for one entry",
        one("WHEEL", local_name=f"{INFO}/WHEEX"),
        "archive.entries-disagree",
        "against",
    )
    yield case("two sizes for one entry", one("WHEEL", local={"size": 7}), disagree, "its size")
    yield case(
        "two sizes, the directory's wrong", one("WHEEL", central={"size": 7}), disagree, "its size"
    )
    yield case(
        "two compressed sizes",
        one("WHEEL", central={"compressed": 7}),
        disagree,
        "its compressed size",
    )
    yield case("two checksums", one("WHEEL", local={"crc": 7}), disagree, "its checksum")
    yield case("two methods", one("WHEEL", central={"method": STORED}), disagree, "its compression")
    yield case("two sets of flags", one("WHEEL", local={"flags": 2}), disagree, "its flags")
    yield case(
        "a compressed size beyond the directory",
        one("RECORD", local={"compressed": 9999}),
        "archive.truncated",
        "inside the entry",
    )
    yield case("a data descriptor", _with_descriptor, "archive.data-descriptor")
    yield case(
        "a data descriptor beside sizes", one("WHEEL", **both(flags=8)), "archive.data-descriptor"
    )
    yield case("an encrypted entry", one("WHEEL", **both(flags=1)), "archive.encrypted")
    yield case("a strongly encrypted entry", one("WHEEL", **both(flags=0x40)), "archive.encrypted")
    yield case("a masked header", one("WHEEL", **both(flags=0x2000)), "archive.encrypted")
    yield case("patched data", one("WHEEL", **both(flags=0x20)), "archive.flags", "0x0020")
    yield case("bzip2", one("WHEEL", method=12, raw=b"BZh9"), "archive.compression", "12")
    yield case("lzma", one("WHEEL", method=14, raw=b"x"), "archive.compression", "14")
    yield case("zstd", one("WHEEL", method=93, raw=b"x"), "archive.compression", "93")
    yield case("deflate64", one("WHEEL", method=9, raw=b"x"), "archive.compression", "9")
    needed = "archive.version-needed"
    yield case("a reader of the future", one("WHEEL", central={"needed": 64}), needed, "6.4")
    yield case("a local reader of the future", one("WHEEL", local={"needed": 64}), needed, "6.4")
    yield case(
        "a stored entry of two sizes",
        one("WHEEL", method=STORED, **both(size=3)),
        disagree,
        "stored",
    )
    yield case(
        "an entry on another disk", one("WHEEL", central={"disk": 3}), "archive.zip64", "disk"
    )
    yield case(
        "an extra field cut short",
        one("WHEEL", extra=b"\x01\x00\x09"),
        "archive.extra-field",
        "cut short",
    )
    yield case(
        "an extra field that is too long",
        one("WHEEL", central_extra=b"UT\xff\x00"),
        "archive.extra-field",
        "cut short",
    )
    yield case(
        "a second name in an extra field",
        one("WHEEL", extra=build.extra_field(0x7075, b"\1" + bytes(4) + b"x")),
        "archive.extra-field",
        "second name",
    )


def _with_descriptor() -> bytes:
    data = good()[0].data
    descriptor = struct.pack(
        "<4sIII", b"PK\x07\x08", zlib.crc32(data), len(build.deflate(data)), len(data)
    )
    return build.zip_archive(
        _first(
            local={"flags": 8, "crc": 0, "size": 0, "compressed": 0},
            central={"flags": 8},
            raw=build.deflate(data),
            after=descriptor,
        )
    )


def _zip64() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], says: str = "") -> Hostile:
        return Hostile(name, WHEEL, content, "archive.zip64", says)

    def extra(*values: int) -> bytes:
        return build.extra_field(1, struct.pack(f"<{len(values)}Q", *values))

    yield case("a needless ZIP64 field", one("WHEEL", central_extra=extra(1, 2)), "central header")
    yield case("a needless local ZIP64 field", one("WHEEL", extra=extra(1, 2)), "local header")
    yield case(
        "a ZIP64 size without its field", one("WHEEL", central={"size": MASK32}), "central header"
    )
    yield case(
        "a local ZIP64 size without its field", one("WHEEL", local={"size": MASK32}), "local header"
    )
    yield case(
        "a ZIP64 field with one number too many",
        one("WHEEL", central={"size": MASK32}, central_extra=extra(98, 1)),
        "central header",
    )
    yield case(
        "half a local ZIP64 field",
        one("WHEEL", local={"size": MASK32}, extra=extra(98)),
        "local header",
    )
    yield case(
        "an odd ZIP64 field",
        one("WHEEL", central={"size": MASK32}, central_extra=build.extra_field(1, b"123")),
        "central header",
    )
    yield case(
        "two ZIP64 fields",
        one("WHEEL", central={"size": MASK32}, central_extra=extra(98) + extra(99)),
        "twice",
    )
    yield case(
        "a ZIP64 locator that points elsewhere",
        zipped(good(), zip64=True, locator={"end64_offset": 3}),
        "locator",
    )
    yield case(
        "a ZIP64 locator of two disks", zipped(good(), zip64=True, locator={"disks": 2}), "locator"
    )
    yield case(
        "a ZIP64 end record of another length",
        zipped(good(), zip64=True, end64={"record_size": 45}),
        "end record",
    )
    yield case(
        "a ZIP64 end record of another kind",
        zipped(good(), zip64=True, end64={"signature": b"PK\x06\x05"}),
        "end record",
    )
    yield case(
        "two end records that disagree",
        zipped(good(), zip64=True, end={"here": 3, "total": 3}),
        "disagree",
    )
    yield case(
        "two end records with two places",
        zipped(good(), zip64=True, end={"central_offset": 3}),
        "disagree",
    )
    yield case(
        "a count for ZIP64 without ZIP64",
        zipped(good(), end={"here": MASK16, "total": MASK16}),
        "end record",
    )
    yield Hostile(
        "a ZIP64 end record with two counts",
        WHEEL,
        zipped(good(), zip64=True, end64={"here": 3}, end={"here": MASK16}),
        "archive.end-record",
        "entries",
    )
    yield Hostile(
        "a ZIP64 end record of a second disk",
        WHEEL,
        zipped(good(), zip64=True, end64={"disk": 1}, end={"disk": MASK16}),
        "archive.end-record",
        "disks",
    )
    yield Hostile(
        "a ZIP64 size of 16 EiB",
        WHEEL,
        one(
            "WHEEL", local={"size": MASK32, "compressed": MASK32}, extra=extra(2**64 - 1, 2**64 - 1)
        ),
        "archive.truncated",
    )


def _zip_names() -> Iterator[Hostile]:
    def case(
        name: str, entry: str | bytes, code: str, says: str = "", **changes: object
    ) -> Hostile:
        return Hostile(name, WHEEL, extra_entry(entry, **changes), code, says)  # type: ignore[arg-type]

    composed = unicodedata.normalize("NFC", "demo/é.py")
    unsafe, wrong = "archive.unsafe-path", "archive.entry-name"
    yield case("an absolute entry", "/etc/passwd", unsafe, "absolute")
    yield case("an entry that climbs", "../evil.py", unsafe, "leads out")
    yield case("an entry that climbs from within", "demo/../../evil.py", unsafe, "leads out")
    yield case("an entry that ends in a climb", "demo/..", unsafe, "leads out")
    yield case("a backslash", "demo\\evil.py", unsafe, "backslash")
    yield case("a climb by backslash", "..\\evil.py", unsafe, "backslash")
    yield case("a drive letter", "C:/evil.py", unsafe, "drive letter")
    yield case("a drive letter without a slash", "c:evil.py", unsafe, "drive letter")
    yield case("an empty part", "demo//evil.py", unsafe, "empty part")
    yield case("a dot as a part", "./evil.py", unsafe, "'.'")
    yield case("an empty name", b"", wrong, "is empty")
    yield case("a name that is not UTF-8", b"demo/\xff.py", wrong, "is not UTF-8")
    yield case(
        "a name not marked as UTF-8",
        "demo/ü.py",
        wrong,
        "not marked",
        local={"flags": 0},
        central={"flags": 0},
    )
    yield case("a NUL in a name", b"demo/a\0.py", wrong, "control character")
    yield case("a newline in a name", "demo/a\n.py", wrong, "control character")
    yield case("an escape in a name", "demo/\x1b[2J.py", wrong, "control character")
    yield case("a delete in a name", "demo/\x7f.py", wrong, "control character")
    yield case("a name of 2,000 characters", "demo/" + "a" * 2000, wrong, "1024")
    yield case(
        "a name that differs by case", "demo/__INIT__.py", "archive.name-collision", "__init__"
    )
    yield case("a directory that differs by case", "Demo/other.py", "archive.name-collision")
    yield case("a file where a directory is", "demo", "archive.file-as-directory")
    yield case("a file where a directory is, by case", "DEMO", "archive.file-as-directory")
    yield Hostile(
        "names that differ by Unicode form",
        WHEEL,
        lambda: build.zip_archive(
            [Entry(composed), Entry(unicodedata.normalize("NFD", composed)), *good()]
        ),
        "archive.name-collision",
    )
    special = "archive.special-file"
    yield case("a symbolic link", "demo/link", special, "symbolic link", mode=0o120777)
    yield case("a character device", "demo/null", special, "character device", mode=0o020666)
    yield case("a block device", "demo/disk", special, "block device", mode=0o060666)
    yield case("a named pipe", "demo/pipe", special, "named pipe", mode=0o010666)
    yield case("a socket", "demo/socket", special, "socket", mode=0o140666)
    yield case("a directory without a slash", "demo/sub", special, "directory", mode=0o040755)
    yield case("a file with a slash", "demo/sub/", special, "file", data=b"", mode=0o100644)
    yield case("a directory that holds bytes", "demo/sub/", special, "holds bytes", mode=0o040755)
    yield case(
        "a DOS directory without a slash",
        "demo/sub",
        special,
        "directory",
        central={"external": 0x10},
    )


def _zip_contents() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str, says: str = "") -> Hostile:
        return Hostile(name, WHEEL, content, code, says)

    def both(**fields: int) -> dict[str, Mapping[str, int]]:
        return {"local": fields, "central": fields}

    corrupt, init = "archive.corrupt", "demo/__init__.py"
    zeros = bytes(1024 * 1024)
    yield case("a wrong checksum", one(init, **both(crc=1)), corrupt, "checksum")
    yield case("a wrong checksum of METADATA", one("METADATA", **both(crc=1)), corrupt, "checksum")
    yield case("an entry longer than told", one(init, **both(size=3)), corrupt, "longer")
    yield case("an entry shorter than told", one(init, **both(size=300)), corrupt, "shorter")
    yield case(
        "an entry that does not inflate", one(init, raw=b"\xff" * 20), corrupt, "does not inflate"
    )
    yield case(
        "an entry cut short",
        one(init, raw=build.deflate(b"VALUE = 42\n")[:-3]),
        corrupt,
        "cut short",
    )
    yield case("an entry with no bytes to inflate", one(init, raw=b""), corrupt)
    yield case(
        "bytes behind an entry's data",
        one(init, raw=build.deflate(b"VALUE = 42\n") + b"hidden"),
        corrupt,
        "bytes follow",
    )
    yield case(
        "two streams in an entry",
        one(init, raw=build.deflate(b"VALUE = 42\n") * 2),
        corrupt,
        "bytes follow",
    )
    yield case(
        "a bomb that tells its size",
        lambda: build.zip_archive([Entry("a", zeros * 80), *good()]),
        "archive.too-large-unpacked",
        "67108864",
    )
    yield case(
        "a bomb that says 10 GB", one(init, **both(size=MASK32 - 1)), "archive.too-large-unpacked"
    )
    yield case(
        "a bomb that hides its size",
        lambda: build.zip_archive(
            [
                Entry("a", zeros * 80, local={"size": 100}, central={"size": 100}),
                *_listing("a"),
            ]
        ),
        corrupt,
        "longer",
    )
    yield case(
        "a bomb of METADATA",
        lambda: build.zip_archive(build.changed(good(), "METADATA", data=zeros * 9)),
        "archive.entry-too-large",
    )
    yield case(
        "a bomb of WHEEL",
        lambda: build.zip_archive(build.changed(good(), "WHEEL", data=zeros * 9)),
        "archive.entry-too-large",
    )
    yield case(
        "a bomb of RECORD",
        lambda: build.zip_archive(build.changed(good(), "RECORD", data=zeros * 33)),
        "archive.entry-too-large",
    )


def _listing(name: str) -> list[Entry]:
    """The good wheel, its RECORD also listing `name`."""
    line = f"{name},{build.hash_of(b'')},0\n".encode()
    return [replace(e, data=e.data + line) if str(e.name).endswith("RECORD") else e for e in good()]


# --- wheels -------------------------------------------------------------------------------------


def _wheels() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str, says: str = "") -> Hostile:
        return Hostile(name, WHEEL, content, code, says)

    def renamed(old: str, new: str) -> Callable[[], bytes]:
        def content() -> bytes:
            found = build.wheel_files()
            listed = {k.replace(old, new): v for k, v in found.items() if not k.endswith("/RECORD")}
            path = f"{INFO}/RECORD".replace(old, new)
            all_files = listed | {path: build.record(listed, path)}
            return build.zip_archive(Entry(name, data) for name, data in all_files.items())

        return content

    data = "demo-1.0.data"
    yield case("no .dist-info", zipped([Entry("demo/__init__.py", b"")]), "wheel.dist-info-missing")
    yield case(
        "two .dist-info",
        wheel_of(files={"other-1.0.dist-info/METADATA": b""}),
        "wheel.dist-info-ambiguous",
        "other-1.0.dist-info",
    )
    yield case(
        "two .dist-info by case",
        wheel_of(files={"other-1.0.DIST-INFO/METADATA": b""}),
        "wheel.dist-info-ambiguous",
    )
    yield case(
        "another package's .dist-info",
        renamed(INFO, "other-1.0.dist-info"),
        "wheel.dist-info-mismatch",
        "other-1.0.dist-info",
    )
    yield case(
        "another version's .dist-info",
        renamed(INFO, "demo-2.0.dist-info"),
        "wheel.dist-info-mismatch",
    )
    yield case(
        "a .dist-info of no version", renamed(INFO, "demo.dist-info"), "wheel.dist-info-mismatch"
    )
    yield case(
        "no METADATA",
        files_of(lambda files: files.pop(f"{INFO}/METADATA")),
        "wheel.file-missing",
        "METADATA",
    )
    yield case(
        "no WHEEL",
        files_of(lambda files: files.pop(f"{INFO}/WHEEL")),
        "wheel.file-missing",
        "WHEEL",
    )
    yield case(
        "no RECORD",
        files_of(lambda files: files.pop(f"{INFO}/RECORD")),
        "wheel.file-missing",
        "RECORD",
    )
    yield case(
        "METADATA in other letters",
        renamed("METADATA", "Metadata"),
        "wheel.file-missing",
        "METADATA",
    )
    yield case(
        "another version's .data",
        wheel_of(files={"demo-2.0.data/data/x": b""}),
        "wheel.data-directory",
        "demo-2.0.data",
    )
    yield case(
        "another package's .data",
        wheel_of(files={"x.data/purelib/x.py": b""}),
        "wheel.data-directory",
    )
    yield case(
        "an unknown scheme in .data",
        wheel_of(files={f"{data}/etc/passwd": b""}),
        "wheel.data-directory",
        "etc",
    )
    yield case(
        "a file right in .data", wheel_of(files={f"{data}/purelib": b""}), "wheel.data-directory"
    )
    yield case(
        "one module in two places",
        wheel_of(files={"a.py": b"1", f"{data}/purelib/a.py": b"2"}),
        "wheel.installed-twice",
        "a.py",
    )
    yield case(
        "one module in purelib and platlib",
        wheel_of(files={f"{data}/platlib/a.py": b"1", f"{data}/purelib/a.py": b"2"}),
        "wheel.installed-twice",
    )
    yield case(
        "METADATA replaced by .data",
        wheel_of(files={f"{data}/purelib/{INFO}/METADATA": b""}),
        "wheel.installed-twice",
    )
    yield case(
        "a licence file that is missing",
        with_lines("License-File: LICENSE"),
        "metadata.licence-file-missing",
        "LICENSE",
    )
    yield case(
        "a licence file outside licenses/",
        wheel_of(lines=["License-File: LICENSE"], dist_info={"LICENSE": b""}),
        "metadata.licence-file-missing",
    )


def _wheel_files() -> Iterator[Hostile]:
    def case(name: str, wheel_file: bytes, code: str, says: str = "") -> Hostile:
        return Hostile(name, WHEEL, wheel_of(dist_info={"WHEEL": wheel_file}), code, says)

    right = build.wheel_file(["py3-none-any"])
    invalid = "wheel.invalid"
    yield case("a WHEEL of version 2", right.replace(b"1.0", b"2.0"), "wheel.version", "2.0")
    yield case("a WHEEL without a version", right.partition(b"\n")[2], invalid, "Wheel-Version")
    yield case(
        "a WHEEL with an odd version", right.replace(b"1.0", b"one"), invalid, "Wheel-Version"
    )
    yield case(
        "a WHEEL with two versions", right + b"Wheel-Version: 1.0\n", invalid, "more than once"
    )
    yield case(
        "a WHEEL without a purelib line",
        right.replace(b"Root-Is-Purelib: true\n", b""),
        invalid,
        "neither",
    )
    yield case(
        "a WHEEL with an odd purelib line", right.replace(b"true", b"perhaps"), invalid, "neither"
    )
    yield case("a WHEEL without tags", build.wheel_file([]), "wheel.tags-mismatch", "none")
    yield case(
        "a WHEEL with another tag",
        build.wheel_file(["py2-none-any"]),
        "wheel.tags-mismatch",
        "py2-none-any",
    )
    yield case(
        "a WHEEL with one tag more",
        build.wheel_file(["py3-none-any", "py2-none-any"]),
        "wheel.tags-mismatch",
    )
    yield case("a WHEEL with an odd tag", build.wheel_file(["py3"]), invalid, "not a tag")
    yield case("a WHEEL with another build", right + b"Build: 7\n", invalid, "Build")
    yield case("a WHEEL that is not UTF-8", right + b"X: \xff\n", invalid, "UTF-8")
    yield case("a WHEEL of prose", right + b"hello\n", invalid, "line 5")
    yield case("an empty WHEEL", b"", invalid)


def _records() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str, says: str = "") -> Hostile:
        return Hostile(name, WHEEL, content, code, says)

    def line(ending: str, replacement: str) -> Callable[[], bytes]:
        def edit(text: str) -> str:
            rows = text.splitlines()
            return "\n".join(replacement if ending in row else row for row in rows) + "\n"

        return record_of(edit)

    init = "demo/__init__.py"
    right, size = build.hash_of(b"VALUE = 42\n"), 11
    invalid = "record.invalid"
    yield case(
        "a file that RECORD does not list",
        files_of(lambda files: files.update({"evil.py": b""})),
        "record.not-listed",
        "evil.py",
    )
    yield case(
        "a listed file that is missing",
        files_of(lambda files: files.pop(init)),
        "record.not-in-archive",
        init,
    )
    yield case(
        "a file changed afterwards",
        files_of(lambda files: files.update({init: b"VALUE = 43\n"})),
        "record.hash-mismatch",
        init,
    )
    yield case(
        "METADATA changed afterwards",
        files_of(
            lambda files: files.update({f"{INFO}/METADATA": build.metadata(lines=["Summary: x"])})
        ),
        "record.size-mismatch",
        "METADATA",
    )
    yield case("a wrong size", line(init, f"{init},{right},12"), "record.size-mismatch", init)
    yield case("a size that is no number", line(init, f"{init},{right},many"), invalid, "many")
    yield case("a negative size in RECORD", line(init, f"{init},{right},-11"), invalid, "-11")
    yield case("no hash", line(init, f"{init},,{size}"), "record.hash-missing", init)
    yield case(
        "an md5 hash",
        line(init, f"{init},{build.hash_of(b'', 'md5')},{size}"),
        "record.hash-weak",
        "md5",
    )
    yield case(
        "a sha1 hash",
        line(init, f"{init},{build.hash_of(b'', 'sha1')},{size}"),
        "record.hash-weak",
        "sha1",
    )
    yield case("an unknown hash", line(init, f"{init},crc=abc,{size}"), "record.hash-weak", "crc")
    yield case("a hash with padding", line(init, f"{init},{right}=,{size}"), "record.hash-mismatch")
    yield case(
        "a hash in hexadecimal",
        line(init, f"{init},sha256={'0' * 64},{size}"),
        "record.hash-mismatch",
    )
    yield case(
        "a hash cut short", line(init, f"{init},{right[:20]},{size}"), "record.hash-mismatch"
    )
    yield case("two fields in a row", line(init, f"{init},{right}"), invalid, "2 fields")
    yield case("four fields in a row", line(init, f"{init},{right},{size},"), invalid, "4 fields")
    yield case("an empty row", line(init, ""), invalid, "0 fields")
    yield case(
        "a row twice",
        record_of(lambda text: text + text.splitlines()[0] + "\n"),
        "record.duplicate-row",
        init,
    )
    yield case(
        "a row with another hash",
        record_of(lambda text: text + f"{init},{build.hash_of(b'x')},1\n"),
        "record.duplicate-row",
        init,
    )
    yield case(
        "a directory in RECORD",
        record_of(lambda text: text + f"demo/,{right},0\n"),
        "record.not-in-archive",
        "demo/",
    )
    yield case(
        "a climbing path in RECORD",
        record_of(lambda text: text + f"../x,{right},0\n"),
        "record.not-in-archive",
        "../x",
    )
    yield case(
        "RECORD with its own hash",
        line("RECORD", f"{INFO}/RECORD,{right},9"),
        invalid,
        "cannot know",
    )
    yield case(
        "RECORD with its own size", line("RECORD", f"{INFO}/RECORD,,9"), invalid, "cannot know"
    )
    yield case(
        "RECORD that is not UTF-8",
        record_of(lambda text: text.encode() + b"\xff,,\n"),
        invalid,
        "UTF-8",
    )
    yield case("RECORD with an open quote", record_of(lambda text: text + '"a,b,c\n'), invalid)
    yield case("RECORD with a NUL", record_of(lambda text: text + "a\0,b,c\n"), "record.invalid")
    yield case("an empty RECORD", record_of(lambda text: ""), "record.not-listed")
    yield case(
        "RECORD with backslashes",
        line(init, f"demo\\__init__.py,{right},{size}"),
        "record.not-in-archive",
    )


def _entry_points() -> Iterator[Hostile]:
    def case(name: str, text: str | bytes, says: str = "") -> Hostile:
        data = text if isinstance(text, bytes) else text.encode()
        content = wheel_of(dist_info={"entry_points.txt": data})
        return Hostile(name, WHEEL, content, "wheel.entry-points", says)

    yield case("entry points that are not UTF-8", b"[console_scripts]\na = \xff:b\n", "UTF-8")
    yield case("entry points without a group", "a = b:c\n", "section")
    yield case("entry points with a broken group", "[console_scripts\na = b:c\n", "section")
    yield case(
        "entry points with a group twice",
        "[console_scripts]\na=b:c\n[console_scripts]\n",
        "already exists",
    )
    yield case(
        "entry points with a name twice", "[console_scripts]\na=b:c\na=b:d\n", "already exists"
    )
    yield case("entry points without a value", "[console_scripts]\na\n")
    yield case("entry points for all groups", "[DEFAULT]\na=b:c\n", "DEFAULT")
    yield case("a script that climbs", "[console_scripts]\n../../bin/sh = b:c\n", "name of a file")
    yield case("a script called ..", "[gui_scripts]\n.. = b:c\n", "name of a file")
    yield case("a script with a space", "[console_scripts]\na b = b:c\n", "name of a file")
    yield case(
        "a script with code for an object",
        "[console_scripts]\na = os:system('x')\n",
        "module:object",
    )
    yield case("a script without an object", "[console_scripts]\na =\n", "module:object")


# --- sdists -------------------------------------------------------------------------------------


def _gzips() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str, says: str = "") -> Hostile:
        return Hostile(name, SDIST, content, code, says)

    def with_byte(at: int, value: int) -> Callable[[], bytes]:
        def content() -> bytes:
            data = bytearray(tarred()())
            data[at] = value
            return bytes(data)

        return content

    tar = build.tar_bytes(build.sdist_members())
    stray = "archive.stray-bytes"
    yield case("a gzip cut in the middle", lambda: tarred()()[:150], "archive.truncated", "gzip")
    yield case("a gzip without its last byte", lambda: tarred()()[:-1], "archive.truncated", "gzip")
    yield case("only the head of a gzip", lambda: tarred()()[:10], "archive.truncated", "gzip")
    yield case("bytes behind the gzip", lambda: tarred()() + b"x", stray, "after its gzip stream")
    yield case(
        "zeros behind the gzip", lambda: tarred()() + bytes(512), stray, "after its gzip stream"
    )
    yield case("a second gzip behind the gzip", lambda: tarred()() + gzip.compress(b"x"), stray)
    yield case(
        "a gzip in two members", lambda: gzip.compress(tar[:512]) + gzip.compress(tar[512:]), stray
    )
    yield case("a gzip with a wrong checksum", with_byte(-8, 0), "archive.corrupt", "inflate")
    yield case("a gzip with a wrong length", with_byte(-1, 9), "archive.corrupt", "inflate")
    yield case("a gzip with reserved flags", with_byte(3, 0xE0), "archive.corrupt", "inflate")
    yield case("a gzip of another method", with_byte(2, 7), "archive.not-a-gzip")
    yield case("an xz called .tar.gz", lambda: b"\xfd7zXZ\0" + bytes(50), "archive.not-a-gzip")
    yield case("a bare tar called .tar.gz", lambda: tar, "archive.not-a-gzip")
    yield case(
        "a gzip bomb",
        lambda: gzip.compress(bytes(100 * 1024 * 1024), 6, mtime=0),
        "archive.not-a-tar",
    )
    yield case("a bomb as a member", lambda: _tar_bomb(), "archive.too-large-unpacked", "67108864")
    yield case(
        "a bomb behind the tar",
        lambda: gzip.compress(tar + bytes(100 * 1024 * 1024), mtime=0),
        "archive.too-large-unpacked",
    )
    yield case(
        "a bomb of PKG-INFO",
        tarred_with_pkg_info(bytes(9 * 1024 * 1024)),
        "archive.entry-too-large",
    )


def tarred_with_pkg_info(content: bytes) -> Callable[[], bytes]:
    return lambda: build.tar_archive(build.sdist_members(metadata_content=content))


def _tar_bomb() -> bytes:
    return build.tar_archive(
        [*build.sdist_members(), Member("demo-1.0/zeros", bytes(100 * 1024 * 1024))]
    )


def _tars() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str, says: str = "") -> Hostile:
        return Hostile(name, SDIST, content, code, says)

    wrong = "archive.tar-header"
    gnu = b"ustar  \0"
    sparse = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}
    yield case(
        "a header with a wrong checksum", raw_tar(plain(checksum=b"000000\0 ")), wrong, "checksum"
    )
    yield case(
        "a size that is not octal",
        raw_tar(build.tar_header(b"demo-1.0/x", size=b"0000000zzz9\0")),
        wrong,
        "size",
    )
    yield case(
        "a size in base 256",
        raw_tar(build.tar_header(b"demo-1.0/x", size=b"\x80" + bytes(11))),
        wrong,
        "size",
    )
    yield case(
        "a negative size",
        raw_tar(build.tar_header(b"demo-1.0/x", size=b"\xff" * 12)),
        wrong,
        "size",
    )
    yield case("a time that is not octal", raw_tar(plain(mtime=b"yesterday  \0")), wrong, "time")
    yield case(
        "a header of an unknown format", raw_tar(plain(magic=b"uztar\x0000")), wrong, "format"
    )
    yield case(
        "a prefix in GNU's format", raw_tar(plain(magic=gnu, prefix=b"demo-1.0")), wrong, "prefix"
    )
    yield case(
        "a prefix in the oldest format",
        raw_tar(plain(magic=bytes(8), prefix=b"demo-1.0")),
        wrong,
        "prefix",
    )
    yield case(
        "bytes behind a name's end", raw_tar(plain(b"demo-1.0/x\0hidden")), wrong, "end of its name"
    )
    yield case("a link with a size", raw_tar(plain(type=b"2", linkname=b"PKG-INFO")), wrong, "size")
    yield case("a directory with a size", raw_tar(plain(b"demo-1.0/x/", type=b"5")), wrong, "size")
    yield case(
        "a file whose name ends in a slash", raw_tar(plain(b"demo-1.0/x/")), wrong, "ends in '/'"
    )
    yield case(
        "another size by pax",
        raw_tar(pax(pax_record("size", "512")), plain()),
        wrong,
        "another size",
    )
    yield case(
        "a pax record without a length", raw_tar(pax(b"path=x\n"), plain()), wrong, "malformed"
    )
    yield case(
        "a pax record with a wrong length",
        raw_tar(pax(b"99 path=x\n"), plain()),
        wrong,
        "malformed",
    )
    yield case(
        "a pax record without its newline", raw_tar(pax(b"9 path=xy"), plain()), wrong, "malformed"
    )
    yield case(
        "a pax record twice",
        raw_tar(pax(pax_record("path", "demo-1.0/a") * 2), plain()),
        wrong,
        "twice",
    )
    yield case("an empty pax path", raw_tar(pax(pax_record("path", "")), plain()), wrong, "empty")
    yield case(
        "a NUL in a pax path",
        raw_tar(pax(pax_record("path", "demo-1.0/a\0b")), plain()),
        wrong,
        "NUL",
    )
    yield case(
        "a pax path that is not UTF-8",
        raw_tar(pax(pax_record("path", b"demo-1.0/\xff")), plain()),
        wrong,
        "UTF-8",
    )
    yield case(
        "a pax character set",
        raw_tar(pax(pax_record("hdrcharset", "BINARY")), plain()),
        wrong,
        "character set",
    )
    yield case(
        "a path for all entries",
        raw_tar(pax(pax_record("path", "demo-1.0/a"), type=b"g"), plain()),
        wrong,
        "for all",
    )
    yield case(
        "two pax headers for one entry",
        raw_tar(pax(pax_record("comment", "a")) * 2, plain()),
        wrong,
        "two pax headers",
    )
    yield case(
        "a pax header without an entry", raw_tar(pax(pax_record("comment", "a"))), wrong, "no entry"
    )
    yield case(
        "pax and GNU names that differ",
        raw_tar(pax(pax_record("path", "demo-1.0/a")), _long(b"demo-1.0/b\0"), plain()),
        wrong,
        "two names",
    )
    yield case(
        "two GNU names for one entry",
        raw_tar(_long(b"demo-1.0/b\0") * 2, plain()),
        wrong,
        "two long names",
    )
    yield case("an empty GNU name", raw_tar(_long(b"\0"), plain()), wrong, "empty")
    yield case("a NUL within a GNU name", raw_tar(_long(b"demo-1.0/b\0c\0"), plain()), wrong, "NUL")
    yield case(
        "an extended header of 1 MB",
        raw_tar(pax(pax_record("comment", "a" * 2**20)), plain()),
        "archive.entry-too-large",
        "65536",
    )
    yield case("a sparse file of GNU's", raw_tar(plain(type=b"S", magic=gnu)), "archive.sparse")
    yield case(
        "a sparse file by pax", tarred(Member("demo-1.0/x", b"", pax=sparse)), "archive.sparse"
    )
    yield case("a tar without its end", raw_tar(end=b""), "archive.truncated", "end of its tar")
    yield case(
        "a tar with half its end", raw_tar(end=bytes(512)), "archive.truncated", "end of its tar"
    )
    yield case("a tar cut within a header", raw_tar(plain()[:200], end=b""), "archive.truncated")
    yield case(
        "a tar cut within a file",
        raw_tar(plain(data=bytes(2000))[:1024], end=b""),
        "archive.truncated",
        "inside 'demo-1.0/more'",
    )
    yield case(
        "an entry behind the tar's end",
        raw_tar(end=bytes(1024) + plain()),
        "archive.stray-bytes",
        "end of its tar",
    )
    yield case(
        "an entry behind one block of zeros",
        raw_tar(bytes(512), plain()),
        "archive.stray-bytes",
        "end of its tar",
    )


def _long(content: bytes) -> bytes:
    header = build.tar_header(
        b"././@LongLink", size=b"%011o\0" % len(content), type=b"L", magic=b"ustar  \0"
    )
    return header + build.padded(content)


def _tar_names_and_links() -> Iterator[Hostile]:
    def case(name: str, member: Member, code: str, says: str = "") -> Hostile:
        return Hostile(name, SDIST, tarred(member), code, says)

    def link(target: str, *, type: bytes = tarfile.SYMTYPE, name: str = "demo-1.0/link") -> Member:
        return Member(name, type=type, linkname=target)

    unsafe, out, special = "archive.unsafe-path", "archive.link-outside", "archive.special-file"
    hard = tarfile.LNKTYPE
    yield case("an absolute member", Member("/etc/passwd"), unsafe, "absolute")
    yield case("a member that climbs", Member("demo-1.0/../../x"), unsafe, "leads out")
    yield case("a member with a backslash", Member("demo-1.0\\x"), unsafe, "backslash")
    yield case("a member with a drive letter", Member("C:/x"), unsafe, "drive letter")
    yield case("a member with a dot", Member("./demo-1.0/x"), unsafe, "'.'")
    yield case("a member with a newline", Member("demo-1.0/a\nb"), "archive.entry-name", "control")
    yield Hostile(
        "a member that is not UTF-8",
        SDIST,
        raw_tar(plain(b"demo-1.0/\xff")),
        "archive.entry-name",
        "UTF-8",
    )
    yield case(
        "a member twice", Member("demo-1.0/PKG-INFO", b"x"), "archive.duplicate-entry", "PKG-INFO"
    )
    yield case(
        "a member that differs by case", Member("demo-1.0/pkg-info"), "archive.name-collision"
    )
    yield case("a member below a file", Member("demo-1.0/PKG-INFO/x"), "archive.file-as-directory")
    yield case(
        "a character device in a tar",
        Member("demo-1.0/x", type=tarfile.CHRTYPE),
        special,
        "character device",
    )
    yield case(
        "a block device in a tar",
        Member("demo-1.0/x", type=tarfile.BLKTYPE),
        special,
        "block device",
    )
    yield case(
        "a named pipe in a tar", Member("demo-1.0/x", type=tarfile.FIFOTYPE), special, "named pipe"
    )
    yield case(
        "a contiguous file", Member("demo-1.0/x", type=tarfile.CONTTYPE), special, "contiguous"
    )
    yield case(
        "an unknown type of member", Member("demo-1.0/x", type=b"Q"), special, "unknown type"
    )
    yield case("a volume label", Member("demo-1.0/x", type=b"V"), special, "volume label")
    yield case("a link to an absolute path", link("/etc/passwd"), out, "/etc/passwd")
    yield case("a link that climbs out", link("../../x"), out, "../../x")
    yield case("a link to beside the top directory", link("../other"), out, "../other")
    yield case("a link that goes down and up", link("src/../../.."), out)
    yield case("a link to nowhere", link(""), out)
    yield case("a link to a drive", link("C:\\x"), out)
    yield case("a hard link to the outside", link("/etc/passwd", type=hard), out)
    yield case("a hard link that climbs", link("demo-1.0/../../x", type=hard), out)
    yield case("a hard link to what is not there", link("demo-1.0/none", type=hard), out)
    yield case("a hard link to a directory", link("demo-1.0/src", type=hard), out)
    yield Hostile(
        "a link through another link",
        SDIST,
        tarred(link("src", name="demo-1.0/a"), link("a/demo", name="demo-1.0/b")),
        out,
        "a/demo",
    )
    yield Hostile(
        "a member below a link",
        SDIST,
        tarred(link("src"), Member("demo-1.0/link/x")),
        "archive.file-as-directory",
    )
    yield Hostile(
        "a hard link to a link",
        SDIST,
        tarred(link("src"), link("demo-1.0/link", type=hard, name="demo-1.0/hard")),
        out,
    )


def _sdists() -> Iterator[Hostile]:
    def case(name: str, members: Sequence[Member], code: str, says: str = "") -> Hostile:
        return Hostile(name, SDIST, lambda: build.tar_archive(members), code, says)

    right = build.sdist_members()
    top = "sdist.top-directory"
    yield case("no PKG-INFO", right[1:], "sdist.pkg-info-missing", "demo-1.0/PKG-INFO")
    yield case(
        "PKG-INFO as a link",
        [*right[1:], Member("demo-1.0/PKG-INFO", type=tarfile.SYMTYPE, linkname="pyproject.toml")],
        "sdist.pkg-info-missing",
    )
    yield case(
        "PKG-INFO further down",
        [Member("demo-1.0/src/PKG-INFO", right[0].data), *right[1:]],
        "sdist.pkg-info-missing",
    )
    yield case("another top directory", build.sdist_members("other"), top, "demo-1.0")
    yield case("two top directories", [*right, Member("other-1.0/x")], top, "other-1.0/x")
    yield case("a file at the top", [*right, Member("x")], top, "'x'")
    yield case(
        "a link as the top directory", [Member("demo-1.0", type=tarfile.SYMTYPE, linkname="x")], top
    )
    yield case(
        "a licence file that is not packed",
        build.sdist_members(lines=["License-File: LICENSE"]),
        "metadata.licence-file-missing",
        "LICENSE",
    )
    yield case(
        "another package's PKG-INFO",
        build.sdist_members(metadata_content=build.metadata("other")),
        "metadata.name-mismatch",
        "other",
    )
    yield case(
        "another version's PKG-INFO",
        build.sdist_members(metadata_content=build.metadata(version="2.0")),
        "metadata.version-mismatch",
        "2.0",
    )


# --- metadata -----------------------------------------------------------------------------------


def _metadata() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str, says: str = "") -> Hostile:
        return Hostile(name, WHEEL, content, code, says)

    def lines(name: str, *given: str, says: str, metadata_version: str = "2.4") -> Hostile:
        content = with_lines(*given, metadata_version=metadata_version)
        return case(name, content, "metadata.invalid", says)

    right = build.metadata()
    malformed = "metadata.malformed"
    yield case(
        "another package's METADATA",
        described(build.metadata("other")),
        "metadata.name-mismatch",
        "other",
    )
    yield case(
        "another version's METADATA",
        described(build.metadata(version="2.0")),
        "metadata.version-mismatch",
        "2.0",
    )
    yield case(
        "an equal version spelt otherwise",
        described(build.metadata(version="1.0.0")),
        "metadata.version-mismatch",
        "1.0.0",
    )
    yield case(
        "a version in METADATA that is none",
        described(build.metadata(version="one")),
        "metadata.invalid",
        "one",
    )
    yield case(
        "METADATA that is not UTF-8",
        described(right + b"Summary: \xff\n"),
        malformed,
        "line 4 is not UTF-8",
    )
    yield case("METADATA with a NUL", described(right + b"\nhello\0"), malformed, "NUL")
    yield case(
        "METADATA with a control character",
        described(right + b"Summary: a\x0bb\n"),
        malformed,
        "line 4",
    )
    yield case(
        "METADATA with a bare carriage return",
        described(right + b"Summary: a\rName: evil\n"),
        malformed,
        "line 4",
    )
    yield case(
        "METADATA with a line that is no field",
        described(right + b"hello\nSummary: x\n"),
        malformed,
        "line 4 has no field name",
    )
    yield case("METADATA that begins with a blank", described(b" x\n" + right), malformed, "line 1")
    yield case(
        "METADATA with a byte order mark", described("\ufeff".encode() + right), malformed, "line 1"
    )
    yield case("METADATA of prose", described(b"hello"), malformed, "line 1")
    yield case(
        "METADATA with an empty header", described(b"\n" + right), "metadata.invalid", "name"
    )
    yield case(
        "METADATA without a name",
        described(b"Metadata-Version: 2.1\nVersion: 1.0\n"),
        "metadata.invalid",
        "name",
    )
    yield case(
        "METADATA without a version",
        described(b"Metadata-Version: 2.1\nName: demo\n"),
        "metadata.invalid",
        "version",
    )
    yield case(
        "METADATA without a metadata version",
        described(b"Name: demo\nVersion: 1.0\n"),
        "metadata.invalid",
        "metadata version",
    )
    yield case(
        "METADATA of version 2.0",
        described(build.metadata(metadata_version="2.0")),
        "metadata.invalid",
        "2.0",
    )
    yield case(
        "METADATA of version 9",
        described(build.metadata(metadata_version="9.0")),
        "metadata.invalid",
        "9.0",
    )
    yield lines("two names", "Name: evil", says="name is given more than once")
    yield lines("two summaries", "Summary: a", "Summary: b", says="summary is given more than once")
    yield lines("a summary of 513 characters", f"Summary: {'a' * 513}", says="513")
    yield lines("a summary of two lines", "Summary: a\n  b", says="single line")
    yield lines("an odd Requires-Python", "Requires-Python: three", says="three")
    yield lines("an odd requirement", "Requires-Dist: a b c", says="a b c")
    yield lines(
        "a direct reference",
        "Requires-Dist: a @ https://example.com/a.whl",
        says="direct reference",
    )
    yield lines("an odd extra", "Provides-Extra: -x-", says="-x-")
    yield lines("an unknown classifier", "Classifier: Topic :: Nonsense", says="Topic :: Nonsense")
    yield lines("an e-mail that is none", "Author-Email: nobody", says="nobody")
    yield lines("a URL for a script", "Home-page: javascript:alert(1)", says="javascript")
    yield lines(
        "a project URL for a script", "Project-URL: x, javascript:alert(1)", says="javascript"
    )
    yield lines("a project URL without a label", "Project-URL: https://example.com", says="http")
    yield lines(
        "a project URL with an endless label",
        f"Project-URL: {'a' * 33}, https://example.com",
        says="32",
    )
    yield lines("an odd content type", "Description-Content-Type: text/html", says="text/html")
    yield lines(
        "an odd character set",
        "Description-Content-Type: text/plain; charset=latin-1",
        says="latin-1",
    )
    yield lines(
        "an odd licence expression", "License-Expression: Free as in beer", says="Free as in beer"
    )
    yield lines(
        "two licences", "License: MIT", "License-Expression: MIT", says="exclude each other"
    )
    yield lines("a licence file that climbs", "License-File: ../LICENSE", says="../LICENSE")
    yield lines("a licence file that is absolute", "License-File: /etc/passwd", says="/etc/passwd")
    yield lines(
        "an expression before its time",
        "License-Expression: MIT",
        says="introduced",
        metadata_version="2.3",
    )
    yield lines("a dynamic name", "Dynamic: Name", says="not allowed")
    yield lines("an unknown dynamic field", "Dynamic: Nonsense", says="nonsense")
    yield lines("an import name that is none", "Import-Name: 1x", says="1x", metadata_version="2.5")
    yield lines(
        "an import name that is a keyword",
        "Import-Name: class",
        says="keyword",
        metadata_version="2.5",
    )
    yield lines(
        "an import name that is also a namespace",
        "Import-Name: a",
        "Import-Namespace: a",
        says="both",
        metadata_version="2.5",
    )
    yield lines("a MIME type", "Content-Type: multipart/mixed; boundary=x", says="content-type")
    yield lines(
        "a transfer encoding", "Content-Transfer-Encoding: base64", says="content-transfer-encoding"
    )
    yield lines("a requirement nested without end", f"Requires-Dist: a; {'(' * 3000}", says="")
    yield case(
        "all faults at once",
        with_lines("Requires-Python: x", "Classifier: y", "Home-page: z"),
        "metadata.invalid",
        "'y' is unknown",
    )
    yield case(
        "a description that does not render",
        described(build.metadata(description="Title\n==\n\n.. nope:: x\n")),
        "metadata.description",
        'line 4: Unknown directive type "nope"',
    )
    yield case(
        "a description that includes a file",
        described(build.metadata(description=".. include:: /etc/passwd\n")),
        "metadata.description",
        "line 1",
    )
    yield case(
        "a description of raw HTML",
        described(build.metadata(description=".. raw:: html\n\n   <script>\n")),
        "metadata.description",
        "line 1",
    )
