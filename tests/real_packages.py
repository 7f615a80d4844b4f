"""Popular wheels and sdists, fetched once with ordinary clients and kept in `.cache/`.

`uv pip compile` finds the pinned files on the index that the machine is configured for; nothing
here names one.
"""

import hashlib
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent
PINS = Path(__file__).parent / "acceptance" / "real-packages.txt"
CACHE = ROOT / ".cache" / "distributions"
# Of those pinned, all but the sdist of pillow, which is 47 MB.
LARGEST = 21 * 1024 * 1024


class IndexUnreachable(Exception):
    """The files are neither cached nor to be had."""


@dataclass(frozen=True)
class Remote:
    """A file as the lock names it."""

    filename: str
    url: str
    sha256: str
    size: int


def fetch() -> list[Path]:
    """All files of the pins, from the cache or the index; raise `IndexUnreachable`."""
    CACHE.mkdir(parents=True, exist_ok=True)
    wanted = [remote for remote in _locked() if remote.size <= LARGEST]
    with ThreadPoolExecutor(4) as pool:
        return sorted(pool.map(_fetched, wanted))


def _locked() -> Iterator[Remote]:
    # The pins are part of the name: changed pins are locked anew.
    key = hashlib.sha256(PINS.read_bytes()).hexdigest()[:16]
    lock = CACHE / f"pylock.{key}.toml"
    if not lock.exists():
        _lock(lock)
    for package in tomllib.loads(lock.read_text())["packages"]:
        wheels = [_remote(file) for file in package.get("wheels", [])]
        pure = [wheel for wheel in wheels if wheel.filename.endswith("-any.whl")]
        # The others hold the same, built for several C libraries: the smallest stands for all.
        built = sorted(set(wheels) - set(pure), key=lambda wheel: wheel.size)
        yield from (*pure, *built[:1])
        if "sdist" in package:
            yield _remote(package["sdist"])


def _remote(file: dict[str, Any]) -> Remote:
    filename = file["url"].rpartition("/")[2]
    return Remote(filename, file["url"], file["hashes"]["sha256"], file["size"])


def _lock(lock: Path) -> None:
    uv = Path(sys.executable).parent / "uv"
    command = [uv, "pip", "compile", "--no-deps", "--python-version", "3.12", "--quiet"]
    where = ["--format", "pylock.toml", "--output-file", lock, PINS]
    found = subprocess.run(
        list(map(str, [*command, *where])), capture_output=True, text=True, timeout=300
    )
    if found.returncode:
        lock.unlink(missing_ok=True)
        raise IndexUnreachable(found.stderr.strip())


def _fetched(remote: Remote) -> Path:
    path = CACHE / remote.filename
    if path.exists() and path.stat().st_size == remote.size:
        return path
    partial = path.with_suffix(f".{os.getpid()}.part")
    digest = hashlib.sha256()
    try:
        with httpx.stream("GET", remote.url, timeout=120, follow_redirects=True) as response:
            response.raise_for_status()
            with partial.open("wb") as file:
                for chunk in response.iter_raw():
                    digest.update(chunk)
                    file.write(chunk)
    except httpx.HTTPError as error:
        raise IndexUnreachable(f"{remote.filename}: {error}") from error
    assert digest.hexdigest() == remote.sha256, remote.filename
    partial.replace(path)
    return path


if __name__ == "__main__":
    print(len(fetch()), "files in", CACHE)
