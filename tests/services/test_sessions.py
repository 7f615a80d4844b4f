"""Sessions: tokens of the auth service, verified with keys that a real HTTP server gives out."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update
from sqlmodel import col

from devsper_registry.auth.credentials import Credentials
from devsper_registry.auth.principal import OPERATOR, Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.tables import Account, Organization
from devsper_registry.errors import (
    AccountSuspended,
    InvalidKey,
    RegistryError,
    SessionEnded,
    SessionInvalid,
    SessionsUnavailable,
)
from devsper_registry.services import failing, keys, sessions, signing_keys, standing
from tests import auth_service
from tests.auth_service import AUDIENCE, ISSUER, AuthService, KeyPair, ec_key, payload, rsa_key
from tests.doors.reading import opened
from tests.services import state
from tests.services.conftest import NOON
from tests.services.published import Clock

pytestmark = pytest.mark.anyio

SECRET = "a secret of the system before, long enough for HS256"
SCOPES = frozenset({Scope.READ, Scope.PUBLISH})


@pytest.fixture
def service() -> Iterator[AuthService]:
    with auth_service.serving(rsa_key(), ec_key()) as service:
        yield service


@pytest.fixture
def backend(registry: Backend, service: AuthService) -> Backend:
    return told(registry, jwks_url=service.jwks_url)


def told(backend: Backend, **settings: Any) -> Backend:
    """The registry with other settings, believing the issuer of these tests."""
    settings = {"jwt_issuer": ISSUER, "jwt_audience": AUDIENCE, **settings}
    return replace(backend, settings=backend.settings.model_copy(update=settings))


async def enter(backend: Backend, token: str) -> Principal:
    return await sessions.authenticate(backend, Credentials(token), address="192.0.2.1")


async def refusal(backend: Backend, token: str) -> RegistryError:
    with pytest.raises(RegistryError) as refused:
        await enter(backend, token)
    return refused.value


async def accounts(backend: Backend) -> list[Account]:
    async with backend.read() as session:
        wanted = select(Account).order_by(col(Account.created_at), col(Account.id))
        return list((await session.execute(wanted)).scalars())


@pytest.mark.parametrize("pair", [rsa_key(), ec_key()])
async def test_a_token_of_the_auth_service_is_a_session_with_the_rights_of_its_account(
    backend: Backend, pair: KeyPair
) -> None:
    principal = await enter(backend, pair.sign(payload(NOON)))

    (account,) = await accounts(backend)
    assert principal == Principal(
        account_id=account.id,
        account_name="alice-example",
        scopes=SCOPES,
        issued_at=NOON,
        expires_at=NOON + timedelta(minutes=15),
        address="192.0.2.1",
    )
    assert (account.issuer, account.subject) == (ISSUER, "user-1")
    assert (account.name, account.display_name) == ("alice-example", "Alice Example")
    assert (account.email, account.is_administrator) == ("alice@example.com", False)


async def test_the_account_is_made_once_and_the_journal_says_so(backend: Backend) -> None:
    first = await enter(backend, ec_key().sign(payload(NOON)))
    again = await enter(backend, ec_key().sign(payload(NOON, name="Other", jti="2")))

    assert again == first
    (event,) = await state.events(backend)
    assert (event.action, event.account_id) == ("account.created", first.account_id)
    assert event.detail == {"account": "alice-example", "issuer": ISSUER, "subject": "user-1"}


async def test_many_first_requests_at_once_make_one_account(backend: Backend) -> None:
    token = ec_key().sign(payload(NOON))
    principals = await asyncio.gather(*(enter(backend, token) for _ in range(8)))

    assert len(set(principals)) == 1
    assert len(await accounts(backend)) == 1
    assert [event.action for event in await state.events(backend)] == ["account.created"]


async def test_two_people_of_one_name_get_accounts_of_different_names(backend: Backend) -> None:
    subjects = [f"user-{number}" for number in range(4)]
    await asyncio.gather(
        *(enter(backend, ec_key().sign(payload(NOON, sub=subject))) for subject in subjects)
    )
    made = await accounts(backend)
    assert {account.subject for account in made} == set(subjects)
    names = sorted(account.name for account in made)
    assert names[0] == "alice-example"
    assert all(name.startswith("alice-example-") for name in names[1:])


async def test_a_name_that_an_organization_has_is_taken(backend: Backend) -> None:
    async with backend.transaction() as session:
        session.add(Organization(name="alice-example", created_at=NOON))
    principal = await enter(backend, ec_key().sign(payload(NOON)))
    assert principal.account_name is not None
    assert principal.account_name.startswith("alice-example-")


async def test_an_email_address_counts_only_when_the_auth_service_has_verified_it(
    backend: Backend,
) -> None:
    unverified: list[dict[str, Any]] = [
        {"emailVerified": False},
        {"emailVerified": None},
        {"emailVerified": "true"},
        {"email_verified": False},
        {"email": "no address"},
        {"email": 7},
    ]
    for number, claims in enumerate(unverified):
        await enter(backend, ec_key().sign(payload(NOON, sub=f"user-{number}", **claims)))
    assert [account.email for account in await accounts(backend)] == [None] * 6


async def test_no_claim_makes_an_administrator(backend: Backend) -> None:
    token = ec_key().sign(
        payload(NOON, admin=True, role="admin", roles=["admin"], is_administrator=True)
    )
    principal = await enter(backend, token)
    assert (principal.is_administrator, principal.scopes) == (False, SCOPES)


async def test_a_session_of_an_administrator_may_administer(backend: Backend) -> None:
    token = ec_key().sign(payload(NOON))
    await enter(backend, token)
    await change(backend, is_administrator=True)
    principal = await enter(backend, token)
    assert (principal.is_administrator, principal.scopes) == (True, frozenset(Scope))


async def test_suspension_and_the_end_of_sessions_hold_from_the_next_request(
    backend: Backend, clock: Clock
) -> None:
    token = ec_key().sign(payload(NOON))
    await enter(backend, token)

    await change(backend, suspended_at=NOON)
    assert isinstance(await refusal(backend, token), AccountSuspended)
    await change(backend, suspended_at=None)
    assert (await enter(backend, token)).account_name == "alice-example"

    clock.moment = NOON + timedelta(minutes=1)
    await change(backend, sessions_ended_at=clock.moment)
    assert isinstance(await refusal(backend, token), SessionEnded)
    later = ec_key().sign(payload(clock.moment))
    assert (await enter(backend, later)).account_name == "alice-example"


async def test_every_replica_refuses_what_one_has_ended(
    backend: Backend, database_url: str, tmp_path: Path
) -> None:
    token = ec_key().sign(payload(NOON))
    async with opened(database_url, tmp_path) as other:
        replica = replace(other, now=backend.now, settings=backend.settings)
        alice = await enter(replica, token)
        name = alice.account_name
        assert name is not None
        key = await keys.create(backend, by=OPERATOR, account=name, name="k", scopes=[Scope.READ])
        for shown in (token, key.secret):
            assert (await enter(replica, shown)).account_name == name

        await standing.end_sessions(backend, by=OPERATOR, whose=name)
        later = ec_key().sign(payload(NOON + timedelta(seconds=1)))
        assert isinstance(await refusal(replica, ec_key().sign(old())), SessionEnded)
        assert (await enter(replica, later)).account_name == name
        await standing.suspend(backend, by=OPERATOR, whose=name)
        for shown in (later, key.secret):
            assert isinstance(await refusal(replica, shown), AccountSuspended)
        await standing.unsuspend(backend, by=OPERATOR, whose=name)
        await standing.revoke_keys(backend, by=OPERATOR, whose=name)
        assert isinstance(await refusal(replica, key.secret), InvalidKey)


def old() -> dict[str, Any]:
    """The claims of a session that began a second before the clock of these tests."""
    return payload(NOON - timedelta(seconds=1))


async def change(backend: Backend, **values: Any) -> None:
    async with backend.transaction() as session:
        await session.execute(update(Account).values(values))


# What is wrong with a token whose signature is good.
WRONG_CLAIMS: list[tuple[dict[str, Any], str]] = [
    ({"iss": "https://evil.example.com"}, "its issuer is another"),
    ({"iss": f"{ISSUER}/"}, "its issuer is another"),
    ({"iss": None}, "its claim 'iss' is missing or malformed"),
    ({"iss": [ISSUER]}, "its claim 'iss' is missing or malformed"),
    ({"aud": "https://other.example.com"}, "it is not for this registry alone"),
    ({"aud": [AUDIENCE, "https://other.example.com"]}, "it is not for this registry alone"),
    ({"aud": [AUDIENCE, AUDIENCE]}, "it is not for this registry alone"),
    ({"aud": []}, "it is not for this registry alone"),
    ({"aud": {AUDIENCE: 1}}, "it is not for this registry alone"),
    ({"aud": None}, "it is not for this registry alone"),
    ({"sub": None}, "its claim 'sub' is missing or malformed"),
    ({"sub": ""}, "its claim 'sub' is missing or malformed"),
    ({"sub": 1}, "its claim 'sub' is missing or malformed"),
    ({"sub": "a\x00b"}, "its claim 'sub' is missing or malformed"),
    ({"sub": "s" * 513}, "its claim 'sub' is missing or malformed"),
    ({"iat": None}, "its claim 'iat' is missing or malformed"),
    ({"iat": True}, "its claim 'iat' is missing or malformed"),
    ({"iat": "0"}, "its claim 'iat' is missing or malformed"),
    ({"iat": 1e300}, "its claim 'iat' is missing or malformed"),
    ({"iat": int(NOON.timestamp()) + 31}, "it is not valid yet"),
    ({"nbf": int(NOON.timestamp()) + 31}, "it is not valid yet"),
    ({"nbf": "soon"}, "its claim 'nbf' is missing or malformed"),
    ({"exp": None}, "its claim 'exp' is missing or malformed"),
    ({"exp": 10**400}, "its claim 'exp' is missing or malformed"),
]


@pytest.mark.parametrize(("claims", "problem"), WRONG_CLAIMS)
async def test_a_token_for_others_or_for_another_time_is_refused(
    backend: Backend, claims: dict[str, Any], problem: str
) -> None:
    error = await refusal(backend, ec_key().sign(payload(NOON, **claims)))
    if claims == {"exp": 10**400}:  # no JSON reader of ours takes such a number
        problem = "it is not a signed JSON Web Token"
    assert str(error) == f"The session token is refused because {problem}: sign in again."
    assert (await state.of(backend)).journal == ()
    assert await accounts(backend) == []


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": [AUDIENCE]},
        {"iat": int(NOON.timestamp()) + 30},
        {"nbf": int(NOON.timestamp()) + 30},
        {"exp": int(NOON.timestamp()) - 29},
        {"exp": NOON.timestamp() - 29.5},
    ],
)
async def test_clocks_may_differ_by_half_a_minute(backend: Backend, claims: dict[str, Any]) -> None:
    assert await enter(backend, ec_key().sign(payload(NOON, **claims)))


async def test_an_expired_token_says_that_the_session_has_ended(backend: Backend) -> None:
    token = ec_key().sign(payload(NOON, exp=int(NOON.timestamp()) - 30))
    error = await refusal(backend, token)
    assert (error.code, str(error)) == (
        "auth.session-ended",
        "The session has ended: sign in again.",
    )


def hostile() -> dict[str, tuple[str, str]]:
    """Tokens that somebody made who has no key of the auth service's; what is said to each."""
    good = payload(NOON)
    own = replace(rsa_key("own"), key_id=rsa_key().key_id)
    own_ec = replace(ec_key("own"), key_id=ec_key().key_id)
    head, claims, signature = ec_key().sign(good).split(".")
    not_a_token = "it is not a signed JSON Web Token"
    not_so = "it is not signed in a way that is accepted here"
    wrong = "its signature is wrong"

    def hs256(pair: KeyPair) -> str:
        header = {"alg": "HS256", "kid": pair.key_id}
        # pyjwt itself refuses to sign with a PEM, which an attacker does not ask.
        return auth_service.signed_by_hmac(header, good, pair.public_pem)

    none = auth_service.encoded(json.dumps({"alg": "none", "kid": "ec-1"}).encode())
    return {
        "none, unsigned": (f"{none}.{claims}.", not_a_token),
        "none, with a signature": (f"{none}.{claims}.{signature}", not_so),
        "None": (ec_key().sign(good, alg="None"), not_so),
        "HS256 with the RSA public key": (hs256(rsa_key()), not_so),
        "HS256 with the EC public key": (hs256(ec_key()), not_so),
        "RS512": (rsa_key().sign(good, alg="RS512"), not_so),
        "PS256": (rsa_key().sign(good, alg="PS256"), not_so),
        "no algorithm": (ec_key().sign(good, alg=None), not_so),
        "a list of algorithms": (ec_key().sign(good, alg=["ES256"]), not_so),
        "RS256 said over ES256": (ec_key().sign(good, alg="RS256"), not_so),
        "ES256 said over RS256": (rsa_key().sign(good, alg="ES256"), not_so),
        "another RSA key": (own.sign(good), wrong),
        "another EC key": (own_ec.sign(good), wrong),
        "its own key brought along": (own_ec.sign(good, jwk=own_ec.public), wrong),
        "a changed claim": (
            f"{head}.{auth_service.encoded(json.dumps(payload(NOON, sub='eve')).encode())}"
            f".{signature}",
            wrong,
        ),
        "a short signature": (f"{head}.{claims}.AAAA", wrong),
        "unknown kid": (ec_key().sign(good, kid="ec-2"), "its key is unknown"),
        "no kid": (ec_key().sign(good, kid=None), "its key id is missing"),
        "path-like kid": (
            ec_key().sign(good, kid="../../../../dev/null"),
            "its key id is malformed",
        ),
        "dotted kid": (ec_key().sign(good, kid="a..b"), "its key id is malformed"),
        "SQL kid": (ec_key().sign(good, kid="' OR 1=1 --"), "its key id is malformed"),
        "URL kid": (ec_key().sign(good, kid="http://127.0.0.1/"), "its key id is malformed"),
        "long kid": (ec_key().sign(good, kid="k" * 129), "its key id is malformed"),
        "number as kid": (ec_key().sign(good, kid=1), "its key id is malformed"),
        "nested": (
            ec_key().sign(ec_key().sign(good).encode(), cty="JWT"),
            "its header asks for what is not understood here",
        ),
        "nested, unsaid": (ec_key().sign(ec_key().sign(good).encode()), not_a_token),
        "encrypted": ("a.b.c.d.e", not_a_token),
        "crit": (
            ec_key().sign(good, crit=["exp"]),
            "its header asks for what is not understood here",
        ),
        "b64": (
            ec_key().sign(good, b64=False),
            "its header asks for what is not understood here",
        ),
        "claims that are a list": (ec_key().sign([good]), not_a_token),
        "deep claims": (ec_key().sign(b"[" * 4000), not_a_token),
        "a deep header": (
            f"{auth_service.encoded(b'[' * 4000)}.{claims}.{signature}",
            not_a_token,
        ),
        "padding": (f"{head}.{claims}.{signature}==", not_a_token),
        "a space": (f"{head}.{claims} .{signature}", not_a_token),
        "one dot": ("a.b", not_a_token),
        "dots": ("..", not_a_token),
    }


