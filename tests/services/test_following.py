"""Following a package: every event once and in order, and none that is not for one."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from packaging.utils import NormalizedName
from sqlalchemy import text

from devsper_registry.auth.principal import ANONYMOUS, Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import journal
from devsper_registry.db.queries.reading.events import EventRow
from devsper_registry.db.watching import Watching
from devsper_registry.errors import PackageNotFound, StreamOver
from devsper_registry.services import deleting, following, keys, revoking, yanking
from tests.build import wheel
from tests.doors.reading import opened
from tests.services.published import Clock, account, publish
from tests.statements import statements

pytestmark = pytest.mark.anyio
DEMO = NormalizedName("demo")
Events = AsyncGenerator[EventRow, None]


@pytest.fixture
async def backend(registry: Backend) -> AsyncIterator[Backend]:
    """Looks more often than people need."""
    watching = Watching(registry.database, registry.listening, now=registry.now, every=0.02)
    yield replace(registry, watching=watching)
    await watching.close()


@pytest.fixture
async def ann(backend: Backend) -> Principal:
    ann = await account(backend, "ann")
    await publish(backend, ann, wheel("demo", "1.0"))
    return ann


async def execute(backend: Backend, statement: str) -> None:
    """Change what no service changes like this, and tell of it as each does."""
    async with backend.transaction() as session:
        await session.execute(text(statement))
        await journal.add(session, journal.event("test.changed", at=backend.now(), by=ANONYMOUS))


async def listening(events: Events) -> "asyncio.Task[EventRow]":
    """Begin to listen; return what comes next."""
    task = asyncio.ensure_future(anext(events))
    # The newest serial and the package are asked for before it waits.
    await asyncio.sleep(0.2)
    return task


async def heard(events: Events, count: int) -> list[str]:
    """Return the actions of the next events."""
    async with asyncio.timeout(5):
        return [(await anext(events)).action for _ in range(count)]


async def over(events: Events) -> bool:
    """Tell whether the events have ended, rather than bring another."""
    async with asyncio.timeout(5):
        return await anext(events, None) is None


async def yank(backend: Backend, ann: Principal, reason: str = "") -> None:
    await yanking.yank_release(backend, by=ann, package=DEMO, version="1.0", reason=reason)


async def test_what_happens_is_heard_in_its_order(backend: Backend, ann: Principal) -> None:
    events = following.follow(backend, DEMO, by=ANONYMOUS)
    first = await listening(events)
    await publish(backend, ann, wheel("demo", "2.0"), wheel("other"))
    await yank(backend, ann)
    await yanking.unyank_release(backend, by=ann, package=DEMO, version="1.0")
    await deleting.delete_release(backend, by=ann, package=DEMO, version="2.0", confirmation="2.0")
    assert (await first).action == "release.created"
    assert await heard(events, 4) == [
        "file.added", "release.yanked", "release.unyanked", "release.deleted",
    ]  # fmt: skip
    await events.aclose()


async def test_another_replica_hears_it_too(
    backend: Backend, ann: Principal, database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path / "other") as other:
        events = following.follow(other, DEMO, by=ANONYMOUS)
        first = await listening(events)
        await yank(backend, ann)
        assert (await asyncio.wait_for(first, timeout=5)).action == "release.yanked"
        await events.aclose()


async def test_who_comes_back_with_a_serial_misses_nothing(
    backend: Backend, ann: Principal
) -> None:
    for number in range(30):
        await yank(backend, ann, reason=str(number))
    events = following.follow(backend, DEMO, by=ANONYMOUS, after=0)
    created = ["package.created", "release.created", "file.added"]
    assert await heard(events, 33) == [*created, *["release.yanked"] * 30]
    later = await listening(events)
    await yank(backend, ann, reason="the last")
    assert (await later).detail == {"reason": "the last"}
    await events.aclose()


async def test_who_acted_is_told_to_those_of_the_package_alone(
    backend: Backend, ann: Principal
) -> None:
    told = {}
    for name, by in (("a stranger", ANONYMOUS), ("ann", ann)):
        events = following.follow(backend, DEMO, by=by, after=0)
        told[name] = (await anext(events)).account_id
        await events.aclose()
    assert told == {"a stranger": None, "ann": ann.account_id}


HIDDEN = {
    "private": "UPDATE package SET visibility = 'private'",
    "quarantined": "UPDATE package SET status = 'quarantined'",
}


@pytest.mark.parametrize("change", HIDDEN.values(), ids=HIDDEN)
async def test_what_becomes_hidden_ends_the_events_of_strangers_and_not_of_owners(
    backend: Backend, ann: Principal, change: str
) -> None:
    stranger = following.follow(backend, DEMO, by=ANONYMOUS)
    owner = following.follow(backend, DEMO, by=ann)
    ends, hears = await listening(stranger), await listening(owner)
    await execute(backend, change)
    await yank(backend, await account(backend, "carl", is_administrator=True))
    assert (await asyncio.wait_for(hears, timeout=5)).action == "release.yanked"
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(ends, timeout=5)
    await owner.aclose()


async def test_a_deleted_package_ends_the_events(backend: Backend, ann: Principal) -> None:
    events = following.follow(backend, DEMO, by=ann)
    ends = await listening(events)
    await deleting.delete_package(backend, by=ann, package=DEMO, confirmation="demo")
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(ends, timeout=5)


async def test_who_is_slow_hears_nothing_of_what_has_become_hidden_meanwhile(
    backend: Backend, ann: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "FRESH", 0.0)
    events = following.follow(backend, DEMO, by=ANONYMOUS, after=0)
    assert await heard(events, 1) == ["package.created"]
    await execute(backend, HIDDEN["private"])
    assert await over(events)


@pytest.mark.parametrize("kind", ["missing", *HIDDEN])
async def test_what_may_not_be_seen_is_followed_like_what_is_not_there(
    backend: Backend, ann: Principal, kind: str
) -> None:
    name = NormalizedName("missing") if kind == "missing" else DEMO
    if kind in HIDDEN:
        await execute(backend, HIDDEN[kind])
    for after in (None, 0):
        with pytest.raises(PackageNotFound, match=f"There is no package '{name}' here"):
            await anext(following.follow(backend, name, by=ANONYMOUS, after=after))


async def keyed(backend: Backend, ann: Principal) -> Principal:
    made = await keys.create(
        backend,
        by=ann,
        account="ann",
        name="ci",
        scopes=[Scope.READ],
        expires_at=backend.now() + timedelta(hours=1),
    )
    return replace(ann, api_key_id=made.key.id, expires_at=made.key.expires_at)


@pytest.mark.parametrize("end", ["revoked", "expired", "suspended", "promoted", "gone"])
async def test_the_events_end_with_the_credential(
    backend: Backend, clock: Clock, ann: Principal, end: str
) -> None:
    by = await keyed(backend, ann)
    assert by.api_key_id is not None
    events = following.follow(backend, DEMO, by=by)
    ends = await listening(events)
    match end:
        case "revoked":
            await revoking.revoke(backend, by=ann, key_id=by.api_key_id)
        case "expired":
            clock.moment += timedelta(hours=1)
        case "suspended":
            await execute(backend, "UPDATE account SET suspended_at = now()")
        case "promoted":
            await execute(backend, "UPDATE account SET is_administrator = true")
        case "gone":
            await execute(backend, "DELETE FROM account")
    with pytest.raises(StreamOver):
        await asyncio.wait_for(ends, timeout=5)


@pytest.mark.parametrize("column", ["suspended_at", "sessions_ended_at"])
async def test_a_session_ends_with_its_account_and_with_all_its_sessions(
    backend: Backend, ann: Principal, column: str
) -> None:
    events = following.follow(backend, DEMO, by=replace(ann, issued_at=backend.now()))
    ends = await listening(events)
    await execute(backend, f"UPDATE account SET {column} = '2026-11-24T12:00:01Z'")
    with pytest.raises(StreamOver):
        await asyncio.wait_for(ends, timeout=5)


async def test_a_revoked_key_hears_no_event_that_was_read_before(
    backend: Backend, ann: Principal
) -> None:
    by = await keyed(backend, ann)
    assert by.api_key_id is not None
    events = following.follow(backend, DEMO, by=by, after=0)
    assert await heard(events, 1) == ["package.created"]
    await revoking.revoke(backend, by=ann, key_id=by.api_key_id)
    await asyncio.sleep(0.3)
    with pytest.raises(StreamOver):
        await anext(events)


async def test_many_followers_cost_one_statement_an_event(backend: Backend, ann: Principal) -> None:
    streams = [following.follow(backend, DEMO, by=ANONYMOUS) for _ in range(50)]
    tasks = [asyncio.ensure_future(anext(events)) for events in streams]
    await asyncio.sleep(0.5)
    await yank(backend, ann)
    with statements(backend) as seen:
        found = await asyncio.wait_for(asyncio.gather(*tasks), timeout=10)
    assert {event.action for event in found} == {"release.yanked"}
    assert len([statement for statement in seen if "FROM event" in statement]) == 1
    for events in streams:
        await events.aclose()


async def test_nobody_looks_at_credentials_when_nobody_follows(
    backend: Backend, ann: Principal
) -> None:
    events = following.follow(backend, DEMO, by=ANONYMOUS)
    waiting = await listening(events)
    assert "watch credentials" in {task.get_name() for task in asyncio.all_tasks()}
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await events.aclose()
    await asyncio.sleep(0.05)
    assert "watch credentials" not in {task.get_name() for task in asyncio.all_tasks()}
