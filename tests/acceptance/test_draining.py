"""Leaving: `/ready` says so first, everything under way is finished, streams are told to go."""

import json
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.acceptance.serving import Serving, serving
from tests.build import wheel
from tests.server import form

FOLLOW = 'subscription { packageEvents(name: "leaving") { serial } }'
PIECES = 5
BROKEN_OFF = "The registry is being restarted and broke this request off: try again in a moment."


@pytest.fixture(params=["1", "2"], ids=["one process", "two workers"])
def workers(request: pytest.FixtureRequest) -> str:
    number: str = request.param
    return number


@contextmanager
def registry_of(tmp_path: Path, database_url: str, **settings: str) -> Iterator[Serving]:
    with serving(tmp_path / "data", DATABASE_URL=database_url, **settings) as registry:
        yield registry
    assert "Traceback" not in (tmp_path / "stderr.log").read_text()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


class SlowUpload:
    """An upload whose body comes in pieces, as slowly as the test wants."""

    def __init__(self, registry: Serving) -> None:
        (key,) = registry.keys_shown
        self.file = wheel("leaving", "1.0")
        request = httpx.Request(
            "POST",
            f"{registry.url}/legacy/",
            data=form(self.file),
            files={"content": (self.file.filename, self.file.content)},
            headers={"Authorization": httpx.BasicAuth("__token__", key)._auth_header},
        )
        self._body = request.read()
        port = int(registry.url.rpartition(":")[2])
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        self._socket.sendall(f"POST /legacy/ HTTP/1.1\r\n{head}\r\n".encode())
        self._sent = 0
        self.send_some()

    def send_some(self) -> None:
        piece = len(self._body) // PIECES
        self._socket.sendall(self._body[self._sent : self._sent + piece])
        self._sent += piece

    def finish(self) -> str:
        """Send the rest and return the answer's first line."""
        self._socket.sendall(self._body[self._sent :])
        return self.answer()

    def answer(self) -> str:
        """Return the answer's first line."""
        with self._socket, self._socket.makefile("r", encoding="latin-1") as answer:
            return answer.readline().strip()


def test_unready_first_then_finished_then_gone(
    tmp_path: Path, database_url: str, workers: str
) -> None:
    with registry_of(tmp_path, database_url, WORKERS=workers, DRAIN_SECONDS="6") as registry:
        assert httpx.get(f"{registry.url}/ready", timeout=60).status_code == 200
        upload = SlowUpload(registry)
        registry.process.send_signal(signal.SIGTERM)

        # A new request is still served, and its connection is the last of its proxy's.
        until(
            lambda: (
                {httpx.get(f"{registry.url}/ready", timeout=60).status_code for _ in range(6)}
                == {503}
            )
        )
        told = httpx.get(f"{registry.url}/ready", timeout=60)
        assert told.json()["status"] == "leaving"
        served = httpx.get(f"{registry.url}/simple/", timeout=60)
        assert (served.status_code, served.headers["connection"]) == (200, "close")

        until(lambda: _is_deaf(registry))
        upload.send_some()
        assert upload.finish() == "HTTP/1.1 200 OK"
        assert registry.process.wait(60) == 0


def test_who_follows_is_told_to_go(tmp_path: Path, database_url: str, workers: str) -> None:
    with registry_of(tmp_path, database_url, WORKERS=workers) as registry:
        upload = SlowUpload(registry)
        assert upload.finish() == "HTTP/1.1 200 OK"
        socket_url = registry.url.replace("http", "ws") + "/graphql"
        with (
            connect(socket_url, subprotocols=["graphql-transport-ws"]) as websocket,  # type: ignore[list-item]
            httpx.stream(
                "POST",
                f"{registry.url}/graphql",
                json={"query": FOLLOW},
                headers={"Accept": "text/event-stream"},
                timeout=60,
            ) as stream,
        ):
            websocket.send(json.dumps({"type": "connection_init"}))
            assert json.loads(websocket.recv())["type"] == "connection_ack"
            subscribe = {"id": "1", "type": "subscribe", "payload": {"query": FOLLOW}}
            websocket.send(json.dumps(subscribe))
            registry.process.send_signal(signal.SIGTERM)

            with pytest.raises(ConnectionClosed) as closed:
                websocket.recv(timeout=60)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1012
            # Ended, and not complete: the client comes again.
            assert "event: complete" not in "".join(stream.iter_text())
        assert registry.process.wait(60) == 0


def test_a_second_signal_hastens(tmp_path: Path, database_url: str, workers: str) -> None:
    with registry_of(tmp_path, database_url, WORKERS=workers, DRAIN_SECONDS="600") as registry:
        upload = SlowUpload(registry)
        registry.process.send_signal(signal.SIGTERM)
        until(lambda: httpx.get(f"{registry.url}/ready", timeout=60).status_code == 503)
        registry.process.send_signal(signal.SIGTERM)
        assert registry.process.wait(60) == 0
        # Broken off, and told that it may come again.
        assert upload.answer() == "HTTP/1.1 503 " + BROKEN_OFF


def _is_deaf(registry: Serving) -> bool:
    try:
        httpx.get(f"{registry.url}/health", timeout=60)
    except httpx.TransportError:
        return True
    return False
