"""What S3 costs a replica: `python -m bench.storing`.

A registry of its own before moto's S3: the memory that an upload of 1 GB adds, and the processor
time of a redirect. moto itself is a process apart, and is not measured.
"""

import argparse
import base64
import hashlib
import os
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from bench.load import Get
from bench.reading import QUIET, rate
from tests import s3
from tests.acceptance.serving import Serving, serving
from tests.build import wheel
from tests.server import form

MEGABYTE = 1024 * 1024
SAMPLED_EVERY = 0.02


def measure(megabytes: int) -> dict[str, float]:
    """Return the figures by name."""
    with before_s3() as (folder, client, registry):
        # What the first upload loads is no matter of size.
        path = publish_small(client, registry)
        return {
            **redirects(registry, path),
            **upload(client, registry, large(folder, megabytes)),
        }


def redirect() -> dict[str, float]:
    """Return what a redirect costs, the short part of it."""
    with before_s3(**QUIET) as (_, client, registry):
        return redirects(registry, publish_small(client, registry))


@contextmanager
def before_s3(**settings: str) -> Iterator[tuple[Path, httpx.Client, Serving]]:
    """Serve with files in S3; yield a folder, a client with a key, and the registry."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, s3.running() as bucket:
        folder = Path(name)
        folder.chmod(0o755)
        told = {"MAX_UPLOAD_SIZE_MB": "10240", **settings, **bucket.environment}
        with serving(folder / "data", **told) as registry:
            (key,) = registry.keys_shown
            with httpx.Client(auth=("__token__", key), trust_env=False, timeout=900) as client:
                yield folder, client, registry


def publish_small(client: httpx.Client, registry: Serving) -> str:
    """Publish a small file; return its path."""
    built = wheel("small", "1.0")
    files = {"content": (built.filename, built.content)}
    client.post(f"{registry.url}/legacy/", data=form(built), files=files).raise_for_status()
    return f"/packages/small/{built.sha256}/{built.filename}"


def redirects(registry: Serving, path: str) -> dict[str, float]:
    """Ask for the file again and again; return what one answer costs the registry."""
    assert httpx.get(f"{registry.url}{path}", trust_env=False).status_code == httpx.codes.FOUND
    found = rate(registry.process.pid, Get(f"{registry.url}{path}", {}, status=302), seconds=3)
    return {"redirect, us of processor": 1e6 / found.processor}


def upload(client: httpx.Client, registry: Serving, file: Path) -> dict[str, float]:
    """Upload the file; return the memory that this adds at its peak, and how long it takes."""
    process = psutil.Process(registry.process.pid)
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    before, peaks, done = memory(process), [0], threading.Event()

    def watch() -> None:
        while not done.wait(SAMPLED_EVERY):
            peaks.append(max(peaks.pop(), memory(process)))

    watching = threading.Thread(target=watch)
    watching.start()
    begun = time.perf_counter()
    with file.open("rb") as content:
        sent = {"content": (file.name, content)}
        data = {":action": "file_upload", "protocol_version": "1", "metadata_version": "2.1"}
        data |= {"name": "large", "version": "1.0", "filetype": "bdist_wheel", "pyversion": "py3"}
        data["sha256_digest"] = digest
        answer = client.post(f"{registry.url}/legacy/", data=data, files=sent)
    done.set()
    watching.join()
    assert answer.status_code == httpx.codes.OK, answer.text
    size = file.stat().st_size / MEGABYTE
    return {
        f"upload of {size:.0f} MiB, s": time.perf_counter() - begun,
        f"upload of {size:.0f} MiB, MiB of memory added": (peaks[0] - before) / MEGABYTE,
    }


def memory(process: psutil.Process) -> int:
    """Return the bytes that the registry and its inspecting processes hold, without PostgreSQL."""
    ours = [process]
    ours += [child for child in process.children() if "postgres" not in child.name()]
    total = 0
    for one in ours:
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def large(folder: Path, megabytes: int) -> Path:
    """Write a wheel of that size, a piece at a time."""
    path = folder / "large-1.0-py3-none-any.whl"
    info = "large-1.0.dist-info"
    texts = {
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: large\nVersion: 1.0\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: bench\n"
        b"Root-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digest, piece = hashlib.sha256(), os.urandom(MEGABYTE)
    with zipfile.ZipFile(path, "w") as archive:
        with archive.open("large/data.bin", "w") as entry:
            for _ in range(megabytes):
                entry.write(piece)
                digest.update(piece)
        lines = [f"large/data.bin,sha256={encoded(digest.digest())},{megabytes * MEGABYTE}"]
        for name, text in texts.items():
            archive.writestr(name, text)
            lines.append(f"{name},sha256={encoded(hashlib.sha256(text).digest())},{len(text)}")
        archive.writestr(f"{info}/RECORD", "\n".join([*lines, f"{info}/RECORD,,", ""]))
    return path


def encoded(digest: bytes) -> str:
    """Return a digest as RECORD has it."""
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1024)
    for name, figure in measure(parser.parse_args().megabytes).items():
        print(f"{name:50} {figure:10.1f}")
