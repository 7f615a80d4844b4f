"""Attacks on credentials, each at every door: the same refusal, in the door's own shape."""

import base64
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update
from sqlmodel import col

from devsper_registry.app import create_app
from devsper_registry.auth import api_key
from devsper_registry.auth.credentials import Credentials
from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.db.tables import Account
from devsper_registry.services import failing, sessions
from tests import auth_service
from tests.auth_service import AUDIENCE, ISSUER, AuthService, ec_key, payload, rsa_key
from tests.doors import seeds
from tests.doors.graphql.wire import wired
from tests.doors.reading import opened, private, reader
from tests.services import state
from tests.services.conftest import NOON

pytestmark = pytest.mark.anyio

INVALID_KEY = (
    "The API key is unknown, expired or revoked: create a new one and give it as the password."
)
SUSPENDED = "The account is suspended, and its keys and sessions with it: ask an administrator."
ENDED = "The session has ended: sign in again."
TOO_LONG = (
    "The credential is longer than 8192 characters, which no key and no session token is: check "
    "what was pasted, and send the key alone."
)
DISAGREE = (
    "The request shows several credentials that are not the same: send one, in the Authorization "
    "header or in X-API-Key."
)
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Attack:
    """What is shown, and what is said to it."""

    headers: Headers
    code: str
    sentence: str


def refused(problem: str) -> str:
    return f"The session token is refused because {problem}: sign in again."


def bearer(token: str) -> Headers:
    return [("authorization", f"Bearer {token}")]


def basic(secret: str) -> Headers:
    encoded = base64.b64encode(f"__token__:{secret}".encode()).decode()
    return [("authorization", f"Basic {encoded}")]


@pytest.fixture
def service() -> Iterator[AuthService]:
    with auth_service.serving(rsa_key(), ec_key()) as service:
        yield service


@pytest.fixture
async def backend(
    database_url: str, tmp_path: Path, service: AuthService
) -> AsyncIterator[Backend]:
    settings = {"jwks_url": service.jwks_url, "jwt_issuer": ISSUER, "jwt_audience": AUDIENCE}
    async with opened(database_url, tmp_path) as backend:
        told = backend.settings.model_copy(update=settings)
        yield private(replace(backend, settings=told, now=lambda: NOON))


@pytest.fixture
async def attacks(backend: Backend) -> dict[str, Attack]:
    """All of them; the good session and the good key beside them are shown to work."""
    good = payload(NOON)
    seconds = int(NOON.timestamp())
    head, claims, signature = ec_key().sign(good).split(".")
    none = auth_service.encoded(json.dumps({"alg": "none", "kid": "ec-1"}).encode())
    key, _ = await seeds.key(backend, Scope.READ, Scope.PUBLISH)
    expired, _ = await seeds.key(backend, Scope.READ, expires_in=timedelta(0))
    revoked, _ = await seeds.key(backend, Scope.READ, revoked=True)
    suspended, _ = await seeds.key(backend, Scope.READ, suspended=True)
    for token in (key, ec_key().sign(good), rsa_key().sign(good)):
        assert not (await sessions.authenticate(backend, Credentials(token))).is_anonymous
    out, over = (payload(NOON, sub=subject, name=subject) for subject in ("out", "over"))
    for person, column in ((out, "suspended_at"), (over, "sessions_ended_at")):
        token = ec_key().sign(person)
        principal = await sessions.authenticate(backend, Credentials(token))
        async with backend.transaction() as session:
            await session.execute(
                update(Account)
                .where(col(Account.id) == principal.account_id)
                .values({column: NOON + timedelta(seconds=1)})
            )

    def token_attack(token: str, problem: str) -> Attack:
        return Attack(bearer(token), "auth.session-invalid", refused(problem))

    def bad_key(headers: Headers) -> Attack:
        return Attack(headers, "auth.invalid-key", INVALID_KEY)

    not_so = "it is not signed in a way that is accepted here"
    elsewhere = "it is not for this registry alone"
    by_public_key = auth_service.signed_by_hmac(
        {"alg": "HS256", "kid": "rsa-1"}, good, rsa_key().public_pem
    )
    return {
        "none": token_attack(f"{none}.{claims}.{signature}", not_so),
        "none, unsigned": token_attack(f"{none}.{claims}.", "it is not a signed JSON Web Token"),
        "signed with the public key": token_attack(by_public_key, not_so),
        "changed": token_attack(
            f"{head}.{claims}.{signature[:-8]}AAAAAAAA", "its signature is wrong"
        ),
        "unknown kid": token_attack(ec_key().sign(good, kid="ec-2"), "its key is unknown"),
        "no kid": token_attack(ec_key().sign(good, kid=None), "its key id is missing"),
        "path-like kid": token_attack(
            ec_key().sign(good, kid="../../dev/null"), "its key id is malformed"
        ),
        "not yet": token_attack(
            ec_key().sign(payload(NOON, nbf=seconds + 60)), "it is not valid yet"
        ),
        "from the future": token_attack(
            ec_key().sign(payload(NOON, iat=seconds + 60)), "it is not valid yet"
        ),
        "wrong issuer": token_attack(
            ec_key().sign(payload(NOON, iss="https://evil.example.com")), "its issuer is another"
        ),
        "wrong audience": token_attack(
            ec_key().sign(payload(NOON, aud="https://other.example.com")), elsewhere
        ),
        "two audiences": token_attack(
            ec_key().sign(payload(NOON, aud=[AUDIENCE, "https://other.example.com"])), elsewhere
        ),
        "nested": token_attack(
            ec_key().sign(ec_key().sign(good).encode(), cty="JWT"),
            "its header asks for what is not understood here",
        ),
        "expired": Attack(
            bearer(ec_key().sign(payload(NOON, exp=seconds - 60))), "auth.session-ended", ENDED
        ),
        "ended": Attack(bearer(ec_key().sign(over)), "auth.session-ended", ENDED),
        "suspended": Attack(bearer(ec_key().sign(out)), "auth.account-suspended", SUSPENDED),
        "a megabyte": Attack(
            bearer(f"{head}.{'A' * 1_000_000}.{signature}"), "auth.credential-too-long", TOO_LONG
        ),
        "two that disagree": Attack(
            [*bearer(ec_key().sign(good)), ("x-api-key", key)],
            "auth.credentials-disagree",
            DISAGREE,
        ),
        "key with a wrong checksum": bad_key(basic(key[:-1] + ("1" if key[-1] == "0" else "0"))),
        "unknown key": bad_key(basic(api_key.generate().secret)),
        "expired key": bad_key(basic(expired)),
        "revoked key": bad_key([("x-api-key", revoked)]),
        "suspended key": Attack(basic(suspended), "auth.account-suspended", SUSPENDED),
        "key of nobody": bad_key(bearer("hm_")),
        "unknown scheme": bad_key([("authorization", "Digest username=alice")]),
    }


