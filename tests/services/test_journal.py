"""The journal: who did what, from where; and that nobody can take it back."""

import stat
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.exc import IntegrityError

from devsper_registry.backend import Backend
from devsper_registry.db import pseudonyms
from devsper_registry.db.tables import Event
from tests.build import wheel
from tests.services import state
from tests.services.published import account, publish

pytestmark = pytest.mark.anyio


async def test_an_event_tells_the_account_the_key_and_a_hash_of_the_address(
    registry: Backend,
) -> None:
    ann = await account(registry, "ann")
    here, there = replace(ann, address="192.0.2.1"), replace(ann, address="2001:db8::1")
    await publish(registry, here, wheel("demo", "1"))
    await publish(registry, there, wheel("demo", "2"))
    await publish(registry, here, wheel("demo", "3"))
    added = [event for event in await state.events(registry) if event.action == "file.added"]
    assert {event.account_id for event in added} == {ann.account_id}
    first, second, third = (event.address for event in added)
    assert first == third != second
    assert first is not None
    assert len(first) == pseudonyms.LENGTH
    assert "192.0.2.1" not in str([event.model_dump() for event in added])


async def test_the_database_takes_no_address_in_plain(registry: Backend) -> None:
    event = Event(at=registry.now(), action="x", address="192.0.2.1")
    with pytest.raises(IntegrityError, match="ck_event_address_is_hashed"):
        async with registry.transaction() as session:
            session.add(event)
    assert await state.events(registry) == []


def test_the_key_of_the_hash_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made = pseudonyms.key(None, folder)
    assert len(made) == 32
    assert pseudonyms.key(None, folder) == made
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_replicas_that_share_a_secret_share_the_key(tmp_path: Path) -> None:
    shared = [pseudonyms.key("s" * 32, tmp_path / name) for name in ("one", "two")]
    assert shared[0] == shared[1] != pseudonyms.key("t" * 32, tmp_path)
    assert b"s" * 32 not in shared[0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET action = 'nothing'",
        "UPDATE event SET detail = '{}' WHERE false",
        "DELETE FROM event",
        "TRUNCATE event",
        "TRUNCATE event CASCADE",
        "INSERT INTO event (serial, at, action, detail) OVERRIDING SYSTEM VALUE"
        " SELECT serial, at, 'nothing', '{}' FROM event"
        " ON CONFLICT (serial) DO UPDATE SET action = excluded.action",
    ],
)
async def test_the_journal_takes_nothing_back_from_the_registry_itself(
    registry: Backend, statement: str
) -> None:
    await publish(registry, await account(registry), wheel("demo"))
    before = await state.events(registry)
    for role in ("origin", "replica"):
        with pytest.raises(asyncpg.RestrictViolationError, match="The journal only grows"):  # noqa: PT012
            async with registry.database.raw() as connection, connection.transaction():
                await connection.execute(f"SET LOCAL session_replication_role = {role}")
                await connection.execute(statement)
    assert await state.events(registry) == before
    assert len(before) == 3
