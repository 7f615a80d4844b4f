"""Zips whose entries are unsafe, special, corrupt or bombs."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from tests import build
from tests.build import MASK32, Entry
from tests.hostile.making import WHEEL, Hostile, extra_entry, good, one


def _zip_names() -> Iterator[Hostile]:
    def case(name: str, entry: str | bytes, code: str, **changes: object) -> Hostile:
        return Hostile(name, WHEEL, extra_entry(entry, **changes), code)  # type: ignore[arg-type]

    composed = unicodedata.normalize("NFC", "demo/é.py")
    unsafe, wrong = "archive.unsafe-path", "archive.entry-name"
    yield case("an absolute entry", "/etc/passwd", unsafe)
    yield case("an entry that climbs", "../evil.py", unsafe)
    yield case("an entry that climbs from within", "demo/../../evil.py", unsafe)
    yield case("an entry that ends in a climb", "demo/..", unsafe)
    yield case("a backslash", "demo\\evil.py", unsafe)
    yield case("a climb by backslash", "..\\evil.py", unsafe)
    yield case("a drive letter", "C:/evil.py", unsafe)
    yield case("a drive letter without a slash", "c:evil.py", unsafe)
    yield case("an empty part", "demo//evil.py", unsafe)
    yield case("a dot as a part", "./evil.py", unsafe)
    yield case("an empty name", b"", wrong)
    yield case("a name that is not UTF-8", b"demo/\xff.py", wrong)
    yield case(
        "a name not marked as UTF-8",
        "demo/ü.py",
        wrong,
        local={"flags": 0},
        central={"flags": 0},
    )
    yield case("a NUL in a name", b"demo/a\0.py", wrong)
    yield case("a newline in a name", "demo/a\n.py", wrong)
    yield case("an escape in a name", "demo/\x1b[2J.py", wrong)
    yield case("a delete in a name", "demo/\x7f.py", wrong)
    yield case("a next line in a name", "demo/a\x85b.py", wrong)
    yield case("a line separator in a name", "demo/a\u2028b.py", wrong)
    yield case("a name of 2,000 characters", "demo/" + "a" * 2000, wrong)
    yield case("a name that differs by case", "demo/__INIT__.py", "archive.name-collision")
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
    yield case("a symbolic link", "demo/link", special, mode=0o120777)
    yield case("a character device", "demo/null", special, mode=0o020666)
    yield case("a block device", "demo/disk", special, mode=0o060666)
    yield case("a named pipe", "demo/pipe", special, mode=0o010666)
    yield case("a socket", "demo/socket", special, mode=0o140666)
    yield case("a directory without a slash", "demo/sub", special, mode=0o040755)
    yield case("a file with a slash", "demo/sub/", special, data=b"", mode=0o100644)
    yield case("a directory that holds bytes", "demo/sub/", special, mode=0o040755)
    yield case(
        "a DOS directory without a slash",
        "demo/sub",
        special,
        central={"external": 0x10},
    )


def _zip_contents() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str) -> Hostile:
        return Hostile(name, WHEEL, content, code)

    def both(**fields: int) -> dict[str, Mapping[str, int]]:
        return {"local": fields, "central": fields}

    corrupt, init = "archive.corrupt", "demo/__init__.py"
    zeros = bytes(1024 * 1024)
    yield case("a wrong checksum", one(init, **both(crc=1)), corrupt)
    yield case("a wrong checksum of METADATA", one("METADATA", **both(crc=1)), corrupt)
    yield case("an entry longer than told", one(init, **both(size=3)), corrupt)
    yield case("an entry shorter than told", one(init, **both(size=300)), corrupt)
    yield case("an entry that does not inflate", one(init, raw=b"\xff" * 20), corrupt)
    yield case(
        "an entry cut short",
        one(init, raw=build.deflate(b"VALUE = 42\n")[:-3]),
        corrupt,
    )
    yield case("an entry with no bytes to inflate", one(init, raw=b""), corrupt)
    yield case(
        "bytes behind an entry's data",
        one(init, raw=build.deflate(b"VALUE = 42\n") + b"hidden"),
        corrupt,
    )
    yield case(
        "two streams in an entry",
        one(init, raw=build.deflate(b"VALUE = 42\n") * 2),
        corrupt,
    )
    yield case(
        "a bomb that tells its size",
        lambda: build.zip_archive([Entry("a", zeros * 80), *good()]),
        "archive.too-large-unpacked",
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


def cases() -> list[Hostile]:
    """This page of the table."""
    return [*_zip_names(), *_zip_contents()]
