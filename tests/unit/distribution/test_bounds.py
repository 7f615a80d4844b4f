"""Time and memory are bounded, whatever a file says; CPU seconds, to be fair to busy machines."""

import io
import os
import struct
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devsper_registry.distribution.judging import inspect
from devsper_registry.errors import EntryCorrupt, UnpacksTooLarge
from tests import build
from tests.build import STORED, Entry

MIB = 1024 * 1024
WHEEL = "demo-1.0-py3-none-any.whl"
SDIST = "demo-1.0.tar.gz"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


def ten_gigabytes_of_zeros() -> bytes:
    """A raw deflate stream of 10 GB, made by repeating one block of 100 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(100_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * 100 + packer.flush()


@pytest.fixture(scope="module")
def bomb() -> bytes:
    return ten_gigabytes_of_zeros()


def wheel_with(raw: bytes, *, size: int) -> io.BytesIO:
    files = build.wheel_files()
    record = next(name for name in files if name.endswith("RECORD"))
    files[record] += f"bomb,{build.hash_of(b'')},{size}\n".encode()
    told = {"size": size}
    entries = [Entry(name, data) for name, data in files.items()]
    return io.BytesIO(
        build.zip_archive([Entry("bomb", raw=raw, local=told, central=told), *entries])
    )


def test_a_bomb_of_10_gb_that_tells_its_size_is_refused_within_a_second(bomb: bytes) -> None:
    file = wheel_with(bomb, size=4_000_000_000)
    with within(1), pytest.raises(UnpacksTooLarge):
        inspect(file, filename=WHEEL)


def test_a_bomb_of_10_gb_that_hides_its_size_is_refused_within_a_second(bomb: bytes) -> None:
    file = wheel_with(bomb, size=60 * MIB)
    with within(1), pytest.raises(EntryCorrupt, match="longer than its header says"):
        inspect(file, filename=WHEEL)


def test_a_gzip_bomb_of_10_gb_is_refused_within_a_second(bomb: bytes) -> None:
    # The first member of the tar is a file of zeros, as long as a header can say.
    head = zlib.compressobj(9, zlib.DEFLATED, -15)
    members = build.padded(build.tar_bytes(build.sdist_members()).rstrip(b"\0"))
    start = head.compress(members + build.tar_header(b"demo-1.0/x", size=b"77777777777\0"))
    start += head.flush(zlib.Z_FULL_FLUSH)
    content = b"\x1f\x8b\x08" + bytes(7) + start + bomb + struct.pack("<II", 0, 0)
    with within(1), pytest.raises(UnpacksTooLarge):
        inspect(io.BytesIO(content), filename=SDIST)


def test_a_wheel_of_10_000_entries_takes_less_than_a_second_and_32_mib() -> None:
    files = {f"demo/p{n % 100}/m{n}.py": b"x = 1\n" * 50 for n in range(10_000)}
    content = build.wheel(files=files).content
    with within(1):
        inspect(io.BytesIO(content), filename=WHEEL)
    file = io.BytesIO(content)
    tracemalloc.start()
    inspect(file, filename=WHEEL)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 32 * MIB


def test_a_wheel_of_100_mb_takes_less_than_1_5_seconds_and_32_mib(tmp_path: Path) -> None:
    path = tmp_path / WHEEL
    files = {f"demo/lib{n}.so": os.urandom(10_000_000) for n in range(10)}
    path.write_bytes(build.wheel(files=files, method=STORED).content)
    with path.open("rb") as file:
        with within(1.5):
            inspect(file, filename=WHEEL)
        tracemalloc.start()
        inspect(file, filename=WHEEL)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 32 * MIB
