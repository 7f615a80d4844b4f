"""The image's own steps, without Docker: what they install serves as the image's user."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.acceptance.serving import serving
from tests.acceptance.users import AS_USER, USER
from tests.build import wheel
from tests.server import form

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
DAC_READ_SEARCH = 1 << 2
# Where everybody may write, but for the place that TMPDIR names.
WRITABLE = ("/tmp", "/var/tmp", "/dev/shm")


def copied() -> list[tuple[str, str]]:
    """Return what the first stage copies, and to where."""
    lines = re.findall(r"^COPY (?!--from)(.+) (\S+)$", DOCKERFILE, re.M)
    return [(name, target) for names, target in lines for name in names.split()]


def test_the_context_of_the_build_holds_what_the_image_copies_and_no_more() -> None:
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    assert {name for name, _ in copied()} == allowed


@pytest.fixture(scope="module")
def image() -> Iterator[Path]:
    """The folder that the second stage takes over, with what the first one has installed."""
    # Not below pytest's own folder, which other users may not enter.
    folder = Path(tempfile.mkdtemp(prefix="registry-image-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        _copy(folder / "build")
        registry = folder / "registry"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", registry], check=True)
        (extras,) = re.findall(r"^ARG EXTRAS=(\S+)$", DOCKERFILE, re.M)
        assert extras == "s3,otel"
        assert '--constraint constraints.txt ".[${EXTRAS}]"' in DOCKERFILE
        # uv has the packages at hand that pip would fetch and unpack again. With a PostgreSQL of
        # its own, as in a single container, it needs nobody else's.
        subprocess.run(
            [
                *(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", registry),
                *("--compile-bytecode", "--constraint", "constraints.txt", f".[{extras},embedded]"),
            ],
            cwd=folder / "build",
            check=True,
        )
        shutil.rmtree(folder / "build")
        yield registry
    finally:
        shutil.rmtree(folder)


def _copy(build: Path) -> None:
    build.mkdir()
    for name, target in copied():
        source, place = ROOT / name, build / target
        if source.is_dir():
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (place if target.endswith("/") else place.parent).mkdir(parents=True, exist_ok=True)
            shutil.copy(source, place)


def test_the_image_has_nothing_to_install_or_compile_with(image: Path) -> None:
    programs = {path.name for path in (image / "bin").iterdir()}
    assert "devsper-registry" in programs
    assert programs.isdisjoint({"pip", "pip3", "uv", "hatchling", "gcc", "cc"})
    packages = {
        path.name.partition("-")[0] for path in image.glob("lib/*/site-packages/*.dist-info")
    }
    assert {"aioboto3", "opentelemetry_sdk", "redis"} <= packages
    assert packages.isdisjoint({"pip", "hatchling", "pytest", "moto"})


def listed(image: Path) -> set[tuple[str, int]]:
    return {(str(path), path.lstat().st_mtime_ns) for path in image.rglob("*")}


def left_outside() -> set[str]:
    """Return what the image's user has where everybody may write."""
    return {
        entry.path
        for place in WRITABLE
        if Path(place).is_dir()
        for entry in os.scandir(place)
        if entry.stat(follow_symlinks=False).st_uid == USER
    }


def test_the_image_serves_as_its_user_and_writes_into_its_volume_alone(image: Path) -> None:
    # What it stands on in the image: its volume, and a tmpfs.
    place, temporary = image.parent / "work", image.parent / "tmp"
    place.mkdir()
    for folder in (place / "data", temporary):
        folder.mkdir()
    program = [str(image / "bin" / "devsper-registry")]
    root = os.geteuid() == 0
    if root:
        for folder in (place / "data", temporary):
            os.chown(folder, USER, USER)
        program = [*AS_USER, *program]
    before, outside = listed(image), left_outside()
    file = wheel("demo", "1.0")
    with serving(
        place / "data",
        program=program,
        ENV="production",
        DATABASE_URL="embedded",
        ANONYMOUS_READ="true",
        HOME="/nonexistent",
        TMPDIR=str(temporary),
        PYTHONDONTWRITEBYTECODE="1",
    ) as image_server:
        status = Path(f"/proc/{image_server.process.pid}/status").read_text()
        (key,) = image_server.keys_shown
        answer = httpx.post(
            f"{image_server.url}/legacy/",
            data=form(file),
            files={"content": (file.filename, file.content)},
            auth=("__token__", key),
            timeout=60,
            trust_env=False,
        )
        assert (answer.status_code, answer.reason_phrase) == (200, "OK")
        ready = httpx.get(f"{image_server.url}/ready", trust_env=False)
        assert (ready.status_code, ready.json()["storage"]) == (200, "ok")
        assert image_server.stop() == 0
    if root:
        assert re.search(rf"^Uid:\s+{USER}\s", status, re.M)
        for kind in ("CapEff", "CapBnd", "CapPrm"):
            (capabilities,) = re.findall(rf"^{kind}:\s+(\w+)$", status, re.M)
            assert int(capabilities, 16) == DAC_READ_SEARCH
        assert left_outside() == outside
    assert listed(image) == before
    # The log of the test itself beside the volume.
    assert {path.name for path in place.iterdir()} == {"data", "stdout.log", "stderr.log"}
    assert list(temporary.iterdir()) == []
