"""A job stands in the queue with what makes it necessary, or not at all."""

from datetime import timedelta
from typing import Any

import pytest

from devsper_registry.backend import Backend
from devsper_registry.db.queries import jobs
from tests.worker.working import KIND, enqueue, queue, rows

pytestmark = pytest.mark.anyio


class Undone(Exception):
    """Rolls back."""


async def test_a_job_is_gone_with_the_transaction_of_which_it_was_the_first_statement(
    registry: Backend, database_url: str
) -> None:
    async def enqueue_and_undo() -> None:
        async with registry.transaction() as session:
            await jobs.enqueue(session, KIND)
            connection = await session.connection()
            driver: Any = (await connection.get_raw_connection()).driver_connection
            assert driver.is_in_transaction()
            raise Undone

    with pytest.raises(Undone):
        await enqueue_and_undo()
    assert await queue(database_url) == []


async def test_a_job_says_what_it_is_about_how_urgent_it_is_and_when_it_is_due(
    registry: Backend, database_url: str
) -> None:
    await enqueue(registry, {"package": "demo"}, priority=7, delay=timedelta(minutes=5))
    found = await rows(
        database_url,
        "SELECT entrypoint, payload, priority, execute_after - created AS delay FROM pgqueuer",
    )
    assert [tuple(row) for row in found] == [
        ("sweep", b'{"package":"demo"}', 7, timedelta(minutes=5))
    ]


async def test_while_a_job_waits_another_with_its_key_is_not_added(
    registry: Backend, database_url: str
) -> None:
    await enqueue(registry, {}, {}, key="demo")
    await enqueue(registry, {}, key="demo")
    await enqueue(registry, {}, key="other")
    await enqueue(registry, {})
    assert await queue(database_url) == [("queued", 0, None)] * 3


async def test_once_a_job_has_begun_its_key_is_free(registry: Backend, database_url: str) -> None:
    await enqueue(registry, {}, key="demo")
    (row,) = await rows(database_url, "SELECT id FROM pgqueuer")
    async with registry.database.raw() as connection:
        assert await jobs.begin(connection, row["id"]) == 1
        assert await jobs.begin(connection, row["id"]) == 2
        assert await jobs.begin(connection, row["id"] + 1) is None
    await enqueue(registry, {}, key="demo")
    assert await queue(database_url) == [("queued", 2, None), ("queued", 0, None)]
