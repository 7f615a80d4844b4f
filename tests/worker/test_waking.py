"""A worker hears of a job at its commit, and looks now and then while it hears nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from devsper_registry.backend import Backend
from devsper_registry.db.tables.job import CHANNEL
from devsper_registry.db.waking import Waking
from devsper_registry.errors import StorageUnavailable
from devsper_registry.worker import loop
from devsper_registry.worker.jobs import Payload
from tests.doors.reading import opened
from tests.worker.working import enqueue, job, queue, rows, until, working

pytestmark = pytest.mark.anyio
NEVER = 3600


@asynccontextmanager
async def never_looking(
    url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, **given: Any
) -> AsyncIterator[Backend]:
    """A worker's backend with which nothing is done in time but by waking it."""
    monkeypatch.setattr(loop, "LOOK_EVERY", NEVER)
    async with opened(url, folder, worker_heartbeat_seconds=NEVER, **given) as backend:
        yield backend


async def test_a_job_is_taken_at_the_commit_of_another_process(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Payload] = []

    async def run(_: Backend, payload: Payload) -> None:
        seen.append(payload)

    async with (
        never_looking(database_url, tmp_path, monkeypatch) as backend,
        working(backend, job(run)),
    ):
        for number in range(1, 4):
            await rows(
                database_url,
                "INSERT INTO pgqueuer (priority, entrypoint, status) VALUES (0, 'sweep', 'queued')",
            )
            await until(lambda wanted=number: len(seen) == wanted)
    assert await queue(database_url) == []


async def test_a_job_that_is_to_be_tried_again_at_once_is(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: list[Payload] = []

    async def run(_: Backend, payload: Payload) -> None:
        attempts.append(payload)
        if len(attempts) < 3:
            raise StorageUnavailable

    async with (
        never_looking(database_url, tmp_path, monkeypatch) as backend,
        working(backend, job(run)),
    ):
        await enqueue(backend)
        await until(lambda: len(attempts) == 3)
    assert await queue(database_url) == []


async def test_a_worker_that_hears_nothing_looks_each_second(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Payload] = []

    async def run(_: Backend, payload: Payload) -> None:
        seen.append(payload)

    elsewhere = database_url.replace(urlsplit(database_url).path, "/nowhere")
    async with (
        never_looking(
            database_url, tmp_path, monkeypatch, database_direct_url=SecretStr(elsewhere)
        ) as backend,
        working(backend, job(run)),
    ):
        await asyncio.sleep(1.5)  # what it looks at as it starts is over
        await enqueue(backend)
        await until(lambda: seen)
        assert not backend.database.changes.are_heard


async def test_a_burst_of_rings_is_one_look_now_and_one_afterwards(registry: Backend) -> None:
    looks: list[None] = []
    waking = Waking(
        registry.listening, registry.database.changes, CHANNEL, wake=lambda: looks.append(None)
    )
    for _ in range(100):
        waking.ring()
    assert len(looks) == 1
    await until(lambda: len(looks) > 1)
    await asyncio.sleep(0.3)
    assert len(looks) == 2
