"""A small disk, for the one that becomes full: a file system in memory, where root can make one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

SIZE = "48m"
BLOCK = b"x" * 64 * 1024


def fill(disk: Path) -> Path:
    """Leave no room on it; return the file that takes it all."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(BLOCK):
            pass
    return filler


@contextmanager
def small(folder: Path) -> Iterator[Path]:
    """Yield the folder of one, for the block; without the right to make one the test is skipped."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        reason = f"no small disk can be made here ({mounted.stderr.strip()}): run it as root"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
