"""Hearing of changes: at once by whomever they are, and nothing kept while they cannot be heard."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from packaging.utils import NormalizedName

from devsper_registry.auth.principal import OPERATOR
from devsper_registry.backend import Backend
from devsper_registry.db import listening
from devsper_registry.db.changes import Change, Changes, News
from devsper_registry.db.listening import Listening
from devsper_registry.db.queries import journal
from devsper_registry.db.queries.pages import Standing
from devsper_registry.db.serials import UNKNOWN
from devsper_registry.db.session import Database
from tests.doors import seeds
from tests.doors.reading import opened

pytestmark = pytest.mark.anyio
DEMO, MISSING = NormalizedName("demo"), NormalizedName("missing")


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path / "one") as backend:
        yield backend


@pytest.fixture
async def other(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    """Another replica: it shares the database, and nothing else."""
    async with opened(database_url, tmp_path / "other") as backend:
        yield backend


async def until(happens: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not happens():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def hearing(backend: Backend) -> None:
    backend.listening.start()
    await until(lambda: backend.database.changes.are_heard)


def told(backend: Backend) -> list[News]:
    news: list[News] = []
    backend.database.changes.subscribe(news.append)
    return news


async def test_what_another_replica_commits_is_told_once_and_in_its_order(
    backend: Backend, other: Backend
) -> None:
    await hearing(backend)
    news = told(backend)
    one, two = await seeds.package(other), await seeds.package(other, "second")
    await until(lambda: sum(len(each or ()) for each in news) == 2)
    assert [change for each in news for change in each or ()] == [
        Change(one, "package.created", "demo"),
        Change(two, "package.created", "second"),
    ]


async def test_what_this_process_commits_is_told_before_it_is_acknowledged_and_once(
    backend: Backend,
) -> None:
    await hearing(backend)
    news = told(backend)
    serial = await seeds.package(backend)
    assert news == [[Change(serial, "package.created", "demo")]]
    await asyncio.sleep(0.8)  # longer than it takes to look without a ring
    assert len(news) == 1


async def test_what_is_rolled_back_is_not_told(backend: Backend) -> None:
    await hearing(backend)
    news = told(backend)

    async def too_late() -> None:
        async with backend.transaction() as session:
            event = journal.event("key.created", at=seeds.NOON, by=OPERATOR)
            await journal.add(session, event)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await too_late()
    await asyncio.sleep(0.8)
    assert news == []


async def test_what_is_known_costs_no_question_until_it_changes(
    backend: Backend, other: Backend
) -> None:
    first = await seeds.package(backend)
    await hearing(backend)
    serials = backend.serials
    assert serials.known(DEMO) is UNKNOWN
    assert await serials.package(DEMO) == Standing(first, is_private=False)
    assert serials.known(DEMO) == Standing(first, is_private=False)
    assert await serials.newest() == first
    second = await seeds.set_status(backend, "archived")
    assert serials.known(DEMO) is UNKNOWN  # in the same breath
    assert await serials.package(DEMO) == Standing(second, is_private=False)
    third = await seeds.set_status(other, "active")
    await until(lambda: serials.known(DEMO) is UNKNOWN)
    await until(lambda: backend.database.changes.newest == third)
    assert await serials.package(DEMO) == Standing(third, is_private=False)


async def test_an_absent_name_is_known_and_seen_at_once_when_it_is_made(
    backend: Backend, other: Backend
) -> None:
    await hearing(backend)
    for maker in (backend, other):
        name = NormalizedName(f"of-{'another' if maker is other else 'this'}")
        assert await backend.serials.package(name) is None
        assert backend.serials.known(name) is None
        serial = await seeds.package(maker, name)
        await until(lambda name=name: backend.serials.known(name) is UNKNOWN)  # type: ignore[misc]
        assert await backend.serials.package(name) == Standing(serial, is_private=False)


async def test_an_answer_that_was_under_way_at_a_change_is_not_kept(backend: Backend) -> None:
    await hearing(backend)
    before = await seeds.package(backend)
    asked = asyncio.Event()
    changed = asyncio.Event()
    standings = backend.serials._database.raw

    class Slow:
        @asynccontextmanager
        async def raw(self) -> AsyncIterator[object]:
            async with standings() as connection:
                yield connection
                asked.set()
                await changed.wait()

    backend.serials._database = Slow()  # type: ignore[assignment]
    answer = asyncio.create_task(backend.serials.package(DEMO))
    await asked.wait()
    await seeds.set_status(backend, "archived")
    changed.set()
    assert await answer == Standing(before, is_private=False)  # it had asked before the change
    assert backend.serials.known(DEMO) is UNKNOWN


async def test_without_a_listener_nothing_is_kept(backend: Backend) -> None:
    await seeds.package(backend)
    await backend.serials.package(DEMO)
    assert backend.serials.known(DEMO) is UNKNOWN
    assert backend.database.changes.newest is None


async def test_a_lost_connection_forgets_everything_and_comes_back(
    backend: Backend, other: Backend
) -> None:
    await seeds.package(backend)
    await hearing(backend)
    await backend.serials.package(DEMO)
    news = told(backend)
    async with other.database.raw() as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND query LIKE '%FROM event WHERE serial >%'"
        )
    await until(lambda: None in news)
    await hearing(backend)
    assert backend.serials.known(DEMO) is UNKNOWN


async def test_a_listener_that_no_ring_reaches_keeps_nothing_and_still_tells(
    backend: Backend, database_url: str, bare_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As through a pooler that gives each transaction another connection."""
    monkeypatch.setattr(listening, "GREETED_WITHIN", 0.3)
    elsewhere = Database.open(bare_database_url, pool_size=1)
    deaf = Listening(database_url, backend.database)
    deaf._database = _Elsewhere(elsewhere, backend.database.changes)  # type: ignore[assignment]
    news = told(backend)
    deaf.start()
    await until(lambda: None in news)
    serial = await seeds.package(backend, "before-it-gave-up")
    await asyncio.sleep(1.0)
    assert not backend.database.changes.are_heard
    assert backend.serials.known(NormalizedName("before-it-gave-up")) is UNKNOWN
    assert news == [None, [Change(serial, "package.created", "before-it-gave-up")]]
    await deaf.close()
    await elsewhere.close()


