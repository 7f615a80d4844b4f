"""Zips that readers disagree about: their structure and their headers."""

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from tests import build
from tests.build import MASK16, MASK32, STORED, Entry
from tests.hostile.making import INFO, WHEEL, Hostile, first, good, one, wheel_of, zipped


def _zip_structure() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str) -> Hostile:
        return Hostile(name, WHEEL, content, code)

    swapped = [1, 0, 2, 3]
    yield case(
        "bytes before the first entry",
        zipped(good(), prefix=b"#!/bin/sh\n"),
        "archive.stray-bytes",
    )
    yield case(
        "bytes after the end record",
        zipped(good(), suffix=b"x"),
        "archive.stray-bytes",
    )
    yield case(
        "bytes before the directory",
        zipped(good(), gap=b"gap"),
        "archive.stray-bytes",
    )
    yield case(
        "many bytes before the directory", zipped(good(), gap=bytes(100)), "archive.stray-bytes"
    )
    yield case(
        "bytes between two entries",
        lambda: build.zip_archive(first(after=b"hidden bytes" * 9)),
        "archive.stray-bytes",
    )
    yield case(
        "bytes between directory and end",
        zipped(good(), before_end=b"x" * 50),
        "archive.end-record",
    )
    yield case("a comment at the end", zipped(good(), comment=b"hello"), "archive.comment")
    yield case("a comment on an entry", one("WHEEL", comment=b"hello"), "archive.comment")
    yield case(
        "a zip cut in the middle",
        lambda: wheel_of()()[:500],
        "archive.truncated",
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
    )
    yield case(
        "an end record of the second disk",
        zipped(good(), end={"disk": 1}),
        "archive.end-record",
    )
    yield case(
        "a directory on the second disk",
        zipped(good(), end={"central_disk": 1}),
        "archive.end-record",
    )
    yield case(
        "an end record with a wrong place",
        zipped(good(), end={"central_offset": 7}),
        "archive.end-record",
    )
    yield case(
        "an end record with a wrong size",
        zipped(good(), end={"central_size": 7}),
        "archive.end-record",
    )
    yield case(
        "an announced comment that is missing",
        zipped(good(), end={"comment_length": 9}),
        "archive.truncated",
    )
    yield case(
        "an entry twice",
        lambda: build.zip_archive([*good(), good()[0]]),
        "archive.duplicate-entry",
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
    )
    yield case(
        "a local record of an unknown kind",
        one("WHEEL", local={"signature": b"PK\x03\x05"}),
        "archive.stray-bytes",
    )
    yield case(
        "entries that overlap",
        one("WHEEL", central={"offset": 0}),
        "archive.headers-disagree",
    )


def _zip_headers() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str) -> Hostile:
        return Hostile(name, WHEEL, content, code)

    def both(**fields: int) -> dict[str, Mapping[str, int]]:
        return {"local": fields, "central": fields}

    disagree = "archive.headers-disagree"
    yield case(
        "two names for one entry",
        one("WHEEL", local_name=f"{INFO}/WHEEX"),
        "archive.entries-disagree",
    )
    yield case("two sizes for one entry", one("WHEEL", local={"size": 7}), disagree)
    yield case("two sizes, the directory's wrong", one("WHEEL", central={"size": 7}), disagree)
    yield case(
        "two compressed sizes",
        one("WHEEL", central={"compressed": 7}),
        disagree,
    )
    yield case("two checksums", one("WHEEL", local={"crc": 7}), disagree)
    yield case("two methods", one("WHEEL", central={"method": STORED}), disagree)
    yield case("two sets of flags", one("WHEEL", local={"flags": 2}), disagree)
    yield case(
        "a compressed size beyond the directory",
        one("RECORD", local={"compressed": 9999}),
        "archive.truncated",
    )
    yield case("a data descriptor", _with_descriptor, "archive.data-descriptor")
    yield case(
        "a data descriptor beside sizes", one("WHEEL", **both(flags=8)), "archive.data-descriptor"
    )
    yield case("an encrypted entry", one("WHEEL", **both(flags=1)), "archive.encrypted")
    yield case("a strongly encrypted entry", one("WHEEL", **both(flags=0x40)), "archive.encrypted")
    yield case("a masked header", one("WHEEL", **both(flags=0x2000)), "archive.encrypted")
    yield case("patched data", one("WHEEL", **both(flags=0x20)), "archive.flags")
    yield case("bzip2", one("WHEEL", method=12, raw=b"BZh9"), "archive.compression")
    yield case("lzma", one("WHEEL", method=14, raw=b"x"), "archive.compression")
    yield case("zstd", one("WHEEL", method=93, raw=b"x"), "archive.compression")
    yield case("deflate64", one("WHEEL", method=9, raw=b"x"), "archive.compression")
    needed = "archive.version-needed"
    yield case("a reader of the future", one("WHEEL", central={"needed": 64}), needed)
    yield case("a local reader of the future", one("WHEEL", local={"needed": 64}), needed)
    yield case(
        "a stored entry of two sizes",
        one("WHEEL", method=STORED, **both(size=3)),
        disagree,
    )
    yield case("an entry on another disk", one("WHEEL", central={"disk": 3}), "archive.zip64")
    yield case(
        "an extra field cut short",
        one("WHEEL", extra=b"\x01\x00\x09"),
        "archive.extra-field",
    )
    yield case(
        "an extra field that is too long",
        one("WHEEL", central_extra=b"UT\xff\x00"),
        "archive.extra-field",
    )
    yield case(
        "a second name in an extra field",
        one("WHEEL", extra=build.extra_field(0x7075, b"\1" + bytes(4) + b"x")),
        "archive.extra-field",
    )


