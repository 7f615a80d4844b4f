"""The device's side of the login, against a registry that answers what the test says."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pytest

from devsper_registry.auth import api_key
from devsper_registry.auth.device_code import GRANT_TYPE
from devsper_registry.cli.login import flow, place
from devsper_registry.cli.login.flow import Asked
from devsper_registry.errors import (
    LoginDenied,
    LoginExpired,
    LoginRefused,
    LoginUnreachable,
    NotARegistry,
    RegistryError,
)

STARTED = {
    "device_code": "d" * 43,
    "user_code": "BCDF-GHJK",
    "verification_uri": "https://registry.example.com/device",
    "verification_uri_complete": "https://registry.example.com/device?user_code=BCDF-GHJK",
    "expires_in": 600,
    "interval": 5,
}
KEY = api_key.generate().secret
ISSUED = (200, {"access_token": KEY, "token_type": "Bearer", "expires_in": 1, "scope": "read"})
# No answer at all: the connection is cut.
CUT: tuple[int, Any] = (0, {})


def error(name: str, status: int = 400) -> tuple[int, dict[str, Any]]:
    return status, {"error": name, "error_description": f"It is {name}."}


class Registry:
    """Answers in the order of a list, and keeps what was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, Any]] = []
        self.forms: list[dict[str, list[str]]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.place = place.of(f"http://127.0.0.1:{self.server.server_port}")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                registry.forms.append(parse_qs(body))
                status, content = registry.answers.pop(0)
                if status == 0:
                    self.close_connection = True
                    return
                text = content if isinstance(content, bytes) else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.send_header("Retry-After", "30")
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                return

        return Handler


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def registry() -> Iterator[Registry]:
    registry = Registry()
    thread = Thread(target=registry.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield registry
    registry.server.shutdown()
    thread.join()
    registry.server.server_close()


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr(flow, "time", time)
    return time


def ask(registry: Registry) -> Asked:
    with flow.connected(registry.place) as http:
        return flow.ask(registry.place, http, client="laptop", scope="read publish")


def wait(registry: Registry, tell: Callable[[str], None] = lambda _: None) -> str:
    asked = Asked("laptop", "d" * 43, "BCDF-GHJK", "https://x", "https://x", 600, 5)
    with flow.connected(registry.place) as http:
        return flow.wait(registry.place, http, asked, tell=tell)


def test_what_is_asked_for_and_answered(registry: Registry) -> None:
    registry.answers = [(200, STARTED)]
    asked = ask(registry)
    assert registry.forms == [{"client_id": ["laptop"], "scope": ["read publish"]}]
    assert (asked.user_code, asked.interval, asked.expires_in) == ("BCDF-GHJK", 5, 600)
    assert asked.page_with_code == STARTED["verification_uri_complete"]


def test_what_may_be_left_out_has_the_rfcs_values(registry: Registry) -> None:
    given = {name: STARTED[name] for name in ("device_code", "user_code", "verification_uri")}
    registry.answers = [(200, given)]
    asked = ask(registry)
    assert (asked.interval, asked.page_with_code) == (5, STARTED["verification_uri"])


def test_the_interval_is_kept_and_grows_for_good(registry: Registry, time: Time) -> None:
    pending, slower = error("authorization_pending"), error("slow_down")
    registry.answers = [pending, slower, pending, slower, pending, ISSUED]
    assert wait(registry) == KEY
    assert time.slept == [5, 5, 10, 10, 15, 15]
    assert registry.forms[0] == {
        "grant_type": [GRANT_TYPE],
        "device_code": ["d" * 43],
        "client_id": ["laptop"],
    }


def test_a_registry_that_is_away_or_busy_is_asked_less_often(
    registry: Registry, time: Time
) -> None:
    told: list[str] = []
    pending, away = error("authorization_pending"), error("temporarily_unavailable", 503)
    registry.answers = [CUT, CUT, pending, away, (429, b"busy"), pending, ISSUED]
    assert wait(registry, told.append) == KEY
    assert time.slept == [5, 10, 15, 5, 35, 60, 5]
    assert [line.partition(" (")[0] for line in told] == [
        "The registry does not answer",
        "The registry does not answer",
        "Waiting for you to let this machine in",
        "The registry is busy",
        "The registry is busy",
        "Waiting for you to let this machine in",
    ]


def test_after_the_life_of_the_code_nobody_is_asked_any_more(
    registry: Registry, time: Time
) -> None:
    registry.answers = [error("authorization_pending")] * 200
    with pytest.raises(LoginExpired):
        wait(registry)
    assert time.now < 600


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (error("access_denied"), LoginDenied),
        (error("expired_token"), LoginExpired),
        (error("invalid_grant"), LoginRefused),
        (error("invalid_client", 401), LoginRefused),
        ((400, b"no JSON"), LoginRefused),
        ((200, {}), NotARegistry),
        ((200, {"access_token": "x\nmachine evil login a password b"}), NotARegistry),
        ((200, {"access_token": "hm_short"}), NotARegistry),
        ((200, b"[]"), NotARegistry),
    ],
)
def test_every_end_is_a_refusal(
    registry: Registry, time: Time, answer: tuple[int, Any], refusal: type[RegistryError]
) -> None:
    registry.answers = [answer]
    with pytest.raises(refusal):
        wait(registry)


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (error("invalid_scope"), LoginRefused),
        (error("slow_down", 429), LoginRefused),
        ((404, {"detail": "no such path", "code": "request.path-not-found"}), LoginRefused),
        ((404, b"<html>"), NotARegistry),
        ((200, b"<html>"), NotARegistry),
        ((200, {**STARTED, "user_code": "\x1b[31mBCDF"}), NotARegistry),
        ((200, {**STARTED, "verification_uri": "javascript:alert(1)"}), NotARegistry),
        ((200, {**STARTED, "verification_uri_complete": "file:///etc/passwd"}), NotARegistry),
        (CUT, LoginUnreachable),
    ],
)
def test_a_start_that_fails_is_a_refusal(
    registry: Registry, answer: tuple[int, Any], refusal: type[RegistryError]
) -> None:
    registry.answers = [answer]
    with pytest.raises(refusal):
        ask(registry)
