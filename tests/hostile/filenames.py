"""Filenames that are none, and files that are no archive."""

import gzip
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace

from tests import build
from tests.build import STORED, Entry
from tests.hostile.making import SDIST, WHEEL, Hostile, good, tarred, wheel_of, zipped


def _filenames() -> Iterator[Hostile]:
    def case(name: str, filename: str, code: str) -> Hostile:
        content = wheel_of() if filename.endswith(".whl") else tarred()
        return Hostile(name, filename, content, code)

    many = "-".join(_dots(letter, 22) for letter in "pal")
    yield case("an egg", "demo-1.0-py3.egg", "filename.extension")
    yield case("a zip sdist", "demo-1.0.zip", "filename.extension")
    yield case("a wheel in capitals", "demo-1.0-py3-none-any.WHL", "filename.extension")
    yield case("no dash in an sdist", "demo.tar.gz", "filename.invalid")
    yield case("four parts in a wheel", "demo-1.0-py3-none.whl", "filename.invalid")
    yield case("seven parts in a wheel", "demo-1.0-1-x-py3-none-any.whl", "filename.invalid")
    yield case("a build number without number", "demo-1.0-b-py3-none-any.whl", "filename.invalid")
    yield case("a slash in a filename", "../demo-1.0-py3-none-any.whl", "filename.invalid")
    yield case("a backslash in a filename", "a\\demo-1.0-py3-none-any.whl", "filename.invalid")
    yield case("a space in a filename", "demo -1.0-py3-none-any.whl", "filename.invalid")
    yield case("a newline in a filename", "demo-1.0\n-py3-none-any.whl", "filename.invalid")
    yield case("a filename beyond ASCII", "démo-1.0-py3-none-any.whl", "filename.invalid")
    yield case("an endless filename", f"demo-1.0-py3-none-{'a' * 300}.whl", "filename.invalid")
    yield case("an empty tag", "demo-1.0-py3..py4-none-any.whl", "filename.invalid")
    yield case("a strange tag", "demo-1.0-py3-none;x-any.whl", "filename.invalid")
    yield case("a doubled underscore", "de__mo-1.0-py3-none-any.whl", "filename.invalid")
    yield case("10,648 tags", f"d-1-{many}.whl", "filename.too-many-tags")
    yield case("an unknown platform", "demo-1.0-py3-none-amiga.whl", "filename.platform")
    yield case(
        "a macOS that installers do not look for",
        "demo-1.0-py3-none-macosx_12_3_arm64.whl",
        "filename.platform",
    )
    yield case(
        "a macOS that never was",
        "demo-1.0-py3-none-macosx_16_0_arm64.whl",
        "filename.platform",
    )
    yield case("a version that is none", "demo-one-py3-none-any.whl", "version.invalid")
    yield case(
        "a version of 65 characters", f"demo-1.{'0' * 63}-py3-none-any.whl", "version.too-long"
    )
    yield case("a name of 129 characters", f"{'a' * 129}-1.0-py3-none-any.whl", "name.too-long")
    yield case("a name that begins with a dot", ".demo-1.0-py3-none-any.whl", "name.invalid")
    yield case("an sdist in capitals", "Demo-1.0.tar.gz", "filename.mismatch")
    yield case("an sdist with a dash in its name", "de-mo-1.0.tar.gz", "filename.mismatch")
    yield case("an sdist of no canonical version", "demo-1.0.0alpha.tar.gz", "filename.mismatch")


def _dots(letter: str, count: int) -> str:
    return ".".join(f"{letter}{number}" for number in range(count))


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


def cases() -> list[Hostile]:
    """This page of the table."""
    return [*_filenames(), *_not_archives()]