@pytest.mark.parametrize("attack", list(hostile()))
async def test_a_token_that_the_auth_service_did_not_sign_opens_nothing(
    backend: Backend, attack: str
) -> None:
    token, problem = hostile()[attack]
    error = await refusal(backend, token)
    assert isinstance(error, SessionInvalid)
    assert str(error) == f"The session token is refused because {problem}: sign in again."
    assert await accounts(backend) == []


async def test_where_a_token_says_its_key_is_nobody_looks(backend: Backend) -> None:
    with auth_service.serving(ec_key("own")) as elsewhere:
        own = replace(ec_key("own"), key_id=ec_key().key_id)
        url = elsewhere.jwks_url
        for token in (
            own.sign(payload(NOON), jku=url, x5u=url, jwk=own.public, x5c=["AAAA"]),
            replace(own, key_id="own").sign(payload(NOON), jku=url, x5u=url),
        ):
            assert isinstance(await refusal(backend, token), SessionInvalid)
        assert elsewhere.asked == []
    # Beside the right signature they change nothing.
    assert await enter(backend, ec_key().sign(payload(NOON), jku=url, jwk=own.public))


async def test_the_old_secret_counts_only_where_no_key_set_is_named(
    registry: Backend, service: AuthService
) -> None:
    header = {"alg": "HS256", "typ": "JWT"}
    token = auth_service.signed_by_hmac(header, payload(NOON), SECRET.encode())
    old = told(registry, jwt_secret=SecretStr(SECRET))
    assert (await enter(old, token)).account_name == "alice-example"

    both = told(registry, jwt_secret=SecretStr(SECRET), jwks_url=service.jwks_url)
    assert str(await refusal(both, token)) == (
        "The session token is refused because it is not signed in a way that is accepted here: "
        "sign in again."
    )
    assert isinstance(await refusal(registry, token), InvalidKey)
    other = auth_service.signed_by_hmac(header, payload(NOON), b"another secret")
    assert str(await refusal(old, other)) == (
        "The session token is refused because its signature is wrong: sign in again."
    )
    for token in (ec_key().sign(payload(NOON)), rsa_key().sign(payload(NOON))):
        assert isinstance(await refusal(old, token), SessionInvalid)
    assert service.asked == []


