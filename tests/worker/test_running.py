"""What becomes of a job: done, tried again, held, or given back."""

import asyncio
import re
from datetime import timedelta

import pytest

from devsper_registry.backend import Backend
from devsper_registry.errors import DatabaseUnavailable, StorageUnavailable
from devsper_registry.worker.jobs import Job, Payload
from tests.worker.working import enqueue, job, queue, rows, until, working

pytestmark = pytest.mark.anyio


async def test_a_job_is_done_once_and_gone(registry: Backend, database_url: str) -> None:
    seen: list[Payload] = []

    async def run(_: Backend, payload: Payload) -> None:
        seen.append(payload)

    async with working(registry, job(run)):
        await enqueue(registry, {"package": "demo"})
        await until(lambda: seen)
    assert (seen, await queue(database_url)) == ([{"package": "demo"}], [])


async def test_two_workers_do_each_job_once(registry: Backend, database_url: str) -> None:
    seen: list[int] = []

    async def run(_: Backend, payload: Payload) -> None:
        await asyncio.sleep(0.01)
        seen.append(payload["number"])

    await enqueue(registry, *({"number": number} for number in range(40)))
    async with working(registry, job(run)), working(registry, job(run)):
        await until(lambda: len(seen) >= 40)
    assert (sorted(seen), await queue(database_url)) == (list(range(40)), [])


async def test_the_urgent_ones_come_first(registry: Backend) -> None:
    seen: list[int] = []

    async def run(_: Backend, payload: Payload) -> None:
        seen.append(payload["priority"])

    for priority in (0, 5, -5, 9):
        await enqueue(registry, {"priority": priority}, priority=priority)
    async with working(registry, job(run, at_once=1)):
        await until(lambda: len(seen) == 4)
    assert seen == [9, 5, 0, -5]


async def test_a_job_that_fails_is_tried_again_until_it_works(
    registry: Backend, database_url: str
) -> None:
    attempts: list[int] = []

    async def run(_: Backend, __: Payload) -> None:
        attempts.append(len(attempts))
        if len(attempts) < 3:
            raise StorageUnavailable

    await enqueue(registry)
    async with working(registry, job(run)):
        await until(lambda: len(attempts) == 3)
    assert await queue(database_url) == []


async def test_a_job_is_held_after_its_last_attempt_with_its_problem(
    registry: Backend, database_url: str
) -> None:
    async def run(_: Backend, __: Payload) -> None:
        raise StorageUnavailable

    async def held() -> bool:
        return (await queue(database_url))[0][0] == "failed"

    await enqueue(registry)
    async with working(registry, job(run, attempts=3)):
        await until(held)
    assert await queue(database_url) == [("failed", 3, str(StorageUnavailable()))]


async def test_what_nobody_foresaw_is_told_without_its_words(
    registry: Backend, database_url: str
) -> None:
    async def run(_: Backend, __: Payload) -> None:
        raise ValueError("the secret is hunter2")

    async def held() -> bool:
        return (await queue(database_url))[0][0] == "failed"

    await enqueue(registry)
    async with working(registry, job(run, attempts=2)):
        await until(held)
    assert await queue(database_url) == [
        ("failed", 2, "It ended unexpectedly (ValueError): the worker's log has the details.")
    ]
    noted = await rows(database_url, "SELECT traceback::text FROM pgqueuer_log")
    assert not [row for row in noted if "hunter2" in (row[0] or "")]


async def test_a_job_that_takes_too_long_is_stopped(registry: Backend, database_url: str) -> None:
    ended: list[str] = []

    async def run(_: Backend, __: Payload) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("stopped")

    async def held() -> bool:
        return (await queue(database_url))[0][0] == "failed"

    await enqueue(registry)
    async with working(registry, job(run, attempts=1, within=timedelta(seconds=0.2))):
        await until(held)
    assert ended == ["stopped"]
    assert await queue(database_url) == [
        ("failed", 1, "It took longer than 0:00:00.200000 and was stopped.")
    ]


