"""A backend over a database of the test's own, whose clock stands still."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devsper_registry.backend import Backend
from tests.doors.reading import opened
from tests.services.published import Clock

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
async def registry(database_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Backend]:
    """Everybody may read what is public."""
    async with opened(database_url, tmp_path) as backend:
        yield replace(backend, now=clock)
