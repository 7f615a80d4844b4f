"""What nobody foresaw: masked for whoever asked, logged once for the administrator."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from devsper_registry import app as application
from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.storage.local import LocalStore
from tests.build import wheel
from tests.doors import seeds
from tests.doors.reading import opened, reader
from tests.server import form

pytestmark = pytest.mark.anyio


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path) as backend:
        yield backend


async def breaks(request: Request) -> Response:
    raise RuntimeError("the secret of the house")


async def breaks_half_way(request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"first"
        raise RuntimeError("the secret of the house")

    return StreamingResponse(pieces())


async def is_left(request: Request) -> Response:
    raise ClientDisconnect


@pytest.fixture
def more_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Doors that break."""
    routes = [
        Route("/breaks", breaks),
        Route("/breaks-half-way", breaks_half_way),
        Route("/is-left", is_left),
    ]
    monkeypatch.setattr(application, "ROUTES", routes)


@contextmanager
def logged() -> Iterator[list[Any]]:
    with capture_logs() as logs:
        yield logs


@pytest.mark.usefixtures("more_routes")
async def test_an_unexpected_error_is_masked_and_logged_once(backend: Backend) -> None:
    async with reader(backend) as http:
        with logged() as logs:
            answer = await http.get("/breaks", headers={"accept": "application/json"})
    request_id = answer.headers["x-request-id"]
    assert answer.status_code == 500
    assert answer.json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong here, not with your request: try again, and if it stays, "
        f"tell the administrator the request id {request_id}.",
        "code": "unexpected",
    }
    line, request = logs
    assert (request["event"], request["status"], request["outcome"]) == ("request", 500, "failed")
    assert (line["event"], line["request_id"], line["path"]) == (
        "unexpected",
        request_id,
        "/breaks",
    )
    assert line["exc_info"]


@pytest.mark.usefixtures("more_routes")
async def test_an_answer_that_breaks_half_way_is_logged_once(backend: Backend) -> None:
    async with reader(backend) as http:
        with logged() as logs, pytest.raises(AssertionError):
            # The in-process client notices that the answer never ended; a server hangs up.
            await http.get("/breaks-half-way")
    assert [line["event"] for line in logs] == ["unexpected", "request"]


@pytest.mark.usefixtures("more_routes")
async def test_a_client_that_has_gone_is_no_error(backend: Backend) -> None:
    async with reader(backend) as http:
        with logged() as logs, pytest.raises(AssertionError):
            await http.get("/is-left")
    assert [(line["event"], line["outcome"]) for line in logs] == [("request", "left")]


@pytest.mark.parametrize("method", ["DELETE", "POST"])
async def test_a_wrong_method_is_told_the_right_ones(backend: Backend, method: str) -> None:
    async with reader(backend) as http:
        answer: httpx.Response = await http.request(method, "/simple/")
    assert answer.status_code == 405
    assert sorted(answer.headers["allow"].split(", ")) == ["GET", "HEAD"]
    assert answer.text == (
        f"{method} is not understood at this address: the Allow header says what is."
    )


async def test_a_storage_that_is_away_is_worth_a_retry(backend: Backend, tmp_path: Path) -> None:
    secret, _ = await seeds.key(backend, Scope.PUBLISH)
    # A file where the directory should be: nothing can be written below it.
    in_the_way = tmp_path / "a file"
    in_the_way.touch()
    broken = replace(backend, store=LocalStore(in_the_way))
    file = wheel("demo", "1.0")
    async with reader(broken) as http:
        answer = await http.post(
            "/legacy/",
            data=form(file),
            files={"content": (file.filename, file.content)},
            auth=("__token__", secret),
        )
    assert answer.status_code == 503
    assert answer.text == "The file storage does not answer: try again in a moment."
    assert answer.headers["retry-after"] == "1"