async def test_a_job_that_ended_its_worker_each_time_is_not_begun_again(
    registry: Backend, database_url: str
) -> None:
    begun: list[Payload] = []

    async def run(_: Backend, payload: Payload) -> None:
        begun.append(payload)

    async def held() -> bool:
        return (await queue(database_url))[0][0] == "failed"

    await enqueue(registry)
    await rows(database_url, "UPDATE pgqueuer SET headers = '{\"starts\": 3}'")
    async with working(registry, job(run, attempts=3)):
        await until(held)
    assert begun == []
    assert await queue(database_url) == [
        ("failed", 4, "It was begun 3 times, and its worker ended before it did.")
    ]


async def test_what_a_dead_worker_has_left_is_taken_by_another(
    registry: Backend, database_url: str
) -> None:
    seen: list[Payload] = []

    async def run(_: Backend, payload: Payload) -> None:
        seen.append(payload)

    await enqueue(registry, {"package": "demo"})
    await rows(
        database_url,
        "UPDATE pgqueuer SET status = 'picked', queue_manager_id = gen_random_uuid(),"
        " heartbeat = now()",
    )
    async with working(registry, job(run)):
        await until(lambda: seen)
    assert await queue(database_url) == []


async def test_a_worker_that_stops_lets_what_runs_finish(
    registry: Backend, database_url: str
) -> None:
    began, ended = asyncio.Event(), []

    async def run(_: Backend, __: Payload) -> None:
        began.set()
        await asyncio.sleep(0.3)
        ended.append("done")

    await enqueue(registry)
    async with working(registry, job(run)) as stop:
        await began.wait()
        await enqueue(registry, {"second": True})
        stop.set()
    assert (ended, await queue(database_url)) == (["done"], [("queued", 0, None)])


async def test_a_worker_that_stops_gives_back_what_takes_too_long_uncounted(
    registry: Backend, database_url: str
) -> None:
    began = asyncio.Event()

    async def run(_: Backend, __: Payload) -> None:
        began.set()
        await asyncio.sleep(60)

    await enqueue(registry)
    async with working(registry, job(run), grace=0.1) as stop:
        await began.wait()
        stop.set()
    assert await queue(database_url) == [("queued", 0, None)]


async def test_a_worker_goes_on_when_all_its_connections_are_cut(
    registry: Backend, database_url: str
) -> None:
    seen: list[int] = []

    async def run(_: Backend, payload: Payload) -> None:
        seen.append(payload["number"])

    name = re.search(r"/(test_\w+)", database_url)
    assert name is not None
    async with working(registry, job(run)):
        await enqueue(registry, {"number": 1})
        await until(lambda: set(seen) == {1})
        await rows(
            database_url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{name[1]}' AND pid <> pg_backend_pid()",
        )
        # Our own connections die in a moment too: until then what is asked of them is refused.
        await until(lambda: accepted(registry, {"number": 2}))
        # A job may run twice: whether it was noted as done before the cut is left to chance.
        await until(lambda: set(seen) == {1, 2})


async def accepted(backend: Backend, payload: Payload) -> bool:
    """Put the job into the queue, as a client does that sends again what was refused."""
    try:
        await enqueue(backend, payload)
    except DatabaseUnavailable:
        return False
    return True


async def test_a_regular_job_has_its_successor_in_the_queue_as_it_begins(
    registry: Backend, database_url: str
) -> None:
    seen: list[Payload] = []

    async def run(_: Backend, payload: Payload) -> None:
        seen.append(payload)

    async with working(registry, job(run, every=timedelta(hours=1))):
        await until(lambda: seen)
    found = await rows(
        database_url, "SELECT status::text, execute_after - created AS delay FROM pgqueuer"
    )
    assert len(seen) == 1
    assert [tuple(row) for row in found] == [("queued", timedelta(hours=1))]


def test_the_delays_grow_to_an_hour() -> None:
    async def run(_: Backend, __: Payload) -> None: ...

    known = Job(run, within=timedelta(minutes=1))
    assert [known.delay(starts).total_seconds() for starts in range(1, 8)] == [
        10, 40, 160, 640, 2560, 3600, 3600
    ]  # fmt: skip
