"""POST /api/v1/auth/device/code and /token, and /api/v1/auth/key, in process."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.services import approving
from tests.doors.reading import opened, reader
from tests.services import devices as waiting
from tests.services import state
from tests.services.published import Clock, account

pytestmark = pytest.mark.anyio

CODE, TOKEN = "/api/v1/auth/device/code", "/api/v1/auth/device/token"
KEY = "/api/v1/auth/key"
GRANT = "urn:ietf:params:oauth:grant-type:device_code"
CLIENT = "devsper-registry on laptop"
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 24, 12, tzinfo=UTC))


@pytest.fixture
async def backend(database_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path) as backend:
        yield replace(backend, now=clock)


@pytest.fixture
async def http(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    async with reader(backend) as client:
        yield client


@pytest.fixture
async def alice(backend: Backend) -> Principal:
    return await account(backend, "alice")


async def start(http: httpx.AsyncClient, **fields: str) -> dict[str, Any]:
    answer = await http.post(CODE, data={"client_id": CLIENT, "scope": "read publish"} | fields)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


async def poll(http: httpx.AsyncClient, code: str, /, **fields: str) -> httpx.Response:
    form = {"grant_type": GRANT, "device_code": code, "client_id": CLIENT}
    return await http.post(TOKEN, data=form | fields)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Return the status and the error; RFC 6749, 5.2 has the rest of it."""
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["pragma"] == "no-cache"
    assert set(answer.json()) == {"error", "error_description"}
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", answer.json()["error_description"])
    return answer.status_code, answer.json()["error"]


async def test_a_device_is_told_its_codes_and_where_a_person_enters_one(
    http: httpx.AsyncClient,
) -> None:
    answer = await http.post(CODE, data={"client_id": CLIENT})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", body.pop("device_code"))
    user_code = body.pop("user_code")
    assert re.fullmatch(r"[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", user_code)
    page = "http://registry.example.com/device"
    assert body == {
        "verification_uri": page,
        "verification_uri_complete": f"{page}?user_code={user_code}",
        "expires_in": 600,
        "interval": 5,
    }


@pytest.mark.parametrize(
    ("settings", "page"),
    [
        ({"base_url": "https://r.example.com/py"}, "https://r.example.com/py/device"),
        ({"frontend_url": "https://web.example.com"}, "https://web.example.com/device"),
    ],
)
async def test_people_are_sent_to_the_frontend_where_there_is_one(
    backend: Backend, settings: dict[str, str], page: str
) -> None:
    changed = replace(backend, settings=backend.settings.model_copy(update=settings))
    async with reader(changed) as http:
        assert (await start(http))["verification_uri"] == page


async def test_a_device_polls_until_it_is_let_in_and_gets_a_key_that_works(
    backend: Backend, http: httpx.AsyncClient, alice: Principal, clock: Clock
) -> None:
    started = await start(http)
    assert refusal(await poll(http, started["device_code"])) == (400, "authorization_pending")
    await approving.approve(backend, by=alice, user_code=started["user_code"])
    answer = await poll(http, started["device_code"])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["pragma"] == "no-cache"
    body = answer.json()
    key = body.pop("access_token")
    assert body == {"token_type": "Bearer", "expires_in": 90 * 24 * 3600, "scope": "read publish"}

    shown = await http.get(KEY, headers={"authorization": f"Bearer {key}"})
    assert shown.headers["cache-control"] == "no-store"
    (kept,) = await waiting.keys(backend)
    assert shown.json() == {
        "account": "alice",
        "administrator": False,
        "scopes": ["publish", "read"],
        "packages": None,
        "key": {"id": str(kept.id), "name": CLIENT, "hint": key[:9]},
        "expires_at": (clock.moment + timedelta(days=90)).isoformat(),
    }
    assert refusal(await poll(http, started["device_code"])) == (400, "invalid_grant")


async def test_a_device_that_polls_too_often_is_told_to_slow_down(
    http: httpx.AsyncClient, clock: Clock
) -> None:
    code = (await start(http))["device_code"]
    assert refusal(await poll(http, code)) == (400, "authorization_pending")
    clock.moment += timedelta(seconds=4)
    assert refusal(await poll(http, code)) == (400, "slow_down")
    clock.moment += timedelta(seconds=9)
    assert refusal(await poll(http, code)) == (400, "slow_down")
    clock.moment += timedelta(seconds=15)
    assert refusal(await poll(http, code)) == (400, "authorization_pending")


