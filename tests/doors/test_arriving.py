"""What every request brings along: its client's address, its scheme and its id."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message
from starlette.websockets import WebSocket

from devsper_registry import app as application
from devsper_registry.backend import Backend
from devsper_registry.gate.arriving import address_of, request_id_of
from tests.doors.reading import opened

pytestmark = pytest.mark.anyio
ID = re.compile(r"[0-9a-f]{32}")


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path, trusted_proxies="10.0.0.0/8") as backend:
        yield backend


async def who(request: Request) -> JSONResponse:
    return JSONResponse([address_of(request), str(request.base_url), request_id_of(request)])


async def who_streams(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_json([address_of(websocket), websocket.url.scheme])
    await websocket.close()


@pytest.fixture
def app(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    routes = [*application.ROUTES, Route("/who", who), WebSocketRoute("/who", who_streams)]
    monkeypatch.setattr(application, "ROUTES", routes)
    return application.create_app(backend)


async def asked(
    app: FastAPI, peer: str, headers: dict[str, str], path: str = "/who"
) -> httpx.Response:
    transport = httpx.ASGITransport(app=app, client=(peer, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://registry.test") as http:
        return await http.get(path, headers=headers)


FORWARDED = {
    "x-forwarded-for": "198.51.100.1",
    "x-forwarded-proto": "https",
    "x-request-id": "0123456789-from-the-proxy",
}


async def test_a_trusted_proxy_is_believed(app: FastAPI) -> None:
    answer = await asked(app, "10.1.2.3", FORWARDED)
    assert answer.json() == ["198.51.100.1", "https://registry.test/", "0123456789-from-the-proxy"]
    assert answer.headers["x-request-id"] == "0123456789-from-the-proxy"


async def test_a_stranger_who_claims_to_be_a_proxy_is_not(app: FastAPI) -> None:
    answer = await asked(app, "203.0.113.9", FORWARDED)
    address, url, request_id = answer.json()
    assert (address, url) == ("203.0.113.9", "http://registry.test/")
    assert ID.fullmatch(request_id)
    assert answer.headers["x-request-id"] == request_id


@pytest.mark.parametrize(
    "given",
    [
        "short",
        "x" * 65,
        "with a space in it",
        "hm_abcdefghijklmnop",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "line\\nbreak-in-the-log",
    ],
)
async def test_a_proxy_s_request_id_must_look_like_one(app: FastAPI, given: str) -> None:
    answer = await asked(app, "10.1.2.3", {"x-request-id": given})
    assert ID.fullmatch(answer.headers["x-request-id"])


@pytest.mark.parametrize(
    "path", ["/nothing-here", "/simple/", "/health", "/graphql?query={version}"]
)
async def test_every_answer_has_an_id_of_its_own(app: FastAPI, path: str) -> None:
    first, second = [await asked(app, "203.0.113.9", {}, path) for _ in range(2)]
    assert ID.fullmatch(first.headers["x-request-id"])
    assert first.headers.get_list("x-request-id") != second.headers.get_list("x-request-id")


async def test_a_websocket_s_client_is_told_alike(app: FastAPI) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "websocket",
        "path": "/who",
        "query_string": b"",
        "scheme": "ws",
        "client": ("10.1.2.3", 4711),
        "server": ("registry.test", 80),
        "headers": [(name.encode(), value.encode()) for name, value in FORWARDED.items()],
        "subprotocols": [],
    }
    await app(scope, receive, send)
    accepted, told = sent[:2]
    assert accepted["headers"] == [(b"x-request-id", b"0123456789-from-the-proxy")]
    assert told["text"] == '["198.51.100.1","wss"]'
