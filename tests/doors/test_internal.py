"""`/internal/*`: what the auth service may do, and that nobody else comes in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlmodel import col

from devsper_registry.auth.credentials import Credentials
from devsper_registry.auth.principal import AUTH_SERVICE, OPERATOR, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.tables import Account
from devsper_registry.errors import AccountSuspended, InvalidKey, SessionEnded
from devsper_registry.services import failing, keys, sessions
from tests import auth_service
from tests.auth_service import AUDIENCE, ISSUER
from tests.doors.reading import opened, reader
from tests.services import state
from tests.services.conftest import NOON
from tests.services.published import Clock

pytestmark = pytest.mark.anyio

SECRET = "what only the auth service and the registry know"
JWT_SECRET = "a secret of the system before, long enough for HS256"
VERBS = ["upsert", "suspend", "unsuspend", "end-sessions", "revoke-keys"]
ALICE = {"subject": "user-1"}


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
async def backend(database_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Backend]:
    settings = {
        "internal_secret": SecretStr(SECRET),
        "jwt_secret": SecretStr(JWT_SECRET),
        "jwt_issuer": ISSUER,
        "jwt_audience": AUDIENCE,
    }
    async with opened(database_url, tmp_path) as backend:
        told = backend.settings.model_copy(update=settings)
        yield replace(backend, settings=told, now=clock)


@pytest.fixture
async def http(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    """The auth service's client."""
    async with reader(backend) as client:
        client.headers["x-internal-secret"] = SECRET
        yield client


