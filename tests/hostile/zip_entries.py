"""Zips whose entries are unsafe, special, corrupt or bombs."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from tests import build
from tests.build import MASK32, Entry
from tests.hostile.making import WHEEL, Hostile, extra_entry, good, one


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


def cases() -> list[Hostile]:
    """This page of the table."""
    return [*_zip_names(), *_zip_contents()]
