"""The login of devices: waiting, polling, being let in or not, and everything that is tried."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlmodel import col

from devsper_registry.auth import device_code
from devsper_registry.auth.credentials import Credentials
from devsper_registry.auth.device_code import ALPHABET
from devsper_registry.auth.principal import ANONYMOUS, OPERATOR, Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.tables import Account
from devsper_registry.errors import (
    DeviceAsksTooMuch,
    DeviceCodeInvalid,
    DeviceDenied,
    DeviceExpired,
    DeviceGuessed,
    DeviceNeedsSession,
    DeviceNeedsWholeKey,
    DeviceNotFound,
    DevicePending,
    DevicesInAll,
    DevicesOfAddress,
    DeviceTooEager,
    InvalidKey,
    NotAuthenticated,
    RegistryError,
)
from devsper_registry.services import approving, devices, keys, sessions, sweeping
from devsper_registry.services.devices import Started
from tests.doors.reading import opened
from tests.services import devices as waiting
from tests.services import state
from tests.services.published import Clock, account

pytestmark = pytest.mark.anyio

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
WRONG = "BBBB-BBBB"


@pytest.fixture
async def alice(registry: Backend) -> Principal:
    """An ordinary account that has signed in."""
    return _session(await account(registry, "alice"))


@pytest.fixture
async def bob(registry: Backend) -> Principal:
    return _session(await account(registry, "bob"))


@pytest.fixture
async def root(registry: Backend) -> Principal:
    """An administrator who has signed in."""
    return await account(registry, "root", is_administrator=True)


@pytest.fixture
async def device(registry: Backend) -> Started:
    return await waiting.start(registry)


def _session(by: Principal) -> Principal:
    return replace(by, scopes=frozenset({Scope.READ, Scope.PUBLISH}))


async def _key(registry: Backend, by: Principal, *scopes: Scope, **more: Any) -> Principal:
    """Return who shows a new key of the account."""
    created = await keys.create(
        registry, by=OPERATOR, account=str(by.account_name), name="key", scopes=scopes, **more
    )
    return await sessions.authenticate(registry, Credentials(created.secret))


async def _states(registry: Backend) -> list[str]:
    return [device.state for device in await waiting.rows(registry)]


async def test_a_device_that_was_let_in_gets_a_key_of_its_person_for_ninety_days(
    registry: Backend, alice: Principal, device: Started, clock: Clock
) -> None:
    with pytest.raises(DevicePending):
        await waiting.poll(registry, device)
    await approving.approve(registry, by=alice, user_code=device.codes.user_code)

    created = await waiting.poll(registry, device)

    assert created.key.account == "alice"
    assert created.key.name == waiting.CLIENT
    assert created.key.scopes == ["read", "publish"]
    assert created.key.packages is None
    assert created.key.expires_at == clock.moment + timedelta(days=90)
    shown = await sessions.authenticate(registry, Credentials(created.secret))
    assert (shown.account_id, shown.api_key_id) == (alice.account_id, created.key.id)
    approved, made = (await state.events(registry))[-2:]
    assert approved.action == "device.approved"
    assert approved.detail == {"client": waiting.CLIENT, "scopes": ["read", "publish"]}
    assert (made.action, made.account_id) == ("key.created", alice.account_id)


async def test_the_person_is_shown_who_asks_for_what(
    registry: Backend, alice: Principal, device: Started, clock: Clock
) -> None:
    before = await state.of(registry)
    shown = await approving.find(registry, by=alice, user_code=device.codes.user_code)
    assert shown.client == waiting.CLIENT
    assert shown.address == waiting.ADDRESS
    assert shown.scopes == [Scope.READ, Scope.PUBLISH]
    assert shown.created_at == clock.moment
    assert shown.expires_at == clock.moment + timedelta(minutes=10)
    assert await state.of(registry) == before
    assert await _states(registry) == ["pending"]


async def test_neither_code_is_in_the_database(registry: Backend, device: Started) -> None:
    async with registry.database.raw() as connection:
        (row,) = await connection.fetch("SELECT device::text FROM device")
    kept = row["device"].upper()
    assert device.codes.device_code.upper() not in kept
    assert device.codes.user_code not in kept
    assert device.codes.user_code.replace("-", "") not in kept
    assert device.codes.device_code not in repr(device)
    assert device.codes.user_code not in repr(device)


async def test_a_user_code_is_eight_of_twenty_letters(registry: Backend) -> None:
    for number in range(10):
        code = (await waiting.start(registry, address=f"192.0.2.{number}")).codes.user_code
        assert (len(code), code[4]) == (9, "-")
        assert set(code) - {"-"} <= set(ALPHABET)


@pytest.mark.parametrize(
    "spelt",
    [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code.replace('-', ' ')}\n",
     lambda code: "-".join(code.replace("-", "")).lower(), lambda code: code.replace("-", "–")],
)  # fmt: skip
async def test_a_code_is_taken_in_any_spelling(
    registry: Backend, alice: Principal, device: Started, spelt: Any
) -> None:
    await approving.approve(registry, by=alice, user_code=spelt(device.codes.user_code))
    assert await _states(registry) == ["approved"]


async def test_a_device_that_asks_too_often_must_ask_less_often_from_then_on(
    registry: Backend, device: Started, clock: Clock
) -> None:
    async def after(seconds: int) -> type[RegistryError]:
        clock.moment += seconds * SECOND
        with pytest.raises(RegistryError) as refused:
            await waiting.poll(registry, device)
        return type(refused.value)

    assert [await after(wait) for wait in (0, 5, 4, 9, 14, 15, 14, 20, 19)] == [
        DevicePending,
        DevicePending,
        DeviceTooEager,  # from now on 10
        DeviceTooEager,  # 15
        DeviceTooEager,  # 20
        DeviceTooEager,  # 25
        DeviceTooEager,  # 30
        DeviceTooEager,  # 35
        DeviceTooEager,  # 40
    ]
    assert (await waiting.rows(registry))[0].interval == 40
    assert await after(40) is DevicePending
    assert await after(39) is DeviceTooEager


async def test_a_denied_device_hears_so_and_stays_denied(
    registry: Backend, alice: Principal, bob: Principal, device: Started
) -> None:
    await approving.deny(registry, by=alice, user_code=device.codes.user_code)
    for decide in (approving.approve, approving.deny):
        for by in (alice, bob):
            with pytest.raises(DeviceNotFound):
                await decide(registry, by=by, user_code=device.codes.user_code)
    for _ in range(2):
        with pytest.raises(DeviceDenied):
            await waiting.poll(registry, device)
    assert await waiting.keys(registry) == []
    assert [e.action for e in await state.events(registry)].count("device.denied") == 1


async def test_a_device_is_let_in_by_one_person_alone(
    registry: Backend, alice: Principal, bob: Principal, device: Started
) -> None:
    await approving.approve(registry, by=alice, user_code=device.codes.user_code)
    for decide in (approving.approve, approving.deny, approving.find):
        with pytest.raises(DeviceNotFound):
            await decide(registry, by=bob, user_code=device.codes.user_code)
    assert (await waiting.poll(registry, device)).key.account == "alice"


async def test_of_many_who_decide_at_once_one_does(
    registry: Backend, alice: Principal, bob: Principal, device: Started
) -> None:
    code = device.codes.user_code
    decided = await asyncio.gather(
        *(approving.approve(registry, by=by, user_code=code) for by in (alice, bob)),
        *(approving.deny(registry, by=by, user_code=code) for by in (alice, bob)),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in decided) == ["DeviceNotFound"] * 3 + [
        "WaitingDevice"
    ]


async def test_of_many_polls_at_once_one_gets_the_key_and_it_works(
    registry: Backend, alice: Principal, device: Started
) -> None:
    await approving.approve(registry, by=alice, user_code=device.codes.user_code)
    outcomes = await asyncio.gather(
        *(waiting.poll(registry, device) for _ in range(8)), return_exceptions=True
    )
    created = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
    assert len(created) == 1
    assert {type(outcome) for outcome in outcomes if outcome not in created} == {DeviceCodeInvalid}
    assert len(await waiting.keys(registry)) == 1
    await sessions.authenticate(registry, Credentials(created[0].secret))


async def test_a_code_that_comes_again_later_ends_the_key_that_it_gave(
    registry: Backend, alice: Principal, device: Started, clock: Clock
) -> None:
    """It was copied; or the answer with the key was lost, and nobody has the key."""
    await approving.approve(registry, by=alice, user_code=device.codes.user_code)
    created = await waiting.poll(registry, device)
    for wait in (4, 1, 60):
        clock.moment += wait * SECOND
        with pytest.raises(DeviceCodeInvalid):
            await waiting.poll(registry, device)
    with pytest.raises(InvalidKey):
        await sessions.authenticate(registry, Credentials(created.secret))
    ended = [e for e in await state.events(registry) if e.action == "key.revoked"]
    assert [event.detail["key"] for event in ended] == [str(created.key.id)]


@pytest.mark.parametrize("decide", [None, approving.approve, approving.deny])
async def test_after_ten_minutes_there_is_no_key(
    registry: Backend, alice: Principal, device: Started, clock: Clock, decide: Any
) -> None:
    if decide is not None:
        await decide(registry, by=alice, user_code=device.codes.user_code)
    clock.moment += 10 * MINUTE
    with pytest.raises(DeviceExpired):
        await waiting.poll(registry, device)
    with pytest.raises(DeviceNotFound):
        await approving.approve(registry, by=alice, user_code=device.codes.user_code)
    assert await waiting.keys(registry) == []


async def test_a_device_code_is_good_for_its_client_alone(
    registry: Backend, alice: Principal, device: Started
) -> None:
    await approving.approve(registry, by=alice, user_code=device.codes.user_code)
    with pytest.raises(DeviceCodeInvalid):
        await waiting.poll(registry, device, client="another")
    with pytest.raises(DeviceCodeInvalid):
        await devices.poll(registry, code="x" * 43, client=waiting.CLIENT, address=None)
    assert await _states(registry) == ["approved"]


async def test_nobody_lets_in_a_device_that_asks_for_more_than_that_one_has(
    registry: Backend, alice: Principal, root: Principal
) -> None:
    device = await waiting.start(registry, Scope.READ, Scope.ADMIN)
    before = await state.of(registry)
    with pytest.raises(DeviceAsksTooMuch):
        await approving.approve(registry, by=alice, user_code=device.codes.user_code)
    assert (await state.of(registry), await _states(registry)) == (before, ["pending"])
    await approving.approve(registry, by=root, user_code=device.codes.user_code)
    assert (await waiting.poll(registry, device)).key.scopes == ["read", "admin"]


@pytest.mark.parametrize("change", [{"suspended": True}, {"is_administrator": False}])
async def test_what_the_person_may_no_more_the_device_does_not_get(
    registry: Backend, root: Principal, clock: Clock, change: dict[str, bool]
) -> None:
    device = await waiting.start(registry, Scope.ADMIN)
    await approving.approve(registry, by=root, user_code=device.codes.user_code)
    values = {"suspended_at": clock.moment} if "suspended" in change else change
    async with registry.transaction() as session:
        those = update(Account).where(col(Account.id) == root.account_id)
        await session.execute(those.values(**values))
    with pytest.raises(DeviceDenied):
        await waiting.poll(registry, device)
    assert (await waiting.keys(registry), await _states(registry)) == ([], ["denied"])


async def test_a_stranger_decides_nothing(registry: Backend, device: Started) -> None:
    for decide in (approving.find, approving.approve, approving.deny):
        for code in (device.codes.user_code, WRONG):
            with pytest.raises(NotAuthenticated):
                await decide(registry, by=ANONYMOUS, user_code=code)
    assert await _states(registry) == ["pending"]


async def test_where_nobody_signs_in_a_key_with_all_rights_of_its_account_lets_in(
    registry: Backend, alice: Principal, root: Principal, device: Started
) -> None:
    for by in (
        await _key(registry, alice, Scope.READ),
        await _key(registry, alice, Scope.PUBLISH),
        await _key(registry, alice, Scope.READ, Scope.PUBLISH, packages=["demo"]),
        await _key(registry, root, Scope.READ, Scope.PUBLISH),
    ):
        for decide in (approving.find, approving.approve, approving.deny):
            with pytest.raises(DeviceNeedsWholeKey):
                await decide(registry, by=by, user_code=device.codes.user_code)
    assert await _states(registry) == ["pending"]
    whole = await _key(registry, alice, Scope.READ, Scope.PUBLISH)
    await approving.approve(registry, by=whole, user_code=device.codes.user_code)
    assert (await waiting.poll(registry, device)).key.account == "alice"


async def test_where_people_sign_in_no_key_lets_anything_in(
    registry: Backend, alice: Principal, root: Principal, device: Started
) -> None:
    signing_in = registry.settings.model_copy(update={"jwks_url": "https://auth.example.com/jwks"})
    whole = replace(registry, settings=signing_in)
    for by in (
        await _key(registry, alice, Scope.READ, Scope.PUBLISH),
        await _key(registry, root, *Scope),
    ):
        for decide in (approving.find, approving.approve, approving.deny):
            with pytest.raises(DeviceNeedsSession):
                await decide(whole, by=by, user_code=device.codes.user_code)
    assert await _states(registry) == ["pending"]
    await approving.approve(whole, by=alice, user_code=device.codes.user_code)
    assert (await waiting.poll(whole, device)).key.account == "alice"


async def test_a_key_lets_in_nothing_that_outlives_it(
    registry: Backend, alice: Principal, device: Started, clock: Clock
) -> None:
    end = clock.moment + timedelta(days=1)
    by = await _key(registry, alice, Scope.READ, Scope.PUBLISH, expires_at=end)
    await approving.approve(registry, by=by, user_code=device.codes.user_code)
    assert (await waiting.poll(registry, device)).key.expires_at == end


async def test_a_key_that_has_ended_lets_in_nothing(
    registry: Backend, alice: Principal, device: Started
) -> None:
    by = await _key(registry, alice, Scope.READ, Scope.PUBLISH)
    await approving.approve(registry, by=by, user_code=device.codes.user_code)
    async with registry.transaction() as session:
        await session.execute(text("UPDATE api_key SET revoked_at = now()"))
    with pytest.raises(DeviceDenied):
        await waiting.poll(registry, device)
    assert len(await waiting.keys(registry)) == 1


async def test_after_five_wrong_codes_even_the_right_one_waits_a_minute(
    registry: Backend, alice: Principal, bob: Principal, device: Started, clock: Clock
) -> None:
    right = device.codes.user_code
    for decide in (approving.find, approving.approve, approving.deny, approving.find):
        clock.moment += SECOND
        with pytest.raises(DeviceNotFound):
            await decide(registry, by=alice, user_code=WRONG)
    await approving.find(registry, by=alice, user_code=right)
    with pytest.raises(DeviceNotFound):
        await approving.find(registry, by=alice, user_code="no code at all")
    for decide in (approving.find, approving.approve, approving.deny):
        with pytest.raises(DeviceGuessed) as refused:
            await decide(registry, by=alice, user_code=right)
        assert refused.value.facts["retry_after"] == 57
    assert await _states(registry) == ["pending"]
    await approving.find(registry, by=bob, user_code=right)
    clock.moment += 57 * SECOND
    await approving.approve(registry, by=alice, user_code=right)
    assert [e.action for e in await state.events(registry)].count("device.guessed") == 5


async def test_guesses_side_by_side_are_counted_too(
    registry: Backend, alice: Principal, device: Started
) -> None:
    guesses = [approving.find(registry, by=alice, user_code=WRONG) for _ in range(12)]
    outcomes = await asyncio.gather(*guesses, return_exceptions=True)
    kinds = [type(outcome).__name__ for outcome in outcomes]
    assert sorted(kinds) == ["DeviceGuessed"] * 7 + ["DeviceNotFound"] * 5


async def test_ten_devices_wait_at_an_address_and_no_eleventh(
    registry: Backend, alice: Principal, clock: Clock
) -> None:
    started = [await waiting.start(registry) for _ in range(10)]
    for address in (waiting.ADDRESS, f"::ffff:{waiting.ADDRESS}"):
        with pytest.raises(DevicesOfAddress):
            await waiting.start(registry, address=address)
    assert len(await waiting.rows(registry)) == 10
    await waiting.start(registry, address="192.0.2.8")
    # One that was decided on makes room, and so does time.
    await approving.deny(registry, by=alice, user_code=started[0].codes.user_code)
    await waiting.start(registry)
    with pytest.raises(DevicesOfAddress):
        await waiting.start(registry)
    clock.moment += 10 * MINUTE
    await waiting.start(registry)


async def test_of_ipv6_a_whole_network_counts_as_one_address(registry: Backend) -> None:
    for number in range(10):
        await waiting.start(registry, address=f"2001:db8::{number}:1")
    with pytest.raises(DevicesOfAddress):
        await waiting.start(registry, address="2001:db8:0:0:ffff::")
    await waiting.start(registry, address="2001:db8:0:1::1")


async def test_many_that_start_at_once_are_not_more_than_ten(registry: Backend) -> None:
    outcomes = await asyncio.gather(
        *(waiting.start(registry) for _ in range(15)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes].count(DevicesOfAddress) == 5
    assert len(await waiting.rows(registry)) == 10


async def test_ten_thousand_devices_wait_and_no_more(registry: Backend, clock: Clock) -> None:
    async with registry.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO device (id, device_code_sha256, user_code_hash, client, scopes,"
                " network, state, interval, created_at, expires_at)"
                " SELECT gen_random_uuid(), sha256(n::text::bytea), sha256(n::text::bytea),"
                " 'x', '{read}', n::text, 'pending', 5, :now, :end"
                " FROM generate_series(1, 9999) AS n"
            ),
            {"now": clock.moment, "end": clock.moment + MINUTE},
        )
    await waiting.start(registry)
    with pytest.raises(DevicesInAll):
        await waiting.start(registry, address="192.0.2.8")
    assert len(await waiting.rows(registry)) == 10_000
    clock.moment += MINUTE
    await waiting.start(registry)


async def test_devices_are_forgotten_an_hour_after_their_time(
    registry: Backend, alice: Principal, device: Started, clock: Clock
) -> None:
    await approving.approve(registry, by=alice, user_code=device.codes.user_code)
    created = await waiting.poll(registry, device)
    clock.moment += 70 * MINUTE
    assert await sweeping.sweep(registry) == 0
    clock.moment += SECOND
    assert await sweeping.sweep(registry) == 1
    assert await waiting.rows(registry) == []
    await sessions.authenticate(registry, Credentials(created.secret))


async def test_any_replica_answers(
    registry: Backend, alice: Principal, device: Started, database_url: str, tmp_path: Path
) -> None:
    """Another process over the same database knows all of it, whatever its data directory."""
    async with opened(database_url, tmp_path / "other") as other:
        other = replace(other, now=registry.now)
        await approving.approve(other, by=alice, user_code=device.codes.user_code)
        assert (await waiting.poll(other, device)).key.account == "alice"


async def test_a_secret_of_the_registry_goes_into_what_is_kept_of_a_user_code() -> None:
    kept = {device_code.slow_hash("BCDFGHJK", secret=secret) for secret in (None, "one", "two")}
    assert len(kept) == 3
