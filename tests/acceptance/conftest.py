"""What only tests with real clients and real packages ask for."""

import os
from pathlib import Path

import pytest

from tests.real_packages import IndexUnreachable, fetch


@pytest.fixture(scope="session")
def real_files() -> list[Path]:
    """Popular wheels and sdists."""
    try:
        return fetch()
    except IndexUnreachable as error:
        # CI has an index; a laptop in a train need not.
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no package index: {error}")
