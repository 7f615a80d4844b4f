"""Failed sign-ins: in the journal by place and reason, and never so many that they do harm."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from devsper_registry.auth import api_key
from devsper_registry.auth.credentials import Credentials
from devsper_registry.auth.failures import Failure, Failures
from devsper_registry.auth.principal import OPERATOR, Scope
from devsper_registry.backend import Backend
from devsper_registry.errors import AccountSuspended, DatabaseUnavailable, InvalidKey, RegistryError
from devsper_registry.services import failing, keys, revoking, sessions
from tests.doors.reading import reader
from tests.services import state
from tests.services.published import Clock, account
from tests.services.test_lists import execute

pytestmark = pytest.mark.anyio
HERE = "192.0.2.1"


async def fails(
    backend: Backend,
    token: str,
    *,
    address: str = HERE,
    refusal: type[RegistryError] = InvalidKey,
) -> None:
    with pytest.raises(refusal):
        await sessions.authenticate(backend, Credentials(token), address=address)


async def written(backend: Backend) -> list[tuple[UUID | None, UUID | None, object, object]]:
    await failing.write(backend)
    return [
        (event.account_id, event.api_key_id, event.detail["reason"], event.detail["count"])
        for event in await state.events(backend)
        if event.action == failing.ACTION
    ]


async def test_failures_are_told_by_place_and_reason_with_their_number(
    registry: Backend,
) -> None:
    for _ in range(3):
        await fails(registry, api_key.generate().secret)
    await fails(registry, "password")
    await fails(registry, "password", address="192.0.2.2")
    assert await written(registry) == [
        (None, None, "auth.invalid-key", 4),
        (None, None, "auth.invalid-key", 1),
    ]
    here, there = (event.address for event in await state.events(registry))
    assert here != there
    assert "password" not in str([event.model_dump() for event in await state.events(registry)])
    # What was written is not written again.
    assert len(await written(registry)) == 2


async def test_a_key_of_ours_is_named_when_it_is_tried_after_its_end(
    registry: Backend, clock: Clock
) -> None:
    ann = await account(registry, "ann")
    made = [
        await keys.create(
            registry,
            by=OPERATOR,
            account="ann",
            name="key",
            scopes=[Scope.READ],
            expires_at=expiry,
        )
        for expiry in (None, clock.moment + timedelta(hours=1), None)
    ]
    await revoking.revoke(registry, by=OPERATOR, key_id=made[0].key.id)
    clock.moment += timedelta(hours=1)
    await fails(registry, made[0].secret)
    await fails(registry, made[1].secret)
    await execute(registry, "UPDATE account SET suspended_at = now()")
    await fails(registry, made[2].secret, refusal=AccountSuspended)
    assert await written(registry) == [
        (ann.account_id, made[0].key.id, "auth.invalid-key", 1),
        (ann.account_id, made[1].key.id, "auth.invalid-key", 1),
        (ann.account_id, made[2].key.id, "auth.account-suspended", 1),
    ]


async def test_a_stranger_cannot_fill_the_journal(registry: Backend) -> None:
    ann = await account(registry, "ann")
    known = await keys.create(registry, by=OPERATOR, account="ann", name="key", scopes=[Scope.READ])
    await revoking.revoke(registry, by=OPERATOR, key_id=known.key.id)
    for number in range(200):
        await fails(registry, "password", address=f"2001:db8::{number:x}")
        await fails(registry, "password", address=f"2001:db8::{number % 4:x}")
    await fails(registry, known.secret)
    before = len(await state.events(registry))
    told = await written(registry)
    assert len(await state.events(registry)) == before + failing.MOST_EVENTS + 1
    # A key of ours comes before any number of strangers; of those nobody is lost from the count.
    assert told[0] == (ann.account_id, known.key.id, "auth.invalid-key", 1)
    assert [count for *_, count in told[1:5]] == [51] * 4
    assert told[-1] == (None, None, "others", 400 - 4 * 51 - 15)


def test_what_is_remembered_is_bounded_and_a_key_of_ours_always_is() -> None:
    failures = Failures()
    for number in range(Failures.LARGEST + 5):
        failures.add(Failure(str(number), "x"))
    failures.add(Failure("0", "x"))
    failures.add(Failure("new", "x", api_key_id=UUID(int=1)))
    counts, others = failures.take()
    assert (len(counts), others) == (Failures.LARGEST + 1, 5)
    assert counts[Failure("0", "x")] == 2
    assert failures.take() == ({}, 0)


async def test_a_trying_that_cannot_be_written_is_written_later(registry: Backend) -> None:
    await fails(registry, "password")

    class Away:
        def transaction(self) -> object:
            raise DatabaseUnavailable

    away = replace(registry, database=Away())  # type: ignore[arg-type]
    with pytest.raises(DatabaseUnavailable):
        await failing.write(away)
    assert await written(registry) == [(None, None, "auth.invalid-key", 1)]


async def test_what_fails_at_a_door_has_its_address_and_writes_nothing_at_once(
    registry: Backend,
) -> None:
    async with reader(registry) as http:
        for headers in (
            {"authorization": "Bearer password"},
            {"x-api-key": "password"},
        ):
            for path in ("/simple/", "/api/v1/search"):
                assert (await http.get(path, headers=headers)).status_code == 401
            answer = await http.post("/graphql", json={"query": "{ version }"}, headers=headers)
            assert answer.status_code == 401
    assert await state.events(registry) == []
    assert await written(registry) == [(None, None, "auth.invalid-key", 6)]
    (event,) = await state.events(registry)
    assert event.address is not None