def _with_descriptor() -> bytes:
    data = good()[0].data
    descriptor = struct.pack(
        "<4sIII", b"PK\x07\x08", zlib.crc32(data), len(build.deflate(data)), len(data)
    )
    return build.zip_archive(
        first(
            local={"flags": 8, "crc": 0, "size": 0, "compressed": 0},
            central={"flags": 8},
            raw=build.deflate(data),
            after=descriptor,
        )
    )


def _zip64() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes]) -> Hostile:
        return Hostile(name, WHEEL, content, "archive.zip64")

    def extra(*values: int) -> bytes:
        return build.extra_field(1, struct.pack(f"<{len(values)}Q", *values))

    yield case("a needless ZIP64 field", one("WHEEL", central_extra=extra(1, 2)))
    yield case("a needless local ZIP64 field", one("WHEEL", extra=extra(1, 2)))
    yield case("a ZIP64 size without its field", one("WHEEL", central={"size": MASK32}))
    yield case("a local ZIP64 size without its field", one("WHEEL", local={"size": MASK32}))
    yield case(
        "a ZIP64 field with one number too many",
        one("WHEEL", central={"size": MASK32}, central_extra=extra(98, 1)),
    )
    yield case(
        "half a local ZIP64 field",
        one("WHEEL", local={"size": MASK32}, extra=extra(98)),
    )
    yield case(
        "an odd ZIP64 field",
        one("WHEEL", central={"size": MASK32}, central_extra=build.extra_field(1, b"123")),
    )
    yield case(
        "two ZIP64 fields",
        one("WHEEL", central={"size": MASK32}, central_extra=extra(98) + extra(99)),
    )
    yield case(
        "a ZIP64 locator that points elsewhere",
        zipped(good(), zip64=True, locator={"end64_offset": 3}),
    )
    yield case("a ZIP64 locator of two disks", zipped(good(), zip64=True, locator={"disks": 2}))
    yield case(
        "a ZIP64 end record of another length",
        zipped(good(), zip64=True, end64={"record_size": 45}),
    )
    yield case(
        "a ZIP64 end record of another kind",
        zipped(good(), zip64=True, end64={"signature": b"PK\x06\x05"}),
    )
    yield case(
        "two end records that disagree",
        zipped(good(), zip64=True, end={"here": 3, "total": 3}),
    )
    yield case(
        "two end records with two places",
        zipped(good(), zip64=True, end={"central_offset": 3}),
    )
    yield case(
        "a count for ZIP64 without ZIP64",
        zipped(good(), end={"here": MASK16, "total": MASK16}),
    )
    yield Hostile(
        "a ZIP64 end record with two counts",
        WHEEL,
        zipped(good(), zip64=True, end64={"here": 3}, end={"here": MASK16}),
        "archive.end-record",
    )
    yield Hostile(
        "a ZIP64 end record of a second disk",
        WHEEL,
        zipped(good(), zip64=True, end64={"disk": 1}, end={"disk": MASK16}),
        "archive.end-record",
    )
    yield Hostile(
        "a ZIP64 size of 16 EiB",
        WHEEL,
        one(
            "WHEEL", local={"size": MASK32, "compressed": MASK32}, extra=extra(2**64 - 1, 2**64 - 1)
        ),
        "archive.truncated",
    )


def cases() -> list[Hostile]:
    """This page of the table."""
    return [*_zip_structure(), *_zip_headers(), *_zip64()]
