"""Who may read, in process: keys, scopes, and what a stranger learns."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from devsper_registry.auth import api_key
from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from tests.doors import seeds
from tests.doors.reading import opened, private, reader, said

pytestmark = pytest.mark.anyio
READ = Scope.READ
ASKS_FOR_A_KEY = (
    "This registry asks for an API key: give it as the password, "
    "with any user name such as __token__."
)
BAD_KEY = (
    "The API key is unknown, expired or revoked: create a new one and give it as the password."
)


def basic(secret: str, user: str = "__token__") -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()}


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path) as backend:
        await seeds.package(backend)
        yield backend


@pytest.fixture
async def wheel(backend: Backend) -> seeds.Seeded:
    return await seeds.file(backend)


@pytest.fixture
async def http(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    async with reader(private(backend)) as client:
        yield client


def at(backend: Backend, moment: datetime) -> Backend:
    """Return the same registry with a clock that stands still."""
    return replace(backend, now=lambda: moment)


def paths(wheel: seeds.Seeded) -> list[str]:
    """What is there, what is not, and what could not be."""
    return [
        "/simple/",
        "/simple",
        "/simple/demo/",
        "/simple/Demo",
        "/simple/missing/",
        "/simple/%00/",
        "/legacy/+simple/demo/",
        "/legacy/+simple/missing/",
        wheel.path,
        f"{wheel.path}.metadata",
        f"/packages/missing/{wheel.sha256}/{wheel.filename}",
        f"/packages/demo/{'0' * 64}/{wheel.filename}",
    ]


def seen(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    return answer.status_code, answer.content, said(answer)


async def test_a_stranger_is_asked_for_a_key_in_the_same_words_everywhere(
    http: httpx.AsyncClient, wheel: seeds.Seeded
) -> None:
    answers = [seen(await http.get(path)) for path in paths(wheel)]
    status, body, headers = answers[0]
    assert status == 401
    assert body.decode() == ASKS_FOR_A_KEY
    assert headers["www-authenticate"] == 'Basic realm="devsper-registry"'
    assert all(answer == answers[0] for answer in answers)


async def test_a_key_without_the_scope_is_forbidden_everywhere(
    backend: Backend, http: httpx.AsyncClient, wheel: seeds.Seeded
) -> None:
    secret, _ = await seeds.key(backend, Scope.PUBLISH)
    answers = [seen(await http.get(path, headers=basic(secret))) for path in paths(wheel)]
    assert answers[0][0] == 403
    assert answers[0][1].decode() == (
        "This API key lacks the scope 'read': use a key that has it, or ask an administrator."
    )
    assert all(answer == answers[0] for answer in answers)


async def test_a_bound_key_reads_its_packages_and_no_others(
    backend: Backend, http: httpx.AsyncClient, wheel: seeds.Seeded
) -> None:
    await seeds.package(backend, "other")
    secret, _ = await seeds.key(backend, READ, packages=["demo"])

    async def status(path: str) -> int:
        return (await http.get(path, headers=basic(secret))).status_code

    assert await status("/simple/demo/") == 200
    assert await status("/legacy/+simple/demo/") == 200
    assert await status(wheel.path) == 200
    assert await status("/simple/other/") == 403
    assert await status("/simple/missing/") == 403
    assert await status(f"/packages/missing/{wheel.sha256}/{wheel.filename}") == 403
    assert await status(f"/packages/other/{wheel.sha256}/{wheel.filename}") == 403
    assert await status("/simple/") == 403
    assert (await http.get("/simple/missing/", headers=basic(secret))).text == (
        "This API key is restricted to other packages than 'missing': use a key for it."
    )


async def test_what_is_private_is_said_to_caches_and_browsers(
    backend: Backend, http: httpx.AsyncClient, wheel: seeds.Seeded
) -> None:
    secret, _ = await seeds.key(backend, READ)
    for path in ("/simple/", "/simple/demo/", "/simple/Demo/"):
        answer = await http.get(path, headers=basic(secret))
        assert answer.headers["cache-control"] == "private, max-age=0, must-revalidate"
        assert answer.headers["vary"] == "Accept, Accept-Encoding, Authorization, X-API-Key, Origin"
        assert "access-control-allow-origin" not in answer.headers
    for path in (wheel.path, f"{wheel.path}.metadata"):
        answer = await http.get(path, headers=basic(secret))
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert answer.headers["vary"] == "Authorization, X-API-Key, Origin"
        assert "access-control-allow-origin" not in answer.headers


async def test_every_way_of_showing_a_key_is_taken(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    secret, _ = await seeds.key(backend, READ)
    for headers in (
        basic(secret),
        basic(secret, user="anybody"),
        basic(f" {secret}\n"),
        {"authorization": f"Bearer {secret}"},
        {"authorization": f"token {secret}"},
        {"x-api-key": secret},
    ):
        assert (await http.get("/simple/demo/", headers=headers)).status_code == 200


async def test_a_bad_credential_is_401_even_where_everybody_may_read(
    backend: Backend, http: httpx.AsyncClient, wheel: seeds.Seeded
) -> None:
    expired, _ = await seeds.key(backend, READ, expires_in=timedelta(seconds=-1))
    revoked, _ = await seeds.key(backend, READ, revoked=True)
    good, _ = await seeds.key(backend, READ)
    async with reader(backend) as public:
        for client in (http, public):
            for headers in (
                basic(expired),
                basic(revoked),
                basic(api_key.generate().secret),
                basic(good[:-1] + ("0" if good[-1] != "0" else "1")),
                basic("password"),
                basic(""),
                {"authorization": "Basic ???"},
                {"authorization": "Digest x"},
                {"authorization": "Bearer a.b.c"},
                {"x-api-key": "\u00e9".encode("latin-1")},
            ):
                for path in ("/simple/", "/simple/demo/", "/simple/missing/", wheel.path):
                    answer = await client.get(path, headers=headers)  # type: ignore[arg-type]
                    assert (answer.status_code, answer.text) == (401, BAD_KEY)
                    assert answer.headers["www-authenticate"] == 'Basic realm="devsper-registry"'


async def test_a_key_of_a_suspended_account_says_so(
    backend: Backend, http: httpx.AsyncClient, wheel: seeds.Seeded
) -> None:
    suspended, _ = await seeds.key(backend, READ, suspended=True)
    for path in ("/simple/demo/", wheel.path):
        answer = await http.get(path, headers=basic(suspended))
        assert (answer.status_code, answer.text) == (
            401,
            "The account is suspended, and its keys and sessions with it: ask an administrator.",
        )


async def test_a_key_ends_at_its_hour(backend: Backend) -> None:
    secret, _ = await seeds.key(backend, READ, expires_in=timedelta(hours=1))
    start = backend.now()
    for after, status in ((timedelta(minutes=59), 200), (timedelta(hours=1, seconds=1), 401)):
        async with reader(private(at(backend, start + after))) as http:
            answer = await http.get("/simple/demo/", headers=basic(secret))
        assert answer.status_code == status


async def last_used(backend: Backend, key_id: UUID) -> Any:
    await asyncio.gather(*backend.errands)
    async with backend.database.raw() as connection:
        return await connection.fetchval("SELECT last_used_at FROM api_key WHERE id = $1", key_id)


async def test_the_last_use_of_a_key_is_noted_at_most_once_a_minute(backend: Backend) -> None:
    secret, key_id = await seeds.key(backend, READ)
    start = backend.now()
    assert await last_used(backend, key_id) is None
    for after, noted in ((0, 0), (30, 0), (59, 0), (60, 60), (61, 60), (600, 600)):
        async with reader(private(at(backend, start + timedelta(seconds=after)))) as http:
            burst = [http.get("/simple/demo/", headers=basic(secret)) for _ in range(5)]
            assert {answer.status_code for answer in await asyncio.gather(*burst)} == {200}
        assert await last_used(backend, key_id) == start + timedelta(seconds=noted)


async def test_the_address_of_the_last_use_is_kept_for_the_owner_to_see(backend: Backend) -> None:
    secret, key_id = await seeds.key(backend, READ)
    async with reader(private(backend)) as http:
        await http.get("/simple/demo/", headers=basic(secret))
        await last_used(backend, key_id)
        query = "{ viewer { apiKeys { nodes { hint lastUsedAddress } } } }"
        answer = await http.post("/graphql", json={"query": query}, headers=basic(secret))
    key = {"hint": secret[:9], "lastUsedAddress": "127.0.0.1"}
    assert answer.json()["data"] == {"viewer": {"apiKeys": {"nodes": [key]}}}


async def test_a_refused_key_leaves_no_trace_of_use(backend: Backend) -> None:
    secret, key_id = await seeds.key(backend, READ, revoked=True)
    async with reader(private(backend)) as http:
        assert (await http.get("/simple/demo/", headers=basic(secret))).status_code == 401
    assert await last_used(backend, key_id) is None


async def test_health_asks_nobody(http: httpx.AsyncClient) -> None:
    assert (await http.get("/health")).status_code == 200
    assert (await http.get("/ready")).status_code == 200
