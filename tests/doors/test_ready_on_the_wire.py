"""What lies ready as our own server sends it: in one piece, and by HTTP's rules."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from devsper_registry.app import create_app
from devsper_registry.backend import Backend
from devsper_registry.rest.ready import Ready
from devsper_registry.server.draining import Server
from tests.doors import seeds
from tests.doors.reading import SIMPLE_JSON, opened
from tests.doors.test_ready import hearing, nothing_ready

pytestmark = pytest.mark.anyio
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n")
Answer = tuple[bytes, dict[bytes, bytes], bytes]
Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path, worker="off") as backend:
        await seeds.package(backend)
        await seeds.file(backend)
        await hearing(backend)
        yield backend


@pytest.fixture
async def wire(backend: Backend) -> AsyncIterator[Wire]:
    """A connection to a server that has answered with the page before."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(create_app(backend), drain_seconds=0)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        writer.write(request())
        await answer(reader)
        yield reader, writer
        writer.close()
        server.should_exit = True
        await serving


def request(method: str = "GET", *headers: str) -> bytes:
    lines = [f"{method} /simple/demo/ HTTP/1.1", "Host: registry.example.com"]
    return "\r\n".join([*lines, f"Accept: {SIMPLE_JSON}", *headers, "", ""]).encode()


async def answer(reader: asyncio.StreamReader, *, has_body: bool = True) -> Answer:
    """Return the status line, the headers without what is another in each answer, and the body."""
    head = await reader.readuntil(b"\r\n\r\n")
    status, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    headers = dict(line.split(b": ", 1) for line in lines)
    assert len(headers.pop(b"x-request-id")) == 32
    headers.pop(b"date")
    length = LENGTH.search(head)
    body = await reader.readexactly(int(length[1])) if length and has_body else b""
    return status, headers, body


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("asked", ["", "If-None-Match: *", "Connection: close"])
async def test_in_one_piece_it_is_what_uvicorn_would_send(
    wire: Wire, method: str, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, writer = wire
    headers = [asked] if asked else []
    with monkeypatch.context() as patched:
        patched.setattr(Ready, "_answer", nothing_ready)
        writer.write(request(method))
        long = await answer(reader, has_body=method == "GET")
    writer.write(request(method, *headers))
    ready = await answer(reader, has_body=method == "GET" and "Match" not in asked)
    if "Match" in asked:
        of_content = {b"content-type", b"content-length"}
        left = {name: value for name, value in long[1].items() if name not in of_content}
        assert ready == (b"HTTP/1.1 304 Not Modified", left, b"")
    elif asked:
        assert ready == (long[0], {**long[1], b"connection": b"close"}, long[2])
        assert await reader.read() == b""
    else:
        assert ready == long


async def test_requests_that_come_together_are_answered_in_their_order(wire: Wire) -> None:
    reader, writer = wire
    writer.write(request() + request("HEAD") + request("GET", "If-None-Match: *") + request())
    first = await answer(reader)
    head = await answer(reader, has_body=False)
    unchanged = await answer(reader)
    last = await answer(reader)
    assert (first, head) == (last, (*first[:2], b""))
    assert unchanged[0] == b"HTTP/1.1 304 Not Modified"


async def test_who_does_not_read_is_sent_no_more_until_he_does(wire: Wire) -> None:
    reader, writer = wire
    many = 3000
    writer.write(request() * many)
    await asyncio.sleep(0)
    assert len({(await answer(reader))[2] for _ in range(many)}) == 1