async def test_the_key_set_is_asked_for_once(backend: Backend, service: AuthService) -> None:
    for pair in (rsa_key(), ec_key(), rsa_key()):
        await enter(backend, pair.sign(payload(NOON)))
    assert service.asked == ["/api/auth/jwks"]


async def test_a_crowd_at_the_start_asks_once(backend: Backend, service: AuthService) -> None:
    def slowly(handler: BaseHTTPRequestHandler) -> None:
        service.go_on.wait(10)
        auth_service.answer(handler, json.dumps({"keys": service.keys}).encode())

    service.behaviour = slowly
    crowd = [
        asyncio.create_task(enter(backend, pair.sign(payload(NOON))))
        for pair in (rsa_key(), ec_key()) * 10
    ]
    assert await asyncio.to_thread(service.reached.wait, 10)
    crowd.pop().cancel()  # who started it, or not: the others get their keys
    crowd.pop(0).cancel()
    service.go_on.set()
    assert len({principal.account_id for principal in await asyncio.gather(*crowd)}) == 1
    assert len(service.asked) == 1


async def test_a_new_key_is_taken_without_a_restart(
    backend: Backend, service: AuthService, clock: Clock
) -> None:
    await enter(backend, ec_key().sign(payload(NOON)))
    service.keys.append(ec_key("ec-new").public)
    token = ec_key("ec-new").sign(payload(NOON))
    assert isinstance(await refusal(backend, token), SessionInvalid)  # asked just now

    clock.moment = NOON + timedelta(seconds=30)
    assert await enter(backend, token)
    assert len(service.asked) == 2


