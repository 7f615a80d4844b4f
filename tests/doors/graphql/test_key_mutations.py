"""Keys over GraphQL: created, rotated and revoked, and never more than the one who does it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from devsper_registry.auth.api_key import is_well_formed
from devsper_registry.auth.credentials import Credentials
from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.errors import InvalidKey
from devsper_registry.graphql import ids
from devsper_registry.services import revoking, sessions
from tests.doors.graphql.changing import EVERY, Person, door, person, problem, with_key
from tests.services import state
from tests.services.published import Clock

pytestmark = pytest.mark.anyio
KEY = """id name hint scopes packages expiresAt revokedAt lastUsedAt lastUsedAddress state
  account { name }"""
CREATED = f"ApiKeyCreated {{ secret apiKey {{ {KEY} }} }}"
ROTATED = f"ApiKeyRotated {{ secret apiKey {{ {KEY} }} }}"
REVOKED = "ApiKeyRevoked { apiKey { name state } }"
REQUIRED = problem(
    "auth.required",
    "This registry asks for an API key: give it as the password, with any user name such as "
    "__token__.",
)
NO_PUBLISH = problem(
    "auth.scope-missing",
    "This API key lacks the scope 'publish': use a key that has it, or ask an administrator.",
)


def row_id(of: Person) -> UUID:
    assert of.principal.api_key_id is not None
    return of.principal.api_key_id


def key_id(of: Person) -> str:
    return ids.encode("ApiKey", row_id(of))


def in_days(days: int) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)


async def opens(backend: Backend, secret: str) -> bool:
    try:
        await sessions.authenticate(backend, Credentials(secret))
    except InvalidKey:
        return False
    return True


async def test_a_created_key_is_shown_once_and_opens_the_door(backend: Backend) -> None:
    ann = await person(backend, "ann")
    async with door(backend) as at:
        made = await at.change(
            "createApiKey",
            CREATED,
            ann,
            name="ci",
            scopes=["PUBLISH", "READ", "READ"],
            packages=["Foo.Bar", "foo-bar"],
            expiresAt="2099-01-01T00:00:00Z",
        )
    assert is_well_formed(made["secret"])
    assert await opens(backend, made["secret"])
    made["apiKey"].pop("id")
    assert made["apiKey"] == {
        "name": "ci",
        "hint": made["secret"][:9],
        "scopes": ["READ", "PUBLISH"],
        "packages": ["foo-bar"],
        "expiresAt": "2099-01-01T00:00:00+00:00",
        "revokedAt": None,
        "lastUsedAt": None,
        "lastUsedAddress": None,
        "state": "ACTIVE",
        "account": {"name": "ann"},
    }
    event = (await state.events(backend))[-1]
    assert (event.action, event.account_id, event.api_key_id) == (
        "key.created",
        ann.principal.account_id,
        ann.principal.api_key_id,
    )
    assert made["secret"] not in str(await state.rows(backend))


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (
            {"scopes": []},
            ("key.scopes-missing", "A key needs at least one scope: read, publish or admin."),
        ),
        (
            {"scopes": ["ADMIN"]},
            (
                "key.scope-too-wide",
                "The scope 'admin' needs an administrator's account, and 'ann' is none: leave the "
                "scope out.",
            ),
        ),
        (
            {"name": "\t"},
            (
                "key.name-invalid",
                "A key's name is 1 to 128 printable characters: '?' is not, choose another.",
            ),
        ),
        (
            {"packages": []},
            (
                "key.too-many-packages",
                "A key is restricted to 1 to 100 packages, not to 0: name fewer, or none.",
            ),
        ),
        (
            {"packages": ["a" * 129]},
            ("name.too-long", "The package name is 129 characters long: shorten it to 128."),
        ),
        (
            {"packages": ["ok", "-no"]},
            (
                "name.invalid",
                "The package name 'name is invalid: '-no'' is not valid: use ASCII letters and "
                "digits, and '-', '_' and '.' between them.",
            ),
        ),
        *(
            (
                {"expiresAt": moment},
                (
                    "key.expiry-invalid",
                    f"'{shown}' is no moment in the future: give days such as 90d, weeks such as "
                    "12w, a date such as 2031-12-31, or a moment with its zone such as "
                    "2031-12-31T12:00:00Z.",
                ),
            )
            for moment, shown in (
                ("2001-01-01T00:00:00Z", "2001-01-01T00:00:00+00:00"),
                ("2099-01-01T00:00:00", "2099-01-01T00:00:00"),
                ("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59-12:00"),
                ("0001-01-01T00:00:00+12:00", "0001-01-01T00:00:00+12:00"),
            )
        ),
    ],
)
async def test_a_key_that_cannot_be_is_not_made(
    backend: Backend, given: dict[str, Any], refusal: tuple[str, str]
) -> None:
    ann = await person(backend, "ann")
    before = await state.rows(backend)
    (field,) = given
    async with door(backend) as at:
        answer = await at.change(
            "createApiKey", CREATED, ann, **({"name": "ci", "scopes": ["READ"]} | given)
        )
    assert answer == problem(*refusal, field)
    assert await state.rows(backend) == before


async def test_a_key_makes_none_that_may_do_more_than_itself(backend: Backend) -> None:
    """Not in scopes, and not for longer."""
    await person(backend, "root", is_administrator=True)
    await person(backend, "ann")
    soon = in_days(5)
    modest = await with_key(backend, "root", *EVERY)
    brief = await with_key(backend, "ann", *EVERY, expires_at=soon)
    before = await state.rows(backend)
    scope = problem(
        "auth.scope-missing",
        "This API key lacks the scope 'admin': use a key that has it, or ask an administrator.",
        "scopes",
    )
    outlives = problem(
        "key.outlives",
        f"This API key ends at {soon.isoformat()}, and makes no key that ends later or never: "
        "choose an earlier end, or sign in.",
        "expiresAt",
    )
    later = (soon + timedelta(seconds=1)).isoformat()
    async with door(backend) as at:
        for by, given, refused in (
            (modest, {"scopes": ["ADMIN"]}, scope),
            (brief, {}, outlives),
            (brief, {"expiresAt": later}, outlives),
        ):
            wanted: dict[str, Any] = {"name": "more", "scopes": ["PUBLISH"], **given}
            assert await at.change("createApiKey", CREATED, by, **wanted) == refused
        assert await state.rows(backend) == before
        for by, given in ((modest, {}), (brief, {"expiresAt": soon.isoformat()})):
            made = await at.change(
                "createApiKey", CREATED, by, name="same", scopes=["PUBLISH"], **given
            )
            assert await opens(backend, made["secret"])


async def test_a_key_for_builds_makes_no_key(backend: Backend) -> None:
    """Whoever stole it would come in with the other one after it has been revoked."""
    await person(backend, "ann")
    publisher = await with_key(backend, "ann", Scope.PUBLISH)
    bound = await with_key(backend, "ann", *EVERY, packages=["demo"])
    before = await state.rows(backend)
    async with door(backend) as at:
        for by, code in ((publisher, "auth.key-not-whole"), (bound, "auth.key-bound-account")):
            answer = await at.change(
                "createApiKey", CREATED, by, name="heir", scopes=["PUBLISH"], packages=["demo"]
            )
            assert answer["code"] == code
    assert await state.rows(backend) == before


async def test_a_key_that_only_reads_can_do_nothing_with_keys(backend: Backend) -> None:
    await person(backend, "ann")
    reader = await with_key(backend, "ann", Scope.READ)
    before = await state.rows(backend)
    async with door(backend) as at:
        for by, refused in ((reader, NO_PUBLISH), (None, REQUIRED)):
            mine = key_id(reader)
            assert (
                await at.change("createApiKey", CREATED, by, name="x", scopes=["READ"]) == refused
            )
            assert await at.change("rotateApiKey", ROTATED, by, id=mine) == refused
            assert await at.change("revokeApiKey", REVOKED, by, id=mine) == refused
    assert await state.rows(backend) == before


async def test_a_rotated_key_ends_and_its_successor_has_the_same_rights(backend: Backend) -> None:
    clock = Clock(datetime(2026, 11, 24, 12, tzinfo=UTC))
    backend = replace(backend, now=clock)
    ann = await person(backend, "ann")
    end = clock.moment + timedelta(days=30)
    old = await with_key(backend, "ann", Scope.PUBLISH, packages=["demo"], expires_at=end)
    clock.moment += timedelta(days=10)
    async with door(backend) as at:
        made = await at.change("rotateApiKey", ROTATED, ann, id=key_id(old))
    assert await opens(backend, made["secret"])
    assert not await opens(backend, old.secret)
    new = made["apiKey"]
    assert new["id"] != key_id(old)
    assert (new["name"], new["scopes"], new["packages"]) == ("key of ann", ["PUBLISH"], ["demo"])
    # As long as the old one was made for, counted from now.
    assert new["expiresAt"] == "2027-01-03T12:00:00+00:00"
    assert (await state.of(backend)).journal[-2:] == ("key.created", "key.rotated")
    assert (await state.events(backend))[-1].detail["replaces"] == str(row_id(old))


async def test_a_key_may_rotate_itself_and_lives_no_longer_for_it(backend: Backend) -> None:
    await person(backend, "ann")
    end = in_days(30)
    brief = await with_key(backend, "ann", *EVERY, expires_at=end)
    async with door(backend) as at:
        later = (end + timedelta(days=1)).isoformat()
        refused = await at.change("rotateApiKey", ROTATED, brief, id=key_id(brief), expiresAt=later)
        assert (refused["code"], refused["field"]) == ("key.outlives", "expiresAt")
        assert await opens(backend, brief.secret)
        made = await at.change("rotateApiKey", ROTATED, brief, id=key_id(brief))
    assert datetime.fromisoformat(made["apiKey"]["expiresAt"]) == end
    assert not await opens(backend, brief.secret)


async def test_of_two_rotations_at_once_one_has_the_successor(backend: Backend) -> None:
    ann = await person(backend, "ann")
    old = await with_key(backend, "ann", *EVERY)
    async with door(backend) as at:
        answers = await asyncio.gather(
            *(at.change("rotateApiKey", ROTATED, ann, id=key_id(old)) for _ in range(4))
        )
    refused = [answer for answer in answers if "code" in answer]
    assert len(refused) == 3
    assert {answer["code"] for answer in refused} == {"key.not-found"}
    assert (await state.of(backend)).journal.count("key.rotated") == 1


async def test_keys_that_end_each_other_at_once_do_not_deadlock(backend: Backend) -> None:
    await person(backend, "ann")
    for _ in range(5):
        a, b = [await with_key(backend, "ann", *EVERY) for _ in range(2)]
        answers = await asyncio.gather(
            revoking.revoke(backend, by=a.principal, key_id=row_id(b)),
            revoking.revoke(backend, by=b.principal, key_id=row_id(a)),
            return_exceptions=True,
        )
        # The one that was ended first ends nobody any more.
        assert sorted(type(answer).__name__ for answer in answers) == ["InvalidKey", "KeyRow"]
        assert [await opens(backend, key.secret) for key in (a, b)].count(True) == 1


async def test_a_revoked_key_opens_no_door_and_a_second_time_changes_nothing(
    backend: Backend,
) -> None:
    ann = await person(backend, "ann")
    lost = await with_key(backend, "ann", *EVERY)
    async with door(backend) as at:
        first = await at.change("revokeApiKey", REVOKED, ann, id=key_id(lost))
        assert not await opens(backend, lost.secret)
        before = await state.rows(backend)
        assert await at.change("revokeApiKey", REVOKED, ann, id=key_id(lost)) == first
        assert await state.rows(backend) == before
        answer = await at.change("rotateApiKey", ROTATED, ann, id=key_id(lost))
    assert first == {"apiKey": {"name": "key of ann", "state": "REVOKED"}}
    assert (answer["code"], answer["field"]) == ("key.not-found", "id")
    assert await state.rows(backend) == before


async def test_a_key_ends_none_that_may_do_more_than_itself(backend: Backend) -> None:
    """So that one that leaked cannot shut out the rest."""
    ann = await person(backend, "ann")
    bound = await with_key(backend, "ann", *EVERY, packages=["demo"])
    publisher = await with_key(backend, "ann", Scope.PUBLISH)
    before = await state.rows(backend)
    refused = problem(
        "key.not-covered",
        "This API key may do less than the key 'key of ann', or in fewer packages: use one that "
        "may do as much, or sign in.",
        "id",
    )
    async with door(backend) as at:
        for by in (bound, publisher):
            assert await at.change("revokeApiKey", REVOKED, by, id=key_id(ann)) == refused
            assert await at.change("rotateApiKey", ROTATED, by, id=key_id(ann)) == refused
    assert await state.rows(backend) == before


async def test_another_accounts_key_answers_as_one_that_was_never_made(backend: Backend) -> None:
    ann, bob = await person(backend, "ann"), await person(backend, "bob")
    before = await state.rows(backend)
    never = ids.encode("ApiKey", UUID(int=7))
    async with door(backend) as at:
        for mutation, shown in (("revokeApiKey", REVOKED), ("rotateApiKey", ROTATED)):
            for key in (key_id(ann), never):
                uuid = ids.decode(key)[1]
                assert await at.change(mutation, shown, bob, id=key) == problem(
                    "key.not-found",
                    f"No key in force answers to '{uuid}': list the keys and give the id of one.",
                    "id",
                )
    assert await state.rows(backend) == before
    assert await opens(backend, ann.secret)


async def test_an_administrator_ends_anyones_key_and_acts_in_nobodys_name(
    backend: Backend,
) -> None:
    ann, root = await person(backend, "ann"), await person(backend, "root", is_administrator=True)
    async with door(backend) as at:
        assert await at.change("rotateApiKey", ROTATED, root, id=key_id(ann)) == problem(
            "key.of-another",
            "Nobody acts in the name of 'ann': revoke this key of that account instead, and let "
            "its owner make another.",
            "id",
        )
        assert await opens(backend, ann.secret)
        assert await at.change("revokeApiKey", REVOKED, root, id=key_id(ann)) == {
            "apiKey": {"name": "key of ann", "state": "REVOKED"}
        }
    assert not await opens(backend, ann.secret)
    event = (await state.events(backend))[-1]
    assert (event.action, event.account_id, event.detail["account"]) == (
        "key.revoked",
        root.principal.account_id,
        "ann",
    )


@pytest.mark.parametrize("id_", ["", "x", "é", "UGFja2FnZTp4", "QXBpS2V5Ong="])
async def test_what_is_no_keys_id_is_refused(backend: Backend, id_: str) -> None:
    ann = await person(backend, "ann")
    before = await state.rows(backend)
    async with door(backend) as at:
        for mutation, shown in (("revokeApiKey", REVOKED), ("rotateApiKey", ROTATED)):
            assert await at.change(mutation, shown, ann, id=id_) == problem(
                "id.invalid",
                "The id is none of this registry's: give one back as an answer has shown it.",
                "id",
            )
    assert await state.rows(backend) == before