class _Elsewhere:
    """Rings in one database what is listened for in another."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self.changes, self.raw = changes, database.raw


async def test_a_connection_that_died_without_a_word_is_not_trusted_for_long(
    backend: Backend, database_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "s"
    folder.mkdir()
    async with frozen_at_will(database_url, folder) as (url, freeze):
        ours = Listening(url, backend.database)
        ours.start()
        await until(lambda: backend.database.changes.are_heard)
        freeze.set()
        # The bound is told by the clock of what is kept, however slow this machine is.
        assert backend.database.changes._heard_until <= time.monotonic() + 1.5
        await until(lambda: not backend.database.changes.are_heard)
        await ours.close()


@asynccontextmanager
async def frozen_at_will(url: str, folder: Path) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """Stand before PostgreSQL; once the event is set, pass on nothing and close nothing."""
    frozen = asyncio.Event()
    (host,) = parse_qs(urlsplit(url).query)["host"]
    (target,) = [
        path
        for path in Path(host).iterdir()
        if path.name.startswith(".s.PGSQL.") and path.suffix != ".lock"
    ]

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            if frozen.is_set():
                await asyncio.sleep(3600)
            sink.write(data)
        sink.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_unix_connection(str(target))
        writers.extend((writer, up_writer))
        pumps.extend(
            asyncio.ensure_future(each)
            for each in (pump(reader, up_writer), pump(up_reader, writer))
        )

    pumps: list[asyncio.Future[None]] = []
    writers: list[asyncio.StreamWriter] = []
    server = await asyncio.start_unix_server(serve, str(folder / target.name))
    try:
        yield url.replace(host, str(folder)), frozen
    finally:
        server.close()
        for each in pumps:
            each.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        for writer in writers:
            writer.transport.abort()
        await asyncio.gather(*(each.wait_closed() for each in writers), return_exceptions=True)