async def test_unknown_key_ids_ask_at_most_once_in_half_a_minute(
    backend: Backend, service: AuthService, clock: Clock
) -> None:
    for second in range(0, 120, 5):
        clock.moment = NOON + timedelta(seconds=second)
        for number in range(3):
            token = ec_key().sign(payload(NOON), kid=f"made-up-{second}-{number}")
            assert isinstance(await refusal(backend, token), SessionInvalid)
    assert len(service.asked) == 4


async def test_a_key_that_is_taken_out_is_forgotten(
    backend: Backend, service: AuthService, clock: Clock
) -> None:
    await enter(backend, ec_key().sign(payload(NOON)))
    service.keys[:] = [rsa_key().public]
    clock.moment = NOON + timedelta(minutes=5)
    # This one is still let in, and has the keys asked for behind its back.
    await enter(backend, ec_key().sign(payload(clock.moment)))
    await asyncio.gather(*backend.errands)
    error = await refusal(backend, ec_key().sign(payload(clock.moment)))
    assert isinstance(error, SessionInvalid)


def _down(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()


def _answers(content: bytes, status: int = 200, **headers: str) -> auth_service.Behaviour:
    return lambda handler: auth_service.answer(handler, content, status, **headers)


KEY_SET = json.dumps({"keys": [ec_key("evil").public]}).encode()
BROKEN: dict[str, auth_service.Behaviour] = {
    "down": _down,
    "failing": _answers(b"oops", 500),
    "empty": _answers(b""),
    "no JSON": _answers(b"<html>Sign in</html>"),
    "no key set": _answers(b"[]"),
    "no keys": _answers(b'{"keys": []}'),
    "no usable keys": _answers(b'{"keys": [{"kid": "x", "kty": "oct", "k": "AAAA"}, 7]}'),
    "huge": _answers(b'{"keys": [' + b" " * 300_000 + b"]}"),
    "compressed": _answers(b"\x1f\x8b\x08\x00", content_encoding="gzip"),
    "cut short": _answers(KEY_SET[:20]),
}


@pytest.mark.parametrize("how", list(BROKEN))
async def test_the_keys_stay_good_while_their_source_is_broken(
    backend: Backend, service: AuthService, clock: Clock, how: str
) -> None:
    await enter(backend, ec_key().sign(payload(NOON)))
    service.behaviour = BROKEN[how]
    clock.moment = NOON + timedelta(hours=3)
    now = payload(clock.moment)

    assert await enter(backend, ec_key().sign(now))
    assert isinstance(await refusal(backend, ec_key().sign(now, kid="other")), SessionsUnavailable)
    assert await enter(backend, ec_key().sign(now))
    assert len(service.asked) == 2

    service.behaviour = None
    clock.moment += timedelta(seconds=30)
    assert isinstance(await refusal(backend, ec_key().sign(now, kid="other")), SessionInvalid)


@pytest.mark.parametrize("how", list(BROKEN))
async def test_without_any_key_the_registry_says_that_it_cannot_tell(
    backend: Backend, service: AuthService, how: str
) -> None:
    service.behaviour = BROKEN[how]
    error = await refusal(backend, ec_key().sign(payload(NOON)))
    assert isinstance(error, SessionsUnavailable)
    assert await accounts(backend) == []


async def test_a_slow_source_holds_up_nobody_whose_key_is_known(
    backend: Backend, service: AuthService, clock: Clock
) -> None:
    await enter(backend, ec_key().sign(payload(NOON)))
    service.reached.clear()

    def wait(_: BaseHTTPRequestHandler) -> None:
        service.go_on.wait(10)

    service.behaviour = wait
    clock.moment = NOON + timedelta(minutes=5)
    for _ in range(3):
        assert await enter(backend, ec_key().sign(payload(clock.moment)))
    assert await asyncio.to_thread(service.reached.wait, 10)
    assert backend.signing_keys.loading is not None
    assert len(service.asked) == 2
    service.go_on.set()


async def test_a_redirect_is_not_followed(backend: Backend, service: AuthService) -> None:
    with auth_service.serving(ec_key("evil")) as elsewhere:
        service.behaviour = _answers(b"", 302, location=elsewhere.jwks_url)
        token = ec_key("evil").sign(payload(NOON))
        assert isinstance(await refusal(backend, token), SessionsUnavailable)
        assert elsewhere.asked == []


async def test_a_source_that_does_not_answer_is_given_up(
    backend: Backend, service: AuthService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_keys, "PATIENCE", 0.1)

    def wait(_: BaseHTTPRequestHandler) -> None:
        service.go_on.wait(10)

    service.behaviour = wait
    assert isinstance(await refusal(backend, ec_key().sign(payload(NOON))), SessionsUnavailable)


async def test_a_source_that_trickles_is_given_up(
    backend: Backend, service: AuthService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_keys, "PATIENCE", 0.2)

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-length", "100000")
        handler.end_headers()
        while not service.go_on.wait(0.02):
            handler.wfile.write(b" ")

    service.behaviour = trickle
    assert isinstance(await refusal(backend, ec_key().sign(payload(NOON))), SessionsUnavailable)


async def test_keys_that_cannot_sign_a_session_are_left_out_of_the_set(
    backend: Backend, service: AuthService
) -> None:
    small = rsa_key("small", 1024)
    private = {**ec_key("private").public, "d": "AAAA"}
    service.keys[:] = [
        small.public,
        private,
        {**ec_key("for-encryption").public, "use": "enc"},
        {**ec_key("other-way").public, "alg": "ES384"},
        {**ec_key("wrapping").public, "key_ops": ["wrapKey"]},
        {"kid": "secret", "kty": "oct", "k": auth_service.encoded(SECRET.encode())},
        ec_key().public,
    ]
    for key_id in ("private", "for-encryption", "other-way", "wrapping"):
        error = await refusal(backend, ec_key(key_id).sign(payload(NOON)))
        assert "its key is unknown" in str(error)
    assert "its key is unknown" in str(await refusal(backend, small.sign(payload(NOON))))
    assert await enter(backend, ec_key().sign(payload(NOON)))


async def test_nothing_secret_shows_in_the_backend_as_text(backend: Backend) -> None:
    secrets = {"jwt_secret": SecretStr(SECRET), "internal_secret": SecretStr(SECRET)}
    told_more = told(backend, **secrets)
    await enter(backend, ec_key().sign(payload(NOON)))
    shown = f"{told_more!r} {told_more.database!r}"
    assert SECRET not in shown
    assert told_more.database_url not in shown
    assert str(told_more.database.pseudonym_key) not in shown


async def test_the_journal_hears_whose_session_was_refused(backend: Backend) -> None:
    token = ec_key().sign(payload(NOON))
    alice = await enter(backend, token)
    await standing.suspend(backend, by=OPERATOR, whose="alice-example")
    await refusal(backend, token)
    await failing.write(backend)
    event = (await state.events(backend))[-1]
    assert (event.action, event.account_id) == ("sign-in.failed", alice.account_id)
    assert event.detail == {"reason": "auth.account-suspended", "count": 1}
