"""No real package is refused: popular wheels and sdists of many build back ends."""

import io
import os
from pathlib import Path

import pytest

from devsper_registry.distribution import Inspection, inspect
from devsper_registry.errors import ArchiveTruncated
from tests.real_packages import IndexUnreachable, fetch


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