async def post(http: httpx.AsyncClient, verb: str, **body: Any) -> dict[str, Any]:
    answer = await http.post(f"/internal/accounts/{verb}", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = answer.json()
    return found


async def accounts(backend: Backend) -> list[Account]:
    async with backend.read() as session:
        wanted = select(Account).order_by(col(Account.created_at), col(Account.id))
        return list((await session.execute(wanted)).scalars())


def token(clock: Clock, **claims: Any) -> str:
    said = auth_service.payload(clock.moment, **claims)
    return auth_service.signed_by_hmac({"alg": "HS256"}, said, JWT_SECRET.encode())


async def test_an_account_is_made_and_later_changed(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    made = await post(
        http,
        "upsert",
        subject="user-1",
        name="Alice",
        display_name="Alice Example",
        email="alice@example.com",
        email_verified=True,
    )
    (account,) = await accounts(backend)
    assert made == {
        "account": {
            "id": str(account.id),
            "name": "alice",
            "issuer": ISSUER,
            "subject": "user-1",
            "display_name": "Alice Example",
            "email": "alice@example.com",
            "administrator": False,
            "created_at": "2026-11-24T12:00:00+00:00",
            "suspended_at": None,
            "sessions_ended_at": None,
        },
        "created": True,
        "changed": True,
        "revoked_keys": 0,
    }
    same = await post(http, "upsert", subject="user-1", name="Other", display_name="Alice Example")
    assert (same["created"], same["changed"]) == (False, False)
    assert same["account"] == made["account"]

    changed = await post(http, "upsert", subject="user-1", administrator=True, display_name="Al")
    assert changed["account"] == made["account"] | {"administrator": True, "display_name": "Al"}
    events = await state.events(backend)
    assert [event.action for event in events] == [
        "account.created",
        "account.changed",
        "account.changed",
    ]
    assert {event.account_id for event in events} == {AUTH_SERVICE.account_id}
    assert events[-1].detail == {
        "account": "alice",
        "changed": ["display_name", "is_administrator"],
        "administrator": True,
    }
    # Nobody's address and name stay in what is never emptied.
    assert "example.com" not in str([event.detail for event in events[1:]])


async def test_an_address_that_is_not_verified_takes_the_place_of_none(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    await post(http, "upsert", **ALICE, email="a@example.com", email_verified=True)
    kept = await post(http, "upsert", **ALICE, display_name="Alice")
    assert kept["account"]["email"] == "a@example.com"
    lost = await post(http, "upsert", **ALICE, email="b@example.com")
    assert lost["account"]["email"] is None


async def test_the_same_person_signs_in_to_the_account_that_was_made(
    backend: Backend, http: httpx.AsyncClient, clock: Clock
) -> None:
    made = await post(http, "upsert", **ALICE, name="alice", administrator=True)
    principal = await sessions.authenticate(backend, Credentials(token(clock)))
    assert str(principal.account_id) == made["account"]["id"]
    assert principal.administers


async def test_suspension_holds_for_sessions_and_keys_until_it_is_lifted(
    backend: Backend, http: httpx.AsyncClient, clock: Clock
) -> None:
    await post(http, "upsert", **ALICE, name="alice")
    key = await keys.create(backend, by=OPERATOR, account="alice", name="k", scopes=[Scope.READ])
    shown = [Credentials(key.secret), Credentials(token(clock))]

    suspended = await post(http, "suspend", **ALICE)
    assert suspended["changed"]
    assert suspended["account"]["suspended_at"] == "2026-11-24T12:00:00+00:00"
    for credentials in shown:
        with pytest.raises(AccountSuspended):
            await sessions.authenticate(backend, credentials)
    assert not (await post(http, "suspend", **ALICE))["changed"]
    with pytest.raises(AccountSuspended):  # a request that came before leaves no key behind
        await keys.create(backend, by=OPERATOR, account="alice", name="k", scopes=[Scope.READ])

    assert (await post(http, "unsuspend", **ALICE))["changed"]
    assert not (await post(http, "unsuspend", **ALICE))["changed"]
    for credentials in shown:
        assert (await sessions.authenticate(backend, credentials)).account_name == "alice"
    assert (await state.of(backend)).journal == (
        "account.created",
        "key.created",
        "account.suspended",
        "account.unsuspended",
    )


async def test_sessions_are_ended_and_keys_stay(
    backend: Backend, http: httpx.AsyncClient, clock: Clock
) -> None:
    await post(http, "upsert", **ALICE, name="alice")
    key = await keys.create(backend, by=OPERATOR, account="alice", name="k", scopes=[Scope.READ])
    old = token(clock)
    clock.moment += timedelta(seconds=1)
    assert (await post(http, "end-sessions", **ALICE))["changed"]

    with pytest.raises(SessionEnded):
        await sessions.authenticate(backend, Credentials(old))
    for credential in (token(clock), key.secret):
        found = await sessions.authenticate(backend, Credentials(credential))
        assert found.account_name == "alice"
    assert (await state.of(backend)).journal[-1] == "account.sessions-ended"


async def test_all_keys_are_revoked_and_those_of_others_stay(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    for subject, name in (("user-1", "alice"), ("user-2", "bob")):
        await post(http, "upsert", subject=subject, name=name)
    made = [
        await keys.create(backend, by=OPERATOR, account=owner, name="k", scopes=[Scope.READ])
        for owner in ("alice", "alice", "bob")
    ]
    assert (await post(http, "revoke-keys", **ALICE))["revoked_keys"] == 2
    assert (await post(http, "revoke-keys", **ALICE))["revoked_keys"] == 0
    for key in made[:2]:
        with pytest.raises(InvalidKey):
            await sessions.authenticate(backend, Credentials(key.secret))
    bob = await sessions.authenticate(backend, Credentials(made[2].secret))
    assert bob.account_name == "bob"
    events = [event for event in await state.events(backend) if event.action == "key.revoked"]
    assert [event.detail["key"] for event in events] == [str(key.key.id) for key in made[:2]]


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "upsert"])
async def test_somebody_unknown_is_not_found(
    backend: Backend, http: httpx.AsyncClient, verb: str
) -> None:
    for body in ({"subject": "user-1"}, {"subject": "user-1", "issuer": "https://b.example.com"}):
        answer = await http.post(f"/internal/accounts/{verb}", json=body)
        assert (answer.status_code, answer.text) == (
            404,
            "There is no account 'user-1': check the spelling, or create it first.",
        )
    assert (await state.of(backend)).journal == ()


PROXY_HEADERS = [
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Anything",
    "X-Real-IP",
    "X-Client-IP",
    "X-Original-URL",
    "X-Envoy-External-Address",
    "True-Client-IP",
    "CF-Connecting-IP",
    "Via",
]


@pytest.mark.parametrize("header", PROXY_HEADERS)
async def test_what_has_come_through_a_proxy_finds_nothing_even_with_the_secret(
    backend: Backend, http: httpx.AsyncClient, header: str
) -> None:
    path = "/internal/accounts/upsert"
    for value in ("192.0.2.1", ""):
        answer = await http.post(path, json=ALICE, headers={header: value})
        nothing = await http.post("/nothing/here", json=ALICE, headers={header: value})
        assert answer.status_code == 404
        assert answer.text == nothing.text.replace("/nothing/here", path)
    assert await accounts(backend) == []


async def test_a_trusted_proxy_is_no_way_in_either(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    told = backend.settings.model_copy(update={"trusted_proxies": (ip_network("127.0.0.0/8"),)})
    async with reader(replace(backend, settings=told)) as client:
        answer = await client.post(
            "/internal/accounts/upsert",
            json=ALICE,
            headers={"x-internal-secret": SECRET, "x-forwarded-for": "127.0.0.1"},
        )
    assert answer.status_code == 404
    assert await accounts(backend) == []


async def test_without_a_secret_in_the_settings_there_is_nothing(backend: Backend) -> None:
    told = backend.settings.model_copy(update={"internal_secret": None})
    async with reader(replace(backend, settings=told)) as client:
        for shown in ({}, {"x-internal-secret": ""}, {"x-internal-secret": "None"}):
            answer = await client.post("/internal/accounts/upsert", json=ALICE, headers=shown)
            assert answer.status_code == 404
    assert await accounts(backend) == []


@pytest.mark.parametrize(
    "shown",
    [
        [],
        [""],
        [SECRET[:-1]],
        [SECRET + "x"],
        [SECRET.upper()],
        [SECRET, SECRET],
        [SECRET, "other"],
        ["\u00e9"],
    ],
)
@pytest.mark.parametrize("path", ["/internal/accounts/upsert", "/internal/nothing", "/internal/"])
async def test_a_wrong_secret_is_forbidden_whatever_is_asked(
    backend: Backend, shown: list[str], path: str
) -> None:
    async with reader(backend) as client:
        headers = [(b"x-internal-secret", value.encode("latin-1")) for value in shown]
        answer = await client.post(path, content=b"{", headers=headers)
    assert (answer.status_code, answer.text) == (
        403,
        "X-Internal-Secret is missing or wrong: only the auth service comes in here, with the "
        "value of INTERNAL_SECRET.",
    )
    assert await accounts(backend) == []


async def test_an_administrators_key_is_no_substitute_for_the_secret(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    await post(http, "upsert", **ALICE, name="alice", administrator=True)
    key = await keys.create(backend, by=OPERATOR, account="alice", name="k", scopes=list(Scope))
    async with reader(backend) as client:
        answer = await client.post(
            "/internal/accounts/suspend",
            json=ALICE,
            headers={"authorization": f"Bearer {key.secret}"},
        )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "the body: Invalid JSON: EOF while parsing a value at line 1 column 0."),
        (b"[]", "the body: Input should be an object."),
        (b"{}", "subject: Field required."),
        (b'{"subject": ""}', "subject: String should have at least 1 character."),
        (b'{"subject": 7}', "subject: Input should be a valid string."),
        (b'{"subject": "a\\u0000b"}', "subject: it holds what cannot be printed."),
        (b'{"subject": "a", "admin": true}', "admin: Extra inputs are not permitted."),
        (
            b'{"subject": "a", "administrator": 1}',
            "administrator: Input should be a valid boolean.",
        ),
        (
            b'{"subject": "' + b"a" * 513 + b'"}',
            "subject: String should have at most 512 characters.",
        ),
    ],
)
async def test_a_body_that_is_not_understood_changes_nothing_and_is_not_repeated(
    backend: Backend, http: httpx.AsyncClient, body: bytes, sentence: str
) -> None:
    answer = await http.post("/internal/accounts/upsert", content=body)
    assert (answer.status_code, answer.text) == (
        400,
        f"The request could not be understood: {sentence}",
    )
    assert await accounts(backend) == []


async def test_an_address_and_a_name_that_cannot_be_shown_are_refused(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    for wrong in ({"email": "none"}, {"display_name": "a\u202eb"}):
        answer = await http.post("/internal/accounts/upsert", json={**ALICE, **wrong})
        assert answer.status_code == 400
    assert await accounts(backend) == []


async def test_a_large_body_is_cut_off(backend: Backend, http: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 1024

    for content in (b" " * 20_000, endless()):
        answer = await http.post("/internal/accounts/upsert", content=content)
        assert (answer.status_code, answer.text) == (
            413,
            "The body may have 16384 bytes and this one has more: send less at once.",
        )


async def test_only_post_is_understood(http: httpx.AsyncClient) -> None:
    for method in ("GET", "PUT", "DELETE"):
        answer = await http.request(method, "/internal/accounts/upsert")
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert (await http.post("/internal/accounts/delete", json=ALICE)).status_code == 404


async def test_guesses_at_the_secret_are_in_the_journal_and_limited(
    database_url: str, tmp_path: Path
) -> None:
    settings: dict[str, Any] = {"internal_secret": SecretStr(SECRET), "jwt_issuer": ISSUER}
    path = "/internal/accounts/suspend"
    async with (
        opened(database_url, tmp_path, rate_limit_login="2/minute", **settings) as backend,
        reader(backend) as http,
    ):
        guess = {"x-internal-secret": "a guess"}
        answers = [await http.post(path, json=ALICE, headers=guess) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [403, 403, 429]
        await failing.write(backend)
        (event,) = await state.events(backend)
        assert (event.action, event.account_id) == (failing.ACTION, None)
        assert event.detail == {"reason": "auth.internal-secret", "count": 3}
        # Who knows it is not kept out by those who guess.
        known = {"x-internal-secret": SECRET}
        answer = await http.post("/internal/accounts/upsert", json=ALICE, headers=known)
        assert answer.status_code == 200