# What a door answers, as (status, challenge, code, sentence).
Answer = tuple[int, str | None, str, str]
Knock = Callable[[httpx.AsyncClient, Headers], Awaitable[Answer]]


async def simple(http: httpx.AsyncClient, headers: Headers) -> Answer:
    return _problem(
        await http.get("/simple/demo/", headers=[*headers, ("accept", "application/json")])
    )


async def file(http: httpx.AsyncClient, headers: Headers) -> Answer:
    path = f"/packages/demo/{'0' * 64}/demo-1.0-py3-none-any.whl"
    return _problem(await http.get(path, headers=[*headers, ("accept", "application/json")]))


async def upload(http: httpx.AsyncClient, headers: Headers) -> Answer:
    async def body() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    told = [*headers, ("accept", "application/json"), ("content-type", "multipart/form-data")]
    answer = await http.post("/legacy/", content=body(), headers=told)
    said = answer.json()
    return answer.status_code, answer.headers["www-authenticate"], said["error"], said["message"]


async def graphql(http: httpx.AsyncClient, headers: Headers) -> Answer:
    return await _graphql(http, headers, accept="application/json")


async def events(http: httpx.AsyncClient, headers: Headers) -> Answer:
    return await _graphql(http, headers, accept="text/event-stream")


async def _graphql(http: httpx.AsyncClient, headers: Headers, *, accept: str) -> Answer:
    told = [*headers, ("accept", accept)]
    answer = await http.post("/graphql", json={"query": "{__typename}"}, headers=told)
    (error,) = answer.json()["errors"]
    challenge = answer.headers["www-authenticate"]
    return answer.status_code, challenge, error["extensions"]["code"], error["message"]


def _problem(answer: httpx.Response) -> Answer:
    said = answer.json()
    return answer.status_code, answer.headers["www-authenticate"], said["code"], said["detail"]


BASIC = 'Basic realm="devsper-registry"'
BEARER = 'Bearer realm="devsper-registry"'
DOORS: list[tuple[Knock, str]] = [
    (simple, BASIC),
    (file, BASIC),
    (upload, BASIC),
    (graphql, BEARER),
    (events, BEARER),
]


@pytest.mark.parametrize(("knock", "challenge"), DOORS)
async def test_every_attack_is_answered_with_401_and_changes_nothing(
    backend: Backend, attacks: dict[str, Attack], knock: Knock, challenge: str
) -> None:
    before = await state.of(backend)
    async with reader(backend) as http:
        answers = {name: await knock(http, attack.headers) for name, attack in attacks.items()}
    assert answers == {
        name: (401, challenge, attack.code, attack.sentence) for name, attack in attacks.items()
    }
    assert await state.of(backend) == before


