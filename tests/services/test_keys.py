"""Keys as the service makes, shows and ends them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from devsper_registry.auth.api_key import HINT_LENGTH, is_well_formed
from devsper_registry.auth.credentials import Credentials
from devsper_registry.auth.principal import OPERATOR, Principal, Scope
from devsper_registry.backend import Backend, open_backend
from devsper_registry.db.queries.api_keys import KeyRow
from devsper_registry.errors import (
    AccountNameInvalid,
    AccountNotFound,
    InvalidKey,
    KeyAmbiguous,
    KeyExpiryInvalid,
    KeyNameInvalid,
    KeyNotFound,
    KeyNotYours,
    KeyScopesMissing,
    KeyScopeTooWide,
    NameInvalid,
    NotAuthenticated,
    RegistryError,
    ScopeMissing,
)
from devsper_registry.services import accounts, keys, revoking, sessions
from devsper_registry.settings import Settings

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    settings = Settings.load(database_url=database_url, data_dir=tmp_path, _env_file=None)
    async with open_backend(settings, now=lambda: NOON) as backend:
        yield backend


@pytest.fixture
async def alice(backend: Backend) -> Principal:
    """An ordinary account with a key that may read and publish."""
    await accounts.first_administrator(backend)
    await accounts.ensure(backend, by=OPERATOR, name="alice")
    created = await keys.create(
        backend,
        by=OPERATOR,
        account="alice",
        name="laptop",
        scopes=[Scope.READ, Scope.PUBLISH],
    )
    return await sessions.authenticate(backend, Credentials(created.secret))


async def revoke(backend: Backend, which: str) -> KeyRow:
    """Revoke as the command line does."""
    meant = await revoking.named(backend, by=OPERATOR, which=which)
    return await revoking.revoke(backend, by=OPERATOR, key_id=meant.id)


async def test_the_first_administrator_has_a_key_for_everything(backend: Backend) -> None:
    first = await accounts.first_administrator(backend)

    assert first is not None
    principal = await sessions.authenticate(backend, Credentials(first.secret))
    assert principal == Principal(
        account_id=first.key.account_id,
        account_name="admin",
        api_key_id=first.key.id,
        scopes=frozenset(Scope),
        packages=None,
        is_administrator=True,
    )


async def test_of_many_first_starts_at_once_one_makes_the_administrator(backend: Backend) -> None:
    made = await asyncio.gather(*(accounts.first_administrator(backend) for _ in range(8)))

    assert len([first for first in made if first is not None]) == 1
    assert len(await keys.find(backend, by=OPERATOR)) == 1


async def test_a_later_start_makes_no_administrator(backend: Backend) -> None:
    await accounts.first_administrator(backend)

    assert await accounts.first_administrator(backend) is None


async def test_a_key_is_what_was_asked_for(backend: Backend) -> None:
    await accounts.first_administrator(backend)

    created = await keys.create(
        backend,
        by=OPERATOR,
        account="admin",
        name="ci",
        scopes=[Scope.PUBLISH, Scope.READ, Scope.READ],
        packages=["Foo.Bar", "foo_bar", "baz"],
        expires_at=NOON + timedelta(days=90),
    )

    assert is_well_formed(created.secret)
    assert created.secret not in repr(created)
    assert created.key.hint == created.secret[:HINT_LENGTH]
    assert created.key.scopes == ["read", "publish"]
    assert created.key.packages == ["baz", "foo-bar"]
    assert created.key.created_at == NOON
    assert created.key.expires_at == NOON + timedelta(days=90)
    assert (await keys.find(backend, by=OPERATOR))[1] == created.key


async def test_every_change_is_in_the_journal(backend: Backend) -> None:
    await accounts.first_administrator(backend)
    await revoke(backend, "first key")

    async with backend.read() as session:
        actions = await session.execute(text("SELECT action FROM event ORDER BY serial"))
    assert list(actions.scalars()) == ["account.created", "key.created", "key.revoked"]


@pytest.mark.parametrize("by", ["id", "name", "hint", "secret"])
async def test_a_revoked_key_opens_no_door(backend: Backend, by: str) -> None:
    first = await accounts.first_administrator(backend)
    assert first is not None
    which = {
        "id": str(first.key.id),
        "name": "first key",
        "hint": first.key.hint,
        "secret": first.secret,
    }[by]

    revoked = await revoke(backend, which)

    assert revoked == replace(first.key, revoked_at=NOON)
    with pytest.raises(InvalidKey):
        await sessions.authenticate(backend, Credentials(first.secret))
    (kept,) = await keys.find(backend, by=OPERATOR)
    assert kept == replace(first.key, revoked_at=NOON)


async def test_revoking_twice_says_that_no_key_in_force_is_meant(backend: Backend) -> None:
    first = await accounts.first_administrator(backend)
    assert first is not None
    await revoke(backend, first.secret)

    with pytest.raises(KeyNotFound) as refused:
        await revoke(backend, first.secret)
    assert first.secret not in str(refused.value)


async def test_a_name_that_two_keys_have_revokes_neither(backend: Backend) -> None:
    await accounts.first_administrator(backend)
    twins = [
        await keys.create(backend, by=OPERATOR, account="admin", name="ci", scopes=[Scope.READ])
        for _ in range(2)
    ]

    with pytest.raises(KeyAmbiguous) as refused:
        await revoke(backend, "ci")

    assert all(str(twin.key.id) in str(refused.value) for twin in twins)
    assert all(key.revoked_at is None for key in await keys.find(backend, by=OPERATOR))


async def test_nobody_makes_a_key_that_may_more_than_their_own(
    backend: Backend, alice: Principal
) -> None:
    reader = replace(alice, scopes=frozenset({Scope.READ}))

    with pytest.raises(ScopeMissing):
        await keys.create(backend, by=reader, account="alice", name="more", scopes=[Scope.PUBLISH])
    assert len(await keys.find(backend, by=alice, account="alice")) == 1


async def test_the_keys_of_others_are_hidden_and_out_of_reach(
    backend: Backend, alice: Principal
) -> None:
    for account in ("admin", None):
        with pytest.raises(KeyNotYours):
            await keys.find(backend, by=alice, account=account)
    with pytest.raises(KeyNotYours):
        await keys.create(backend, by=alice, account="admin", name="x", scopes=[Scope.READ])
    with pytest.raises(KeyNotFound):
        await revoking.named(backend, by=alice, which="first key")
    with pytest.raises(KeyNotYours):
        await accounts.ensure(backend, by=alice, name="bob")
    with pytest.raises(NotAuthenticated):
        await keys.find(backend, by=Principal(), account="alice")


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"account": "nobody"}, AccountNotFound),
        ({"name": " "}, KeyNameInvalid),
        ({"name": "a\nb"}, KeyNameInvalid),
        ({"name": "x" * 129}, KeyNameInvalid),
        ({"scopes": []}, KeyScopesMissing),
        ({"account": "alice", "scopes": [Scope.ADMIN]}, KeyScopeTooWide),
        ({"packages": ["-foo"]}, NameInvalid),
        ({"expires_at": NOON}, KeyExpiryInvalid),
    ],
)
@pytest.mark.usefixtures("alice")
async def test_a_key_that_cannot_be_is_refused_and_not_made(
    backend: Backend, asked: dict[str, object], refusal: type[RegistryError]
) -> None:
    before = await keys.find(backend, by=OPERATOR)
    wanted = {"account": "admin", "name": "ci", "scopes": [Scope.READ]} | asked

    with pytest.raises(refusal):
        await keys.create(backend, by=OPERATOR, **wanted)  # type: ignore[arg-type]

    assert await keys.find(backend, by=OPERATOR) == before


@pytest.mark.parametrize("name", ["", "Alice", "-alice", "a b", "x" * 65, "alice\n"])
async def test_an_account_needs_a_plain_name(backend: Backend, name: str) -> None:
    with pytest.raises(AccountNameInvalid):
        await accounts.ensure(backend, by=OPERATOR, name=name)


async def test_an_expired_key_opens_no_door(database_url: str, tmp_path: Path) -> None:
    now = NOON
    settings = Settings.load(database_url=database_url, data_dir=tmp_path, _env_file=None)
    async with open_backend(settings, now=lambda: now) as backend:
        await accounts.first_administrator(backend)
        ends = NOON + timedelta(hours=1)
        created = await keys.create(
            backend,
            by=OPERATOR,
            account="admin",
            name="ci",
            scopes=[Scope.READ],
            expires_at=ends,
        )
        now = ends - timedelta(microseconds=1)
        await sessions.authenticate(backend, Credentials(created.secret))
        now = ends
        with pytest.raises(InvalidKey):
            await sessions.authenticate(backend, Credentials(created.secret))
