"""/metrics tells what the queue holds, whoever put it there."""

from datetime import timedelta

import httpx
import pytest

from devsper_registry.backend import Backend
from tests.doors.reading import reader
from tests.worker.working import enqueue, rows

pytestmark = pytest.mark.anyio


async def told(client: httpx.AsyncClient) -> dict[str, float]:
    """The figures of the queue, of the one kind of job that is in it."""
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    lines = [line.rsplit(" ", 1) for line in answer.text.splitlines()]
    return {
        name.removeprefix("devsper_queue_"): float(value)
        for name, value in lines
        if name.startswith("devsper_queue_") and 'kind="sweep"' in name
    }


def figures(*, held: int, running: int, waiting: int, oldest: float) -> dict[str, float]:
    return {
        'jobs{kind="sweep",state="held"}': held,
        'jobs{kind="sweep",state="running"}': running,
        'jobs{kind="sweep",state="waiting"}': waiting,
        'oldest_seconds{kind="sweep"}': oldest,
    }


async def test_the_queue_is_told_by_kind_and_state_and_how_long_it_has_waited(
    registry: Backend, database_url: str
) -> None:
    async with reader(registry) as client:
        assert await told(client) == figures(held=0, running=0, waiting=0, oldest=0)
        await enqueue(registry, {}, {}, {}, {}, delay=timedelta(hours=1))
        assert await told(client) == figures(held=0, running=0, waiting=4, oldest=0)
        await rows(
            database_url,
            "UPDATE pgqueuer SET status = (ARRAY['picked', 'failed', 'failed'])[id]"
            "::pgqueuer_status WHERE id <= 3",
        )
        assert await told(client) == figures(held=2, running=1, waiting=1, oldest=0)
        await rows(database_url, "UPDATE pgqueuer SET execute_after = now() - interval '1 hour'")
        oldest = (await told(client))['oldest_seconds{kind="sweep"}']
        assert oldest == pytest.approx(3600, abs=100)
        await rows(database_url, "DELETE FROM pgqueuer")
        assert await told(client) == figures(held=0, running=0, waiting=0, oldest=0)
