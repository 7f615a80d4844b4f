"""Sweeping: what interrupted uploads left goes, once it is old; nothing else ever does."""

import asyncio
import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from packaging.utils import NormalizedName

from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import locks
from devsper_registry.errors import UploadInterrupted
from devsper_registry.services import deleting, sweeping
from tests.build import Built, wheel
from tests.services.published import Clock, account, publish

pytestmark = pytest.mark.anyio
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def today(clock: Clock) -> None:
    """Let the clock show the real time: the disk stamps its files with no other."""
    clock.moment = datetime.now(UTC)


@pytest.fixture
async def alice(registry: Backend) -> Principal:
    return await account(registry)


def aged(path: Path, *, at: datetime) -> None:
    os.utime(path, (at.timestamp(), at.timestamp()))


def leftover(backend: Backend, name: str, *, at: datetime) -> Path:
    """Leave what a killed upload leaves."""
    path = backend.store.incoming() / name
    path.write_bytes(b"half of a file")
    aged(path, at=at)
    return path


async def stored(backend: Backend, content: bytes, *, at: datetime) -> str:
    """Store content that nothing lists."""
    sha256 = hashlib.sha256(content).hexdigest()
    source = backend.store.incoming() / "source"
    source.write_bytes(content)
    await backend.store.put(source, sha256=sha256)
    place = backend.store.path(sha256)
    assert place is not None
    aged(place, at=at)
    return sha256


async def test_what_has_been_arriving_for_an_hour_is_swept(registry: Backend, clock: Clock) -> None:
    old = leftover(registry, "old", at=clock.moment - HOUR - SECOND)
    young = leftover(registry, "young", at=clock.moment - HOUR + SECOND)
    assert await sweeping.sweep(registry) == 1
    assert (old.exists(), young.exists()) == (False, True)


async def test_what_nothing_has_listed_for_a_day_is_swept(registry: Backend, clock: Clock) -> None:
    old = await stored(registry, b"old", at=clock.moment - DAY - SECOND)
    young = await stored(registry, b"young", at=clock.moment - DAY + SECOND)
    assert await sweeping.sweep(registry) == 1
    assert await registry.store.find(old) is None
    assert await registry.store.find(young) is not None


async def test_a_listed_file_is_never_swept_however_old(
    registry: Backend, alice: Principal, clock: Clock
) -> None:
    file = wheel("demo", "1.0")
    await publish(registry, alice, file)
    clock.moment += 1000 * DAY
    assert await sweeping.sweep(registry) == 0
    assert await registry.store.find(file.sha256) is not None


async def test_what_a_deleted_file_held_is_swept(
    registry: Backend, alice: Principal, clock: Clock
) -> None:
    file = wheel("demo", "1.0")
    await publish(registry, alice, file)
    demo = NormalizedName("demo")
    await deleting.delete_file(
        registry, by=alice, package=demo, filename=file.filename, confirmation=file.filename
    )
    clock.moment += 1000 * DAY
    assert await sweeping.sweep(registry) == 1
    assert await registry.store.find(file.sha256) is None


async def test_more_objects_than_one_statement_asks_for_are_all_looked_at(
    registry: Backend, alice: Principal, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    for number in range(5):
        await stored(registry, b"%d" % number, at=clock.moment - 2 * DAY)
    assert await sweeping.sweep(registry) == 5


async def test_content_that_is_being_published_again_is_left_alone(
    registry: Backend, clock: Clock
) -> None:
    sha256 = await stored(registry, b"orphan", at=clock.moment - 2 * DAY)
    async with registry.transaction() as session:
        await locks.keep_object(session, sha256)
        assert await sweeping.sweep(registry) == 0
    assert await sweeping.sweep(registry) == 1


async def test_an_orphan_put_again_is_young_again(
    registry: Backend, alice: Principal, clock: Clock
) -> None:
    file = wheel("demo", "1.0")
    await stored(registry, file.content, at=clock.moment - 2 * DAY)
    await publish(registry, alice, file)
    assert await sweeping.sweep(registry) == 0
    assert await registry.store.find(file.sha256) is not None


async def test_sweeping_beside_publishing_never_loses_a_listed_file(
    registry: Backend, alice: Principal, clock: Clock
) -> None:
    """Each file's content lies there as an old orphan, so the sweeper is after all of them."""
    files = [wheel(f"demo-{number}", "1.0") for number in range(20)]
    for file in files:
        await stored(registry, file.content, at=clock.moment - 2 * DAY)

    async def as_a_client(file: Built) -> None:
        try:
            await publish(registry, alice, file)
        except UploadInterrupted:  # swept at that very moment: 503, and clients send it again
            await publish(registry, alice, file)

    publishing = asyncio.gather(*map(as_a_client, files))
    while not publishing.done():
        await sweeping.sweep(registry)
    await publishing
    assert [await registry.store.find(file.sha256) is None for file in files] == [False] * 20
