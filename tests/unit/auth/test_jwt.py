"""Tokens and key sets from strangers: whatever they hold, they are read or refused in one way."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devsper_registry.auth import claims, jwks, jwt
from devsper_registry.auth.jwt import Algorithm
from devsper_registry.errors import SessionEnded, SessionInvalid
from tests.auth_service import AUDIENCE, ISSUER, ec_key, encoded, payload, rsa_key
from tests.services.conftest import NOON

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
GOOD = ec_key().sign(payload(NOON))


@given(st.text())
def test_any_text_is_a_token_or_none(text: str) -> None:
    for shown in (text, f"{text}.{text}.{text}"):
        try:
            jwt.parse(shown)
        except SessionInvalid:
            continue


@given(header=JSON, said=st.binary())
def test_any_header_and_claims_are_read_or_refused(header: Any, said: bytes) -> None:
    head = encoded(json.dumps(header).encode())
    try:
        token = jwt.parse(f"{head}.{encoded(said)}.AAAA")
        jwt.verified(token, algorithm=Algorithm.ES256, key=ec_key().private.public_key())
    except SessionInvalid:
        return
    pytest.fail("a token that nobody signed was believed")


@given(st.dictionaries(st.sampled_from(["iss", "aud", "sub", "exp", "iat", "nbf", "email"]), JSON))
def test_any_claim_is_read_or_refused(changed: dict[str, Any]) -> None:
    said = {**payload(NOON), **changed}
    try:
        read = claims.read(said, issuer=ISSUER, audience=AUDIENCE, now=NOON)
    except (SessionInvalid, SessionEnded):
        return
    assert (read.person.issuer, said["aud"]) in {(ISSUER, AUDIENCE)} or said["aud"] == [AUDIENCE]


@given(st.integers(min_value=0, max_value=len(GOOD) - 1), st.characters(codec="ascii"))
def test_a_token_with_one_character_changed_is_not_believed(place: int, letter: str) -> None:
    changed = GOOD[:place] + letter + GOOD[place + 1 :]
    try:
        token = jwt.parse(changed)
        said = jwt.verified(token, algorithm=Algorithm.ES256, key=ec_key().private.public_key())
    except SessionInvalid:
        return
    # The last letter of a part has bits that mean nothing.
    assert said == payload(NOON)
    assert token.signed.decode() == GOOD.rpartition(".")[0]


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_document_is_a_key_set_or_an_empty_one(content: bytes) -> None:
    assert jwks.read(content) == {}


@settings(max_examples=200)
@given(
    base=st.sampled_from([rsa_key().public, ec_key().public]),
    changed=st.dictionaries(
        st.sampled_from(["kty", "n", "e", "x", "y", "crv", "alg", "use", "key_ops", "kid"]), JSON
    ),
)
def test_any_key_is_usable_or_left_out(base: dict[str, Any], changed: dict[str, Any]) -> None:
    entry = {**base, **changed}
    found = jwks.read(json.dumps({"keys": [entry, ec_key("other").public]}).encode())
    assert found.keys() - {entry["kid"] if isinstance(entry["kid"], str) else ""} <= {"other"}


def test_the_first_of_two_keys_with_one_id_is_taken() -> None:
    twin = {**ec_key("twin").public, "kid": "ec-1"}
    found = jwks.read(json.dumps({"keys": [ec_key().public, twin]}).encode())
    assert found["ec-1"].key == ec_key().private.public_key()


def test_a_set_is_read_up_to_a_hundred_keys() -> None:
    entries = [{**ec_key().public, "kid": f"k{number}"} for number in range(150)]
    assert len(jwks.read(json.dumps({"keys": entries}).encode())) == 100


def test_neither_a_token_nor_a_key_is_printed() -> None:
    token = jwt.parse(GOOD)
    assert GOOD.split(".")[2][:10] not in repr(token)
    assert "Alice" not in repr(token)
