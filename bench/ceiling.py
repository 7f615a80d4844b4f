"""The least that the same server does for a request: bytes that lie ready, and nothing else.

uvicorn as the registry starts it, with its own protocol and an application of two messages, which
is what every page in Python stays below: `python -m bench.ceiling PORT`.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import psutil
import uvicorn
from starlette.types import Message, Receive, Scope, Send

from tests.acceptance.serving import free_port

STARTS_WITHIN = 60
UNCHANGED = "/unchanged"


@dataclass(frozen=True)
class Ceiling:
    """A running one."""

    url: str
    process: psutil.Process

    def of(self, size: int | None) -> str:
        """Return where so many bytes are answered; None for 304."""
        return f"{self.url}{UNCHANGED if size is None else f'/{size}'}"


@contextmanager
def running() -> Iterator[Ceiling]:
    """Serve for the block."""
    port = free_port()
    process = psutil.Popen([sys.executable, "-m", "bench.ceiling", str(port)])
    try:
        ceiling = Ceiling(f"http://127.0.0.1:{port}", process)
        _until_it_answers(ceiling)
        yield ceiling
    finally:
        process.kill()
        process.wait()


def _until_it_answers(ceiling: Ceiling) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        try:
            httpx.get(ceiling.of(1), trust_env=False)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise subprocess.TimeoutExpired("bench.ceiling", STARTS_WITHIN)


ready: dict[str, tuple[Message, Message]] = {}


async def app(scope: Scope, _receive: Receive, send: Send) -> None:
    """Send what lies ready."""
    path = scope["path"]
    if path not in ready:
        ready[path] = _messages(path)
    start, body = ready[path]
    await send(start)
    await send(body)


def _messages(path: str) -> tuple[Message, Message]:
    headers = [(b"etag", b'"0123456789abcdef"')]
    status, body = 304, b""
    if path != UNCHANGED:
        status, body = 200, b"x" * int(path[1:])
        headers += [(b"content-type", b"text/html"), (b"content-length", b"%d" % len(body))]
    return (
        {"type": "http.response.start", "status": status, "headers": headers},
        {"type": "http.response.body", "body": body},
    )


if __name__ == "__main__":
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
    )
