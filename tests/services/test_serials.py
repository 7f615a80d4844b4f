"""Serials read in batches: never older than the question, whatever happens to the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import NormalizedName

from devsper_registry.backend import Backend
from devsper_registry.db.queries.pages import Standing
from devsper_registry.db.serials import Serials
from devsper_registry.errors import DatabaseUnavailable
from tests.doors import seeds
from tests.doors.reading import opened

pytestmark = pytest.mark.anyio
DEMO, OTHER, MISSING = (NormalizedName(name) for name in ("demo", "other", "missing"))


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path) as backend:
        yield backend


class Counted:
    """The database, counting how often it is borrowed; each time it takes a while."""

    def __init__(self, backend: Backend) -> None:
        self.backend, self.borrowed, self.fail = backend, 0, False
        self.asked = asyncio.Event()

    @asynccontextmanager
    async def raw(self) -> AsyncIterator[Any]:
        self.borrowed += 1
        self.asked.set()
        await asyncio.sleep(0.01)
        if self.fail:
            raise DatabaseUnavailable
        async with self.backend.database.raw() as connection:
            yield connection


def at(serial: int) -> Standing:
    """How a public package stands."""
    return Standing(serial, is_private=False)


def counted(backend: Backend) -> tuple[Any, Serials]:
    database: Any = Counted(backend)
    return database, Serials(database)


async def test_an_empty_registry_stands_at_zero(backend: Backend) -> None:
    assert await backend.serials.newest() == 0
    assert await backend.serials.package(MISSING) is None


async def test_who_asks_together_shares_one_question(backend: Backend) -> None:
    demo, other = await seeds.package(backend), await seeds.package(backend, "other")
    database, serials = counted(backend)
    answers = await asyncio.gather(
        *(serials.package(name) for name in (DEMO, OTHER, MISSING) * 10), serials.newest()
    )
    assert answers == [at(demo), at(other), None] * 10 + [other]
    assert database.borrowed == 1


async def test_who_comes_later_does_not_get_an_earlier_answer(backend: Backend) -> None:
    before = await seeds.package(backend)
    database, serials = counted(backend)
    early = asyncio.create_task(serials.package(DEMO))
    await database.asked.wait()
    after = await seeds.set_status(backend, "archived")
    late = [asyncio.create_task(serials.package(DEMO)) for _ in range(5)]
    assert await early in {at(before), at(after)}
    assert await asyncio.gather(*late) == [at(after)] * 5
    assert database.borrowed == 2


async def test_a_failure_reaches_its_askers_and_not_the_next(backend: Backend) -> None:
    serial = await seeds.package(backend)
    database, serials = counted(backend)
    database.fail = True
    answers = await asyncio.gather(serials.package(DEMO), serials.newest(), return_exceptions=True)
    assert [type(answer) for answer in answers] == [DatabaseUnavailable] * 2
    database.fail = False
    assert await serials.package(DEMO) == at(serial)


async def test_a_reader_who_goes_away_takes_no_answer_along(backend: Backend) -> None:
    serial = await seeds.package(backend)
    _, serials = counted(backend)
    gone = asyncio.create_task(serials.package(DEMO))
    stays = asyncio.create_task(serials.package(DEMO))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == at(serial)
