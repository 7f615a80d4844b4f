"""Downloads are counted off the request's way, and written together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from devsper_registry.backend import Backend
from devsper_registry.db.queries.reading import documents, downloads, packages, releases
from devsper_registry.db.queries.reading.downloads import Downloads, Of
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tally import Download, Tally
from devsper_registry.errors import DatabaseUnavailable
from devsper_registry.services import counting
from tests.build import wheel
from tests.doors.reading import reader
from tests.services.published import Clock, account, publish

pytestmark = pytest.mark.anyio
EVERYBODY = Sight(public=None)
TODAY = date(2026, 11, 24)
ONE, TWO = wheel("demo", "1.0"), wheel("demo", "2.0")


async def counted(backend: Backend, of: Of = Of.PACKAGE, version: str = "1.0") -> Downloads:
    first = TODAY - timedelta(days=29)
    async with backend.read() as session:
        id_ = (await packages.by_name(session, ["demo"], visible_to=EVERYBODY))["demo"].id
        if of is Of.RELEASE:
            pair = (id_, version)
            id_ = (await releases.by_version(session, [pair], visible_to=EVERYBODY))[pair].id
        return (
            await downloads.since(session, [id_], of=of, first_day=first, visible_to=EVERYBODY)
        )[id_]


async def downloads_30d(backend: Backend) -> int:
    async with backend.read() as session:
        demo = (await packages.by_name(session, ["demo"], visible_to=EVERYBODY))["demo"]
        found = await documents.by_package(session, [demo.id], visible_to=EVERYBODY)
        return found[demo.id].downloads_30d


async def test_counts_are_told_by_day_version_installer_and_python(
    registry: Backend, clock: Clock
) -> None:
    await publish(registry, await account(registry), ONE, TWO)
    for _ in range(3):
        counting.note(registry, ONE.filename, installer="pip", python="3.12")
    counting.note(registry, TWO.filename, installer="uv", python="3.13")
    await counting.flush(registry)
    clock.moment -= timedelta(days=1)
    counting.note(registry, ONE.filename, installer="pip", python="3.12")
    await counting.flush(registry)
    clock.moment -= timedelta(days=40)
    counting.note(registry, ONE.filename, installer="pip", python="3.12")
    await counting.flush(registry)
    assert await counted(registry) == Downloads(
        total=5,
        by_day={TODAY - timedelta(days=1): 1, TODAY: 4},
        by_version={"2.0": 1, "1.0": 4},
        by_installer={"pip": 4, "uv": 1},
        by_python={"3.12": 4, "3.13": 1},
    )
    assert (await counted(registry, Of.RELEASE, "2.0")).total == 1


async def test_nothing_is_written_before_the_flush_and_nothing_twice(registry: Backend) -> None:
    await publish(registry, await account(registry), ONE)
    counting.note(registry, ONE.filename, installer="", python="")
    assert (await counted(registry)).total == 0
    await counting.flush(registry)
    await counting.flush(registry)
    assert (await counted(registry)).total == 1


async def test_a_file_that_is_gone_does_not_keep_the_others_from_being_counted(
    registry: Backend,
) -> None:
    await publish(registry, await account(registry), ONE)
    counting.note(registry, "gone-1.0-py3-none-any.whl", installer="", python="")
    counting.note(registry, ONE.filename, installer="", python="")
    await counting.flush(registry)
    assert (await counted(registry)).total == 1


async def test_what_could_not_be_written_is_written_later(registry: Backend) -> None:
    await publish(registry, await account(registry), ONE)
    counting.note(registry, ONE.filename, installer="", python="")
    with pytest.raises(DatabaseUnavailable):
        await counting.flush(replace(registry, database=Away()))  # type: ignore[arg-type]
    counting.note(registry, ONE.filename, installer="", python="")
    await counting.flush(registry)
    assert (await counted(registry)).total == 2


class Away:
    """A database that does not answer."""

    @asynccontextmanager
    async def raw(self) -> AsyncIterator[Any]:
        raise DatabaseUnavailable
        yield


async def test_replicas_that_write_at_the_same_time_lose_nothing(registry: Backend) -> None:
    await publish(registry, await account(registry), ONE, TWO)
    replicas = [replace(registry, tally=Tally()) for _ in range(8)]
    for number, replica in enumerate(replicas):
        files = (ONE, TWO) if number % 2 else (TWO, ONE)
        for file in files * 50:
            counting.note(replica, file.filename, installer="pip", python="3.12")
    await asyncio.gather(*map(counting.flush, replicas))
    assert (await counted(registry)).total == 800


async def test_the_last_counts_are_written_when_the_registry_stops(registry: Backend) -> None:
    await publish(registry, await account(registry), ONE)
    task = asyncio.create_task(counting.write_regularly(registry))
    await asyncio.sleep(0.05)
    counting.note(registry, ONE.filename, installer="", python="")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (await counted(registry)).total == 1


async def test_what_is_just_being_written_when_the_registry_stops_is_written_too(
    registry: Backend,
) -> None:
    await publish(registry, await account(registry), ONE)
    counting.note(registry, ONE.filename, installer="pip", python="3.12")
    async with registry.transaction() as session:
        await session.execute(text("LOCK download_count IN EXCLUSIVE MODE"))
        task = asyncio.create_task(counting.write_regularly(registry))
        await asyncio.sleep(0.3)  # it waits for the lock now
        assert registry.tally.take() == {}
        task.cancel()
        await asyncio.sleep(0.3)
    await asyncio.gather(task, return_exceptions=True)
    assert (await counted(registry)).total == 1


async def test_the_documents_learn_the_count_of_thirty_days(
    registry: Backend, clock: Clock
) -> None:
    await publish(registry, await account(registry), ONE)
    for _ in range(100):
        counting.note(registry, ONE.filename, installer="", python="")
    await counting.flush(registry)
    assert await counting.renew(registry) == 1
    assert await downloads_30d(registry) == 100
    counting.note(registry, ONE.filename, installer="", python="")
    await counting.flush(registry)
    assert await counting.renew(registry) == 0
    clock.moment += timedelta(days=31)
    assert await counting.renew(registry) == 1
    assert await downloads_30d(registry) == 0


async def test_the_tally_does_not_grow_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tally, "LARGEST", 2)
    tally = Tally()
    for name in ("a", "b", "c", "a"):
        tally.add(Download(name, TODAY, "", ""))
    assert {download.filename: n for download, n in tally.take().items()} == {"a": 2, "b": 1}
    assert tally.take() == {}


async def test_a_download_counts_once_and_looking_does_not(registry: Backend) -> None:
    await publish(registry, await account(registry), ONE)
    url = f"/packages/demo/{ONE.sha256}/{ONE.filename}"
    async with reader(registry, **{"user-agent": 'uv/1 {"python":"3.12.1"}'}) as client:
        for headers in ({}, {"range": "bytes=0-9"}):
            assert (await client.get(url, headers=headers)).is_success
        await client.head(url)
        await client.get(url, headers={"range": "bytes=10-19"})
        await client.get(url, headers={"if-none-match": f'"{ONE.sha256}"'})
        await client.get(f"{url}.metadata")
    await counting.flush(registry)
    told = await counted(registry)
    assert (told.total, told.by_installer, told.by_python) == (2, {"uv": 2}, {"3.12": 2})
