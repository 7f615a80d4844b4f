"""Devices over GraphQL: shown, let in, turned away; and what is refused changes nothing."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from devsper_registry.app import create_app
from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.graphql.device_page import documents
from devsper_registry.services.devices import Started
from tests.doors.graphql.changing import Door, Person, door, person, problem, with_key
from tests.doors.graphql.conftest import talking_to
from tests.services import devices as waiting
from tests.services import state

pytestmark = pytest.mark.anyio

DEVICE = """query($code: String!) { device(userCode: $code) {
  userCode client address scopes createdAt expiresAt } }"""
APPROVED = "DeviceApproved { device { userCode client } }"
DENIED = "DeviceDenied { device { userCode client } }"
NOT_FOUND = problem(
    "device.not-found",
    "No device waits under this code: check the spelling; codes are good for 10 minutes and for "
    "one decision.",
    "userCode",
)
NEEDS_WHOLE_KEY = problem(
    "device.needs-whole-key",
    "This API key may do less than its account, so it cannot let devices in: use one with all of "
    "the account's scopes, restricted to no packages.",
)


@pytest.fixture
async def at(backend: Backend) -> AsyncIterator[Door]:
    async with door(backend) as at:
        yield at


@pytest.fixture
async def ann(backend: Backend) -> Person:
    return await person(backend, "ann")


@pytest.fixture
async def device(backend: Backend) -> Started:
    return await waiting.start(backend)


async def states(backend: Backend) -> list[str]:
    return [row.state for row in await waiting.rows(backend)]


async def test_a_device_is_shown_to_whoever_may_let_it_in(
    backend: Backend, at: Door, ann: Person, device: Started
) -> None:
    (row,) = await waiting.rows(backend)
    code = device.codes.user_code
    for typed in (code, code.lower().replace("-", " ")):
        body = await at.post(DEVICE, ann, code=typed)
        assert "errors" not in body
        assert body["data"]["device"] == {
            "userCode": code,
            "client": waiting.CLIENT,
            "address": waiting.ADDRESS,
            "scopes": ["READ", "PUBLISH"],
            "createdAt": row.created_at.isoformat(),
            "expiresAt": (row.created_at + timedelta(minutes=10)).isoformat(),
        }
    assert await states(backend) == ["pending"]


async def test_a_device_is_let_in_once(
    backend: Backend, at: Door, ann: Person, device: Started
) -> None:
    code = device.codes.user_code
    shown = {"device": {"userCode": code, "client": waiting.CLIENT}}
    assert await at.change("approveDevice", APPROVED, ann, userCode=code) == shown
    bob = await person(backend, "bob")
    before = await state.of(backend)
    for name, wanted in (("approveDevice", APPROVED), ("denyDevice", DENIED)):
        # That a code was guessed is all that comes of it.
        assert await at.change(name, wanted, bob, userCode=code) == NOT_FOUND
    assert (await state.of(backend)).journal == (*before.journal, *["device.guessed"] * 2)
    assert (await waiting.poll(backend, device)).key.account == "ann"


async def test_a_device_is_turned_away(
    backend: Backend, at: Door, ann: Person, device: Started
) -> None:
    code = device.codes.user_code
    shown = {"device": {"userCode": code, "client": waiting.CLIENT}}
    assert await at.change("denyDevice", DENIED, ann, userCode=code) == shown
    assert await at.change("approveDevice", APPROVED, ann, userCode=code) == NOT_FOUND
    assert await states(backend) == ["denied"]


async def test_a_code_of_nobody_is_null_and_five_of_them_are_too_many(
    backend: Backend, at: Door, ann: Person, device: Started
) -> None:
    for _ in range(5):
        assert await at.post(DEVICE, ann, code="BBBB-BBBB") == {
            "data": {"device": None},
            "extensions": {"cost": {"requested": 1006, "budget": 25000}},
        }
    body = await at.post(DEVICE, ann, code=device.codes.user_code)
    assert body["data"] == {"device": None}
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "device.guessed"
    assert 1 <= error["extensions"]["retryAfter"] <= 60
    refused = await at.change("approveDevice", APPROVED, ann, userCode=device.codes.user_code)
    assert refused["code"] == "device.guessed"
    assert await states(backend) == ["pending"]


async def test_guesses_of_one_document_are_counted_each(
    backend: Backend, at: Door, ann: Person
) -> None:
    codes = [f"BBBBBBB{letter}" for letter in "BCDFGHJKLM"]
    aliases = " ".join(f'd{code}: device(userCode: "{code}") {{ client }}' for code in codes)
    body = await at.post(f"{{ {aliases} }}", ann)
    assert [error["extensions"]["code"] for error in body["errors"]] == ["device.guessed"] * 5
    assert (await state.of(backend)).journal.count("device.guessed") == 5


async def test_a_stranger_and_a_lesser_key_see_and_decide_nothing(
    backend: Backend, at: Door, ann: Person, device: Started
) -> None:
    code = device.codes.user_code
    bound = await with_key(backend, "ann", Scope.READ, Scope.PUBLISH, packages=["demo"])
    reading = await with_key(backend, "ann", Scope.READ)
    before = await state.of(backend)
    lesser = "device.needs-whole-key"
    for by, refusal in ((None, "auth.required"), (bound, lesser), (reading, lesser)):
        for typed in (code, "BBBB-BBBB"):
            body = await at.post(DEVICE, by, code=typed)
            assert body["data"] == {"device": None}
            assert [error["extensions"]["code"] for error in body["errors"]] == [refusal]
        for name, wanted in (("approveDevice", APPROVED), ("denyDevice", DENIED)):
            refused = await at.change(name, wanted, by, userCode=code)
            assert refused["code"] == refusal
    assert await at.change("approveDevice", APPROVED, bound, userCode=code) == NEEDS_WHOLE_KEY
    assert (await state.of(backend), await states(backend)) == (before, ["pending"])


async def test_an_account_gives_no_more_than_it_has(
    backend: Backend, at: Door, ann: Person
) -> None:
    device = await waiting.start(backend, Scope.READ, Scope.ADMIN)
    before = await state.of(backend)
    refused = await at.change("approveDevice", APPROVED, ann, userCode=device.codes.user_code)
    assert refused == problem(
        "device.asks-too-much",
        "The device asks for the scope 'admin', which your account does not have: deny it, and "
        "start again without.",
    )
    assert (await state.of(backend), await states(backend)) == (before, ["pending"])
    root = await person(backend, "root", is_administrator=True)
    shown = await at.change("approveDevice", APPROVED, root, userCode=device.codes.user_code)
    assert shown["device"]["client"] == waiting.CLIENT


@pytest.mark.parametrize("typed", ["", "A", "\u00df" * 4, "B" * 60_000, "BBBB\u2028BBBB", "😀" * 8])
async def test_a_code_that_can_be_none_answers_as_one_of_nobody(
    at: Door, ann: Person, typed: str
) -> None:
    assert await at.change("approveDevice", APPROVED, ann, userCode=typed) == NOT_FOUND


async def test_a_page_elsewhere_cannot_make_a_browser_decide(
    backend: Backend, ann: Person, device: Started
) -> None:
    """What a form of another page can send is not taken, and no cookie stands for anybody."""
    given = f'{{userCode: "{device.codes.user_code}"}}'
    query = f"mutation {{ approveDevice(input: {given}) {{ __typename }} }}"
    async with talking_to(create_app(backend)) as client:
        by = {"authorization": f"Bearer {ann.secret}"}
        for media_type in (
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
        ):
            answer = await client.post(
                "/graphql",
                content=json.dumps({"query": query}),
                headers={"content-type": media_type, **by},
            )
            assert answer.status_code in {400, 415}
        assert (
            await client.get("/graphql", params={"query": query}, headers=by)
        ).status_code == 405
    assert await states(backend) == ["pending"]


async def test_the_page_lets_nothing_in_from_elsewhere(backend: Backend) -> None:
    async with talking_to(create_app(backend)) as client:
        page = await client.get("/device?user_code=BBBB-BBBB")
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["cache-control"] == "no-store"
        policy = page.headers["content-security-policy"].split("; ")
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "BBBB" not in page.text
        assert "<script>" not in page.text
        assert "style=" not in page.text
        for name, media_type in (
            ("page.js", "text/javascript; charset=utf-8"),
            ("page.css", "text/css; charset=utf-8"),
            ("icon.svg", "image/svg+xml"),
        ):
            assert f"device/assets/{name}" in page.text
            asset = await client.get(f"/device/assets/{name}")
            assert (asset.status_code, asset.headers["content-type"]) == (200, media_type)
        for name in ("missing.js", "..%2Fpage.py", "page.py"):
            assert (await client.get(f"/device/assets/{name}")).status_code == 404


async def test_the_page_works_where_only_trusted_documents_do(
    backend: Backend, ann: Person, device: Started
) -> None:
    settings = backend.settings.model_copy(update={"graphql_trusted_documents_only": True})
    app = create_app(replace(backend, settings=settings))
    by = {"authorization": f"Bearer {ann.secret}"}
    async with talking_to(app) as client:

        async def ask(document: str, **variables: Any) -> Any:
            body = {"documentId": documents.id_of(document), "variables": variables}
            return (await client.post("/graphql", json=body, headers=by)).json()

        looked = await ask(documents.LOOK, userCode=device.codes.user_code)
        assert looked["data"]["viewer"]["account"]["name"] == "ann"
        assert looked["data"]["device"]["client"] == waiting.CLIENT
        code = {"userCode": device.codes.user_code}
        assert (await ask(documents.APPROVE, input=code))["data"] == {"approveDevice": {}}
        denied = await ask(documents.DENY, input=code)
    assert denied["data"]["denyDevice"] == {"message": NOT_FOUND["message"]}