async def test_a_denied_device_and_a_late_one_hear_so(
    backend: Backend, http: httpx.AsyncClient, alice: Principal, clock: Clock
) -> None:
    denied, late = await start(http), await start(http)
    await approving.deny(backend, by=alice, user_code=denied["user_code"])
    assert refusal(await poll(http, denied["device_code"])) == (400, "access_denied")
    clock.moment += timedelta(minutes=10)
    assert refusal(await poll(http, late["device_code"])) == (400, "expired_token")
    assert await waiting.keys(backend) == []


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"scope": "read"}, "invalid_request"),
        ({"client_id": ""}, "invalid_request"),
        ({"client_id": " "}, "invalid_request"),
        ({"client_id": "x" * 65}, "invalid_request"),
        ({"client_id": "a\nb"}, "invalid_request"),
        ({"client_id": "\0"}, "invalid_request"),
        ({"client_id": "d\u00e9vsper"}, "invalid_request"),
        ({"client_id": ["a", "b"]}, "invalid_request"),
        ({"client_id": "a", "scope": ["read", "publish"]}, "invalid_request"),
        ({"client_id": "a", "scope": "write"}, "invalid_scope"),
        ({"client_id": "a", "scope": "read Publish"}, "invalid_scope"),
        ({"client_id": "a", "scope": " "}, "invalid_scope"),
        ({"client_id": "a", "scope": '"\\\u00e9'}, "invalid_scope"),
        ({"client_id": "a", "scope": "x" * 9000}, "invalid_request"),
        ({"client_id": "a"} | {f"field{number}": "x" for number in range(20)}, "invalid_request"),
    ],
)
async def test_a_start_that_makes_no_sense_is_refused(
    backend: Backend, http: httpx.AsyncClient, form: dict[str, Any], error: str
) -> None:
    assert refusal(await http.post(CODE, data=form)) == (400, error)
    assert await waiting.rows(backend) == []


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"content-type": "application/json"}, b'{"client_id": "a"}'),
        ({"content-type": "multipart/form-data; boundary=x"}, b"--x--"),
        ({}, b"client_id=a"),
        (FORM, b"client_id=%ff"),
        (FORM, b"client_id=\xff"),
    ],
)
async def test_what_is_no_form_is_refused(
    backend: Backend, http: httpx.AsyncClient, headers: dict[str, str], content: bytes
) -> None:
    for path in (CODE, TOKEN):
        answer = await http.post(path, headers=headers, content=content)
        assert refusal(answer) == (400, "invalid_request")
    assert await waiting.rows(backend) == []


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": ""}, "invalid_request"),
        ({"device_code": ""}, "invalid_request"),
        ({"client_id": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "device_code"}, "unsupported_grant_type"),
        ({"device_code": "x" * 43}, "invalid_grant"),
        ({"device_code": "\0"}, "invalid_grant"),
        ({"device_code": "\ud7ff"}, "invalid_grant"),
        ({"client_id": "another"}, "invalid_grant"),
    ],
)
async def test_a_poll_that_makes_no_sense_is_refused(
    backend: Backend,
    http: httpx.AsyncClient,
    alice: Principal,
    form: dict[str, str],
    error: str,
) -> None:
    started = await start(http)
    await approving.approve(backend, by=alice, user_code=started["user_code"])
    before = await state.of(backend)
    assert refusal(await poll(http, started["device_code"], **form)) == (400, error)
    assert await state.of(backend) == before
    assert (await poll(http, started["device_code"])).status_code == 200


async def test_a_scope_that_is_not_said_is_read(backend: Backend, http: httpx.AsyncClient) -> None:
    await http.post(CODE, data={"client_id": CLIENT})
    await http.post(CODE, data={"client_id": CLIENT, "scope": ""})
    assert [row.scopes for row in await waiting.rows(backend)] == [["read"], ["read"]]


async def test_the_eleventh_device_of_an_address_is_told_to_wait(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    for _ in range(10):
        await start(http)
    answer = await http.post(CODE, data={"client_id": CLIENT})
    assert refusal(answer) == (429, "slow_down")
    assert answer.headers["retry-after"].isdecimal()
    assert len(await waiting.rows(backend)) == 10


@pytest.mark.parametrize("path", [CODE, TOKEN])
async def test_the_endpoints_take_forms_by_post_alone(http: httpx.AsyncClient, path: str) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert (await http.request(method, path)).status_code == 405


async def test_a_key_of_any_scope_revokes_itself(
    backend: Backend, http: httpx.AsyncClient, alice: Principal
) -> None:
    started = await start(http, scope="read")
    await approving.approve(backend, by=alice, user_code=started["user_code"])
    key = (await poll(http, started["device_code"])).json()["access_token"]
    answer = await http.delete(KEY, headers={"x-api-key": key})
    assert (answer.status_code, answer.content) == (204, b"")
    for method in ("GET", "DELETE"):
        assert (await http.request(method, KEY, headers={"x-api-key": key})).status_code == 401
    actions = [event.action for event in await state.events(backend)]
    assert actions.count("key.revoked") == 1


async def test_a_stranger_has_no_key_to_look_at(http: httpx.AsyncClient) -> None:
    for method in ("GET", "DELETE"):
        assert (await http.request(method, KEY)).status_code == 401
