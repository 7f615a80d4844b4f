"""No real package is refused: popular wheels and sdists of many build back ends."""

import hashlib
import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from packaging.utils import canonicalize_name

from devsper_registry.distribution.judging import inspect
from devsper_registry.errors import ArchiveTruncated
from tests.build import built
from tests.clients.command import run
from tests.server import Server

# Not one of a package that the wheel brings along.
OWN_WHEEL_FILE = re.compile(r"[^/]+\.dist-info/WHEEL")
BUILT_BY = {
    "setuptools",
    "flit",
    "hatchling",
    "poetry-core",
    "pdm-backend",
    "maturin",
    "scikit-build-core",
    "meson",
    "uv",
}
NAMED = {"numpy", "cryptography", "pydantic_core", "lxml", "pillow"}


def generator(path: Path) -> str:
    """What built the wheel, by its own word, without the version."""
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if OWN_WHEEL_FILE.fullmatch(name))
        lines = archive.read(name).decode().splitlines()
    (found,) = (line for line in lines if line.startswith("Generator: "))
    return found.split()[1].strip("()")


def test_real_packages_are_published_listed_and_downloaded(
    real_files: list[Path], server: Server, tmp_path: Path
) -> None:
    wheels = [path for path in real_files if path.suffix == ".whl"]
    sdists = [path for path in real_files if path.suffix == ".gz"]
    assert len(wheels) >= 60
    assert len(sdists) >= 60
    assert set(map(generator, wheels)) >= BUILT_BY
    assert {path.name.partition("-")[0] for path in real_files} >= NAMED

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda path: server.publish(built(path.name, path.read_bytes())), real_files))

    packages = {canonicalize_name(path.name.partition("-")[0]) for path in real_files}
    links = {name: url for package in packages for name, url in server.links(package).items()}
    assert set(links) == {path.name for path in real_files}
    for path in real_files[::10]:
        assert httpx.get(links[path.name]).content == path.read_bytes()
    (six,) = (path for path in wheels if path.name.startswith("six-"))
    digest = hashlib.sha256(six.read_bytes()).hexdigest()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "pins.txt").write_text(f"six==1.17.0 --hash=sha256:{digest}\n")
    run(
        *("pip", "pip", "download", "--no-deps", "--only-binary", ":all:", "--require-hashes"),
        *("--index-url", server.simple, "--dest", "got", "--requirement", "pins.txt"),
        cwd=tmp_path / "work",
    ).check()
    assert (tmp_path / "work" / "got" / six.name).read_bytes() == six.read_bytes()


def test_a_real_package_cut_short_is_refused(real_files: list[Path]) -> None:
    for path in real_files[::20]:
        content = path.read_bytes()[:-1]
        with pytest.raises(ArchiveTruncated):
            inspect(io.BytesIO(content), filename=path.name)
