"""What a browser is told: whose pages may read an answer, and what it must not do with one."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from devsper_registry.app import create_app
from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.gate.browser import HSTS, SECURITY
from tests.doors import seeds
from tests.doors.graphql.wire import wired
from tests.doors.reading import opened, private, reader

pytestmark = pytest.mark.anyio
OURS = [
    "https://registry.example.com",
    "https://app.example.com",
    "https://www.example.com",
    "http://localhost:3000",
]
STRANGE = [
    "https://evil.example",
    "http://app.example.com",
    "https://app.example.com:8443",
    "https://app.example.com.evil.example",
    "https://evilapp.example.com",
    "null",
    "*",
]
QUERY: dict[str, Any] = {"json": {"query": "{ version }"}}


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(
        database_url,
        tmp_path,
        base_url="https://registry.example.com",
        frontend_url="https://app.example.com/registry",
        homepage_url="https://www.example.com",
        cors_allowed_origins="http://localhost:3000",
    ) as backend:
        yield backend


@pytest.fixture
async def http(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    async with reader(backend) as client:
        yield client


@pytest.mark.parametrize("origin", OURS)
async def test_our_own_pages_may_read_answers_with_credentials(
    http: httpx.AsyncClient, origin: str
) -> None:
    answer = await http.post("/graphql", headers={"origin": origin}, **QUERY)
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize("origin", STRANGE)
async def test_other_pages_may_not(http: httpx.AsyncClient, origin: str) -> None:
    answer = await http.post("/graphql", headers={"origin": origin}, **QUERY)
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert "Origin" in answer.headers["vary"]


@pytest.mark.parametrize("origin", OURS)
async def test_a_preflight_of_our_pages_is_answered(http: httpx.AsyncClient, origin: str) -> None:
    asked = {"origin": origin, "access-control-request-method": "POST"}
    answer = await http.options("/graphql", headers=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert (
        answer.headers["access-control-allow-headers"] == "Authorization, Content-Type, X-API-Key"
    )
    assert answer.headers["access-control-max-age"] == "600"


@pytest.mark.parametrize("origin", STRANGE)
async def test_a_preflight_of_others_is_not(http: httpx.AsyncClient, origin: str) -> None:
    asked = {"origin": origin, "access-control-request-method": "POST"}
    answer = await http.options("/graphql", headers=asked)
    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


async def test_errors_are_readable_for_our_pages_too(http: httpx.AsyncClient) -> None:
    answer = await http.get("/nothing", headers={"origin": OURS[0]})
    assert answer.status_code == 404
    assert answer.headers["access-control-allow-origin"] == OURS[0]


async def test_any_page_may_read_what_anybody_may_and_without_credentials(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    for origin in (OURS[0], STRANGE[0]):
        answer = await http.get("/simple/", headers={"origin": origin})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
    async with reader(private(backend)) as closed:
        answer = await closed.get("/simple/", headers={"origin": STRANGE[0]})
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/health",
        "/nothing",
        "/simple/",
        "/simple",
        "/simple/missing/",
        "/legacy/",
        "/api/v1/search",
        "/graphql?query={version}",
        "/metrics",
        "/packages/demo/x/y",
    ],
)
async def test_every_answer_has_the_security_headers(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    for name, value in [*SECURITY, HSTS]:
        assert answer.headers.get_list(name.decode()) == [value.decode()], name
    assert "server" not in answer.headers
    assert "cache-control" in answer.headers


async def test_graphiql_keeps_the_policy_of_its_own(http: httpx.AsyncClient) -> None:
    answer = await http.get("/graphql", headers={"accept": "text/html"})
    (policy,) = answer.headers.get_list("content-security-policy")
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-frame-options"] == "DENY"


async def test_plain_http_is_not_told_to_be_strict(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url, tmp_path) as backend, reader(backend) as http:
        assert "strict-transport-security" not in (await http.get("/health")).headers


async def test_what_a_key_was_shown_for_stays_out_of_shared_caches(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    secret, _ = await seeds.key(backend, Scope.READ)
    with_key = await http.get("/api/v1/search", auth=("__token__", secret))
    assert with_key.headers["cache-control"] == "private, no-cache"
    assert (await http.get("/api/v1/search")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(("origin", "heard"), [(OURS[1], "websocket.accept"), (STRANGE[0], None)])
async def test_a_websocket_is_opened_by_the_same_pages(
    backend: Backend, origin: str, heard: str | None
) -> None:
    async with wired(create_app(backend), origin=origin) as wire:
        told = await wire.hear()
    assert (told == heard) is (heard is not None)
