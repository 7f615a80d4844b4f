"""A backend over a database of the test's own, with a worker's settings."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from devsper_registry.backend import Backend
from tests.doors.reading import opened


@pytest.fixture
async def registry(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path, worker_heartbeat_seconds=1) as backend:
        yield backend
