"""Folders, files and zips of advisories, those that mean harm too."""

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from devsper_registry.advisories import sources
from devsper_registry.advisories.osv import LARGEST, Unreadable
from tests.advisories import advisory, archive, before, content

ONE = advisory("X-1", before("demo", "2"))


def told(path: Path) -> list[tuple[str, str]]:
    """Return the name of each document, and its beginning or what is wrong with it."""
    return [
        (found.name, str(found.content) if isinstance(found.content, Unreadable) else "read")
        for found in sources.read(path)
    ]


def zipped(folder: Path, made: bytes) -> Path:
    path = folder / "all.zip"
    path.write_bytes(made)
    return path


def test_folders_are_searched_to_the_bottom_for_what_may_be_one(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    for name in ("z.json", "b/c/a.JSON", "b/README.md", "b/all.zip"):
        (tmp_path / name).write_bytes(b"")
    found = sources.find([tmp_path, tmp_path / "z.json", tmp_path / "b" / "README.md"])
    assert [str(path.relative_to(tmp_path)) for path in found] == [
        "z.json",
        "b/all.zip",
        "b/c/a.JSON",
        "b/README.md",
    ]


def test_a_zip_is_read_one_document_after_the_other(tmp_path: Path) -> None:
    path = zipped(tmp_path, archive(ONE, **{"README.md": b"x", "broken.json": b"{"}))
    found = list(sources.read(path))
    assert [(each.name, each.content) for each in found] == [
        ("all.zip: 0/X-1.json", content(ONE)),
        ("all.zip: broken.json", b"{"),
    ]


def test_a_zip_that_was_streamed_is_read_too(tmp_path: Path) -> None:
    """Sizes behind the data, which a wheel may not have."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise io.UnsupportedOperation

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("X-1.json", content(ONE))
    assert told(zipped(tmp_path, pipe.getvalue())) == [("all.zip: X-1.json", "read")]


def test_a_bomb_is_let_go_of_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = archive(**{f"{n}.json": b" " * 4 * 1024 * 1024 for n in range(20)})
    found = told(zipped(tmp_path, bomb))
    assert len(bomb) < 100_000
    assert found[:-1] == [(f"all.zip: {n}.json", "read") for n in range(16)]
    assert found[-1][1].startswith("'all.zip' unpacks to more than 64 MiB")


def test_no_document_is_read_beyond_what_one_may_have(tmp_path: Path) -> None:
    path = zipped(tmp_path, archive(**{"large.json": b" " * (LARGEST + 100)}))
    (found,) = sources.read(path)
    assert isinstance(found.content, bytes)
    assert len(found.content) == LARGEST + 1
    (plain := tmp_path / "large.json").write_bytes(b" " * (LARGEST + 100))
    (found,) = sources.read(plain)
    assert isinstance(found.content, bytes)
    assert len(found.content) == LARGEST + 1


def test_a_zip_that_lies_or_is_damaged_says_so_and_the_rest_is_read(tmp_path: Path) -> None:
    damaged = bytearray(archive(ONE, ONE))
    damaged[60] ^= 0xFF
    assert told(zipped(tmp_path, bytes(damaged))) == [
        ("all.zip: 0/X-1.json", "it is damaged or encrypted."),
        ("all.zip: 1/X-1.json", "read"),
    ]


@pytest.mark.parametrize("made", [b"", b"PK", b"x" * 1000, archive(ONE)[:-30], archive(ONE) + b"x"])
def test_what_is_no_zip_is_one_refusal(tmp_path: Path, made: bytes) -> None:
    ((name, problem),) = told(zipped(tmp_path, made))
    assert name == str(tmp_path / "all.zip")
    assert "all.zip" in problem


def test_a_directory_of_too_many_entries_is_not_read(tmp_path: Path) -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFE, 0xFFFE, 11 * 1024 * 1024, 0, 0)
    ((_, problem),) = told(zipped(tmp_path, b"\0" * 11 * 1024 * 1024 + end))
    assert problem.startswith("'all.zip' holds more than 100000 entries")


def test_methods_that_unpack_to_anything_are_not_read(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("X-1.json", content(ONE))
    assert told(zipped(tmp_path, made.getvalue())) == [
        ("all.zip: X-1.json", "it is compressed in a way that is not read here.")
    ]


def test_what_is_no_file_or_not_there_is_told_and_waited_for_by_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "folder.json").mkdir()
    assert told(tmp_path / "pipe.json") == [
        (str(tmp_path / "pipe.json"), "it is no ordinary file.")
    ]
    assert told(tmp_path / "gone.json") == [
        (str(tmp_path / "gone.json"), "it cannot be read (No such file or directory).")
    ]
    assert told(tmp_path / "folder.json") == [
        (str(tmp_path / "folder.json"), "it cannot be read (Is a directory).")
    ]
