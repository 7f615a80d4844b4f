"""Gzips and tars that readers disagree about."""

import gzip
from collections.abc import Callable, Iterator

from tests import build
from tests.build import Member
from tests.hostile.making import SDIST, Hostile, pax, pax_record, plain, raw_tar, tarred


def _gzips() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str) -> Hostile:
        return Hostile(name, SDIST, content, code)

    def with_byte(at: int, value: int) -> Callable[[], bytes]:
        def content() -> bytes:
            data = bytearray(tarred()())
            data[at] = value
            return bytes(data)

        return content

    tar = build.tar_bytes(build.sdist_members())
    stray = "archive.stray-bytes"
    yield case("a gzip cut in the middle", lambda: tarred()()[:150], "archive.truncated")
    yield case("a gzip without its last byte", lambda: tarred()()[:-1], "archive.truncated")
    yield case("only the head of a gzip", lambda: tarred()()[:10], "archive.truncated")
    yield case("bytes behind the gzip", lambda: tarred()() + b"x", stray)
    yield case("zeros behind the gzip", lambda: tarred()() + bytes(512), stray)
    yield case("a second gzip behind the gzip", lambda: tarred()() + gzip.compress(b"x"), stray)
    yield case(
        "a gzip in two members", lambda: gzip.compress(tar[:512]) + gzip.compress(tar[512:]), stray
    )
    yield case("a gzip with a wrong checksum", with_byte(-8, 0), "archive.corrupt")
    yield case("a gzip with a wrong length", with_byte(-1, 9), "archive.corrupt")
    yield case("a gzip with reserved flags", with_byte(3, 0xE0), "archive.corrupt")
    yield case("a gzip of another method", with_byte(2, 7), "archive.not-a-gzip")
    yield case("an xz called .tar.gz", lambda: b"\xfd7zXZ\0" + bytes(50), "archive.not-a-gzip")
    yield case("a bare tar called .tar.gz", lambda: tar, "archive.not-a-gzip")
    yield case(
        "a gzip bomb",
        lambda: gzip.compress(bytes(100 * 1024 * 1024), 6, mtime=0),
        "archive.not-a-tar",
    )
    yield case("a bomb as a member", lambda: _tar_bomb(), "archive.too-large-unpacked")
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
    def case(name: str, content: Callable[[], bytes], code: str) -> Hostile:
        return Hostile(name, SDIST, content, code)

    wrong = "archive.tar-header"
    gnu = b"ustar  \0"
    sparse = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}
    yield case("a header with a wrong checksum", raw_tar(plain(checksum=b"000000\0 ")), wrong)
    yield case(
        "a size that is not octal",
        raw_tar(build.tar_header(b"demo-1.0/x", size=b"0000000zzz9\0")),
        wrong,
    )
    yield case(
        "a size in base 256",
        raw_tar(build.tar_header(b"demo-1.0/x", size=b"\x80" + bytes(11))),
        wrong,
    )
    yield case(
        "a negative size",
        raw_tar(build.tar_header(b"demo-1.0/x", size=b"\xff" * 12)),
        wrong,
    )
    yield case("a time that is not octal", raw_tar(plain(mtime=b"yesterday  \0")), wrong)
    yield case("a header of an unknown format", raw_tar(plain(magic=b"uztar\x0000")), wrong)
    yield case("a prefix in GNU's format", raw_tar(plain(magic=gnu, prefix=b"demo-1.0")), wrong)
    yield case(
        "a prefix in the oldest format",
        raw_tar(plain(magic=bytes(8), prefix=b"demo-1.0")),
        wrong,
    )
    yield case("bytes behind a name's end", raw_tar(plain(b"demo-1.0/x\0hidden")), wrong)
    yield case("a link with a size", raw_tar(plain(type=b"2", linkname=b"PKG-INFO")), wrong)
    yield case("a directory with a size", raw_tar(plain(b"demo-1.0/x/", type=b"5")), wrong)
    yield case("a file whose name ends in a slash", raw_tar(plain(b"demo-1.0/x/")), wrong)
    yield case(
        "another size by pax",
        raw_tar(pax(pax_record("size", "512")), plain()),
        wrong,
    )
    yield case("a pax record without a length", raw_tar(pax(b"path=x\n"), plain()), wrong)
    yield case(
        "a pax record with a wrong length",
        raw_tar(pax(b"99 path=x\n"), plain()),
        wrong,
    )
    yield case("a pax record without its newline", raw_tar(pax(b"9 path=xy"), plain()), wrong)
    yield case(
        "a pax record twice",
        raw_tar(pax(pax_record("path", "demo-1.0/a") * 2), plain()),
        wrong,
    )
    yield case("an empty pax path", raw_tar(pax(pax_record("path", "")), plain()), wrong)
    yield case(
        "a NUL in a pax path",
        raw_tar(pax(pax_record("path", "demo-1.0/a\0b")), plain()),
        wrong,
    )
    yield case(
        "a pax path that is not UTF-8",
        raw_tar(pax(pax_record("path", b"demo-1.0/\xff")), plain()),
        wrong,
    )
    yield case(
        "a pax character set",
        raw_tar(pax(pax_record("hdrcharset", "BINARY")), plain()),
        wrong,
    )
    yield case(
        "a path for all entries",
        raw_tar(pax(pax_record("path", "demo-1.0/a"), type=b"g"), plain()),
        wrong,
    )
    yield case(
        "two pax headers for one entry",
        raw_tar(pax(pax_record("comment", "a")) * 2, plain()),
        wrong,
    )
    yield case("a pax header without an entry", raw_tar(pax(pax_record("comment", "a"))), wrong)
    yield case(
        "pax and GNU names that differ",
        raw_tar(pax(pax_record("path", "demo-1.0/a")), _long(b"demo-1.0/b\0"), plain()),
        wrong,
    )
    yield case(
        "two GNU names for one entry",
        raw_tar(_long(b"demo-1.0/b\0") * 2, plain()),
        wrong,
    )
    yield case("an empty GNU name", raw_tar(_long(b"\0"), plain()), wrong)
    yield case("a NUL within a GNU name", raw_tar(_long(b"demo-1.0/b\0c\0"), plain()), wrong)
    yield case(
        "an extended header of 1 MB",
        raw_tar(pax(pax_record("comment", "a" * 2**20)), plain()),
        "archive.entry-too-large",
    )
    yield case("a sparse file of GNU's", raw_tar(plain(type=b"S", magic=gnu)), "archive.sparse")
    yield case(
        "a sparse file by pax", tarred(Member("demo-1.0/x", b"", pax=sparse)), "archive.sparse"
    )
    yield case("a tar without its end", raw_tar(end=b""), "archive.truncated")
    yield case("a tar with half its end", raw_tar(end=bytes(512)), "archive.truncated")
    yield case("a tar cut within a header", raw_tar(plain()[:200], end=b""), "archive.truncated")
    yield case(
        "a tar cut within a file",
        raw_tar(plain(data=bytes(2000))[:1024], end=b""),
        "archive.truncated",
    )
    yield case(
        "an entry behind the tar's end",
        raw_tar(end=bytes(1024) + plain()),
        "archive.stray-bytes",
    )
    yield case(
        "an entry behind one block of zeros",
        raw_tar(bytes(512), plain()),
        "archive.stray-bytes",
    )


def _long(content: bytes) -> bytes:
    header = build.tar_header(
        b"././@LongLink", size=b"%011o\0" % len(content), type=b"L", magic=b"ustar  \0"
    )
    return header + build.padded(content)


def cases() -> list[Hostile]:
    """This page of the table."""
    return [*_gzips(), *_tars()]
