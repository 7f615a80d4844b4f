"""No real package is refused: popular wheels and sdists of many build back ends."""

import hashlib
import io
import os
from pathlib import Path

import httpx
import pytest

from devsper_registry.distribution import Inspection, inspect
from devsper_registry.errors import ArchiveTruncated
from tests.build import built
from tests.clients.command import run
from tests.real_packages import IndexUnreachable, fetch
from tests.server import Server

# Published over HTTP are those of at most this size; the inspection above reads them all.
LARGEST_PUBLISHED = 2_000_000


@pytest.fixture(scope="module")
def files() -> list[Path]:
    try:
        return fetch()
    except IndexUnreachable as error:
        # CI has an index; a laptop in a train need not.
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no package index: {error}")


def inspected(path: Path) -> Inspection:
    with path.open("rb") as file:
        return inspect(file, filename=path.name)


def test_no_real_package_is_refused(files: list[Path]) -> None:
    found = [inspected(path) for path in files]
    wheels = [one for one in found if one.packagetype == "bdist_wheel"]
    assert len(found) >= 120
    assert len(wheels) >= 60
    assert all(one.metadata_is_final for one in wheels)


def test_a_real_package_cut_short_is_refused(files: list[Path]) -> None:
    for path in files[::20]:
        content = path.read_bytes()[:-1]
        with pytest.raises(ArchiveTruncated):
            inspect(io.BytesIO(content), filename=path.name)


def test_real_packages_are_published_listed_and_downloaded(
    files: list[Path], server: Server, tmp_path: Path
) -> None:
    sent = [path for path in files if path.stat().st_size <= LARGEST_PUBLISHED]
    assert len(sent) >= 60
    for path in sent:
        server.publish(built(path.name, path.read_bytes()))
    packages = {inspected(path).normalized_name for path in sent}
    links = {name: url for package in packages for name, url in server.links(package).items()}
    assert {path.name for path in sent} == set(links)
    for path in sent[::10]:
        assert httpx.get(links[path.name]).content == path.read_bytes()
    (six,) = (path for path in sent if path.name.startswith("six-") and path.suffix == ".whl")
    digest = hashlib.sha256(six.read_bytes()).hexdigest()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "pins.txt").write_text(f"six==1.17.0 --hash=sha256:{digest}\n")
    run(
        *("pip", "pip", "download", "--no-deps", "--only-binary", ":all:", "--require-hashes"),
        *("--index-url", server.simple, "--dest", "got", "--requirement", "pins.txt"),
        cwd=tmp_path / "work",
    ).check()
    assert (tmp_path / "work" / "got" / six.name).read_bytes() == six.read_bytes()