async def test_every_attack_ends_a_websocket_before_it_is_acknowledged(
    backend: Backend, attacks: dict[str, Attack]
) -> None:
    app = create_app(backend)
    heard: dict[str, Any] = {}
    for name, attack in attacks.items():
        async with wired(app) as wire:
            wire.say({"type": "connection_init", "payload": dict(attack.headers)})
            assert await wire.hear() == "websocket.accept"
            heard[name] = await wire.hear()
    # A message of this size is not even read; a close frame holds no more than 123 bytes.
    expected = {name: (4403, attack.sentence[:100]) for name, attack in attacks.items()}
    assert heard == expected | {"a megabyte": (1009, "The message is too large")}


async def test_every_attack_in_a_websockets_own_headers_is_met_as_well(
    backend: Backend, attacks: dict[str, Attack]
) -> None:
    app = create_app(backend)
    heard: dict[str, Any] = {}
    for name, attack in attacks.items():
        shown: Any = dict(attack.headers)
        async with wired(app, **shown) as wire:
            wire.say({"type": "connection_init"})
            assert await wire.hear() == "websocket.accept"
            heard[name] = await wire.hear()
    assert heard == {name: (4403, attack.sentence[:100]) for name, attack in attacks.items()}


@pytest.mark.parametrize(("knock", "challenge"), DOORS)
async def test_the_journal_counts_every_attack(
    backend: Backend, attacks: dict[str, Attack], knock: Knock, challenge: str
) -> None:
    async with reader(backend) as http:
        for attack in attacks.values():
            await knock(http, attack.headers)
    assert await counted(backend) == Counter(attack.code for attack in attacks.values())


async def test_the_journal_counts_the_attacks_over_a_websocket(
    backend: Backend, attacks: dict[str, Attack]
) -> None:
    """But for what is too large a message, which is not looked at."""
    app, looked_at = create_app(backend), {**attacks}
    del looked_at["a megabyte"]
    for attack in looked_at.values():
        async with wired(app) as wire:
            wire.say({"type": "connection_init", "payload": dict(attack.headers)})
            assert await wire.hear() == "websocket.accept"
            await wire.hear()
    assert await counted(backend) == Counter(attack.code for attack in looked_at.values())


async def counted(backend: Backend) -> Counter[str]:
    """Return how often the journal has heard of each refusal."""
    heard: Counter[str] = Counter()
    await failing.write(backend)
    for event in await state.events(backend):
        if event.action == failing.ACTION:
            heard[str(event.detail["reason"])] += int(str(event.detail["count"]))
    return heard


async def test_the_header_shown_twice_with_two_credentials_is_refused(backend: Backend) -> None:
    good = ec_key().sign(payload(NOON))
    async with reader(backend) as http:
        twice = [*bearer(good), *bearer(rsa_key().sign(payload(NOON)))]
        assert await simple(http, twice) == (401, BASIC, "auth.credentials-disagree", DISAGREE)
        same = await http.get("/simple/", headers=[*bearer(good), *bearer(good)])
        assert same.status_code == 200


async def test_a_session_reads_uploads_and_asks_like_a_key(backend: Backend) -> None:
    async with reader(backend) as http:
        for headers in (bearer(ec_key().sign(payload(NOON))), basic(rsa_key().sign(payload(NOON)))):
            assert (await http.get("/simple/", headers=headers)).status_code == 200
            query = {"query": "{ viewer { account { name } } }"}
            answer = await http.post("/graphql", json=query, headers=headers)
            assert answer.json()["data"] == {"viewer": {"account": {"name": "alice-example"}}}
            upload = await http.post("/legacy/", headers=headers, data={":action": "nothing"})
            assert upload.status_code == 400  # let in, and the form is none


async def test_keys_that_cannot_be_had_are_no_fault_of_the_one_who_asks(
    backend: Backend, service: AuthService
) -> None:
    service.behaviour = lambda handler: auth_service.answer(handler, b"oops", 500)
    headers = bearer(ec_key().sign(payload(NOON)))
    sentence = (
        "The auth service's keys cannot be had, so that the session cannot be checked: try again "
        "in a moment, or use an API key."
    )
    async with reader(backend) as http:
        answer = await http.get("/simple/", headers=headers)
        assert (answer.status_code, answer.text) == (503, sentence)
        assert answer.headers["retry-after"] == "1"
        assert "www-authenticate" not in answer.headers
        asked = await http.post("/graphql", json={"query": "{__typename}"}, headers=headers)
        assert (asked.status_code, asked.json()["errors"][0]["message"]) == (503, sentence)
    async with wired(create_app(backend)) as wire:
        wire.say({"type": "connection_init", "payload": dict(headers)})
        assert await wire.hear() == "websocket.accept"
        assert await wire.hear() == (1013, sentence[:100])
