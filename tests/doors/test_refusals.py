"""A refusal is told everywhere by one code: to the client, in the log and in the metrics."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from prometheus_client import REGISTRY
from pydantic import SecretStr
from structlog.testing import capture_logs

from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.settings import Env
from tests.build import Built, wheel
from tests.doors import seeds
from tests.doors.reading import opened, reader
from tests.server import form
from tests.services import state

pytestmark = pytest.mark.anyio
TOKEN = "a-token-for-prometheus"


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path) as backend:
        yield backend


def having(backend: Backend, **settings: object) -> Backend:
    return replace(backend, settings=backend.settings.model_copy(update=settings))


async def upload(http: httpx.AsyncClient, key: str, file: Built) -> httpx.Response:
    return await http.post(
        "/legacy/?secret=query",
        data=form(file),
        files={"content": (file.filename, file.content)},
        auth=("__token__", key),
        headers={"accept": "application/json"},
    )


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_a_refusal_is_told_to_the_client_the_log_and_the_metrics(backend: Backend) -> None:
    key, _ = await seeds.key(backend, Scope.PUBLISH)
    before = await state.of(backend)
    codes = counted("devsper_refusals_total", code="name.standard-library")
    uploads = counted("devsper_uploads_total", outcome="name.standard-library")
    async with reader(backend) as http:
        with capture_logs() as logs:
            answer = await upload(http, key, wheel("json", "1.0"))
    sentence = "The name 'json' is that of a module of Python's standard library: choose another."
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "message": sentence,
            "code": f"400 {sentence}",
            "title": "Bad Request",
            "error": "name.standard-library",
        },
    )
    (line,) = [entry for entry in logs if entry["event"] == "refused"]
    assert str(line.pop("account_id")).count("-") == 4
    assert line == {
        "event": "refused",
        "log_level": "debug",
        "code": "name.standard-library",
        "status": 400,
        "method": "POST",
        "path": "/legacy/",
    }
    assert counted("devsper_refusals_total", code="name.standard-library") == codes + 1
    assert counted("devsper_uploads_total", outcome="name.standard-library") == uploads + 1
    assert await state.of(backend) == before


@pytest.mark.parametrize(
    ("limit", "code", "status"),
    [
        ("max_files_per_release", "limit.files-of-release", 403),
        ("max_package_size_mb", "limit.package-size", 403),
        ("max_account_size_mb", "limit.account-size", 403),
        ("max_new_packages_per_hour", "limit.new-packages", 429),
    ],
)
async def test_each_limit_has_its_code_and_changes_nothing(
    backend: Backend, limit: str, code: str, status: int
) -> None:
    closed = having(backend, **{limit: 0})
    key, _ = await seeds.key(backend, Scope.PUBLISH)
    first, second = wheel("demo", "1.0"), wheel("demo", "1.0", tag="py2-none-any")
    if limit == "max_new_packages_per_hour":
        second = wheel("other", "1.0")
    async with reader(backend) as http:
        assert (await upload(http, key, first)).status_code == 200
    before = await state.of(backend)
    async with reader(closed) as http:
        refused = await upload(http, key, second)
        again = await upload(http, key, first)
    assert (refused.status_code, refused.json()["error"]) == (status, code)
    assert refused.headers.get("retry-after") == ("3600" if status == 429 else None)
    assert again.status_code == 200
    assert await state.of(backend) == before


async def test_warnings_come_back_one_a_line_and_where_to_look_after_them(backend: Backend) -> None:
    key, _ = await seeds.key(backend, Scope.PUBLISH)
    first, near = wheel("requests", "1.0"), wheel("reqests", "1.0")
    async with reader(backend) as http:
        await upload(http, key, first)
        answer = await http.post(
            "/legacy/",
            data=form(near) | {"summary": "Another"},
            files={"content": (near.filename, near.content)},
            auth=("__token__", key),
        )
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert (answer.status_code, answer.text.splitlines()) == (
        200,
        [
            "The name 'reqests' is one slip away from the existing package 'requests': "
            "check that this is what you mean.",
            "The form's summary differs from the file's, which is kept.",
            "http://registry.example.com/simple/reqests/ The file is pending: "
            "`devsper-registry status reqests 1.0` shows what becomes of it.",
        ],
    )


async def test_nobody_writes_lines_of_his_own_into_the_log(backend: Backend) -> None:
    async with reader(backend) as http:
        with capture_logs() as logs:
            await http.get("/nothing%0ahere")
    assert [line["path"] for line in logs] == ["/nothing%0Ahere"] * 2


async def test_metrics_are_for_everybody_in_development(backend: Backend) -> None:
    async with reader(backend) as http:
        await http.get("/nothing-here")
        answer = await http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'devsper_refusals_total{code="request.path-not-found"}' in answer.text


async def test_metrics_are_for_whoever_has_the_token(backend: Backend) -> None:
    asking = having(backend, metrics_token=SecretStr(TOKEN))
    async with reader(asking) as http:
        assert (await http.get("/metrics")).status_code == 403
        shown = [(b"authorization", f"Bearer {TOKEN}é".encode())]
        wrong = await http.get("/metrics", headers=shown)
        assert wrong.text == (
            "The metrics are closed: set METRICS_TOKEN, and give it as a Bearer token."
        )
        right = await http.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert right.status_code == 200


async def test_metrics_are_closed_in_production_without_a_token(backend: Backend) -> None:
    async with reader(having(backend, env=Env.PRODUCTION)) as http:
        assert (await http.get("/metrics")).status_code == 403
