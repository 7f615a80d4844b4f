"""What happens to whoever asks too often, with the rates that hold where nothing is set."""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from devsper_registry.app import create_app
from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.settings import Settings
from tests.build import wheel
from tests.doors import seeds
from tests.doors.reading import opened
from tests.server import form

pytestmark = pytest.mark.anyio
DEFAULTS = {
    name: field.default
    for name, field in Settings.model_fields.items()
    if name.startswith("rate_limit_")
}
WRONG = "hm_" + "0" * 49
Asking = Callable[..., Awaitable[httpx.Response]]


@asynccontextmanager
async def registry(url: str, folder: Path, **settings: object) -> AsyncIterator[Backend]:
    async with opened(url, folder, **{**DEFAULTS, **settings}) as backend:
        yield backend


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    # A second is too short for a test that is to find the same on every machine.
    async with registry(database_url, tmp_path, rate_limit_rps="10/hour") as backend:
        yield backend


@pytest.fixture
def ask(backend: Backend) -> Asking:
    return asking(backend)


def asking(backend: Backend) -> Asking:
    """Return a function that asks from an address, with a key or without."""
    app = create_app(backend)

    async def ask(
        path: str, *, at: str = "192.0.2.1", key: str | None = None, **request: Any
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app=app, client=(at, 4711))
        auth = None if key is None else ("__token__", key)
        async with httpx.AsyncClient(transport=transport, base_url="http://r.test") as http:
            method = request.pop("method", "GET")
            return await http.request(method, path, auth=auth, **request)

    return ask


async def statuses(times: int, ask: Callable[[], Awaitable[httpx.Response]]) -> list[int]:
    return [(await ask()).status_code for _ in range(times)]


def upload(content: bytes = b"no wheel") -> dict[str, Any]:
    file = wheel("demo", "1.0")
    return {
        "method": "POST",
        "data": form(file),
        "files": {"content": (file.filename, content)},
    }


QUERY: dict[str, Any] = {"method": "POST", "json": {"query": "{ version }"}}


async def test_a_stranger_s_requests_are_limited_by_address(ask: Asking) -> None:
    assert await statuses(10, lambda: ask("/graphql", **QUERY)) == [200] * 10
    answer = await ask("/graphql", **QUERY)
    assert answer.status_code == 429
    (error,) = answer.json()["errors"]
    seconds = error["extensions"]["retryAfter"]
    assert error == {
        "message": "You have sent too many requests (10 an hour at most): "
        f"try again in {seconds} s, or ask the administrator to raise RATE_LIMIT_RPS.",
        "extensions": {"code": "rate.requests", "retryAfter": seconds},
    }
    assert answer.headers["retry-after"] == str(seconds)
    assert answer.headers["ratelimit-policy"] == '"rps";q=10;w=3600'
    assert answer.headers["ratelimit"] == f'"rps";r=0;t={seconds}'
    assert (await ask("/graphql", at="192.0.2.2", **QUERY)).status_code == 200


async def test_every_answer_tells_what_is_left(ask: Asking) -> None:
    answer = await ask("/graphql", **QUERY)
    assert answer.headers["ratelimit-policy"] == '"rps";q=10;w=3600'
    assert answer.headers["ratelimit"] == '"rps";r=9;t=3600'


async def test_what_is_not_there_and_what_is_not_a_method_are_counted_too(ask: Asking) -> None:
    for _ in range(5):
        assert (await ask("/nothing")).status_code == 404
        assert (await ask("/simple/", method="DELETE")).status_code == 405
    answer = await ask("/nothing")
    assert answer.status_code == 429
    assert answer.headers["retry-after"].isdecimal()


async def test_ipv6_is_counted_by_the_network_of_one_household(ask: Asking) -> None:
    for host in range(1, 11):
        assert (await ask("/nothing", at=f"2001:db8:0:1::{host:x}")).status_code == 404
    assert (await ask("/nothing", at="2001:db8:0:1:ffff::1")).status_code == 429
    assert (await ask("/nothing", at="2001:db8:0:2::1")).status_code == 404


async def test_an_account_is_counted_wherever_it_comes_from(ask: Asking, backend: Backend) -> None:
    key, _ = await seeds.key(backend, Scope.READ)
    for host in range(10):
        answer = await ask("/graphql", at=f"192.0.2.{host}", key=key, **QUERY)
        assert answer.status_code == 200
    assert (await ask("/graphql", at="198.51.100.1", key=key, **QUERY)).status_code == 429
    # Strangers at these addresses, and other accounts, are not concerned.
    other, _ = await seeds.key(backend, Scope.READ)
    assert (await ask("/graphql", at="192.0.2.1", **QUERY)).status_code == 200
    assert (await ask("/graphql", at="192.0.2.1", key=other, **QUERY)).status_code == 200


@pytest.mark.parametrize("path", ["/health", "/ready"])
async def test_whoever_watches_the_process_is_never_limited(ask: Asking, path: str) -> None:
    assert await statuses(40, lambda: ask(path)) == [200] * 40
    assert "ratelimit" not in (await ask(path)).headers


async def test_a_lock_of_three_hundred_packages_meets_no_limit(
    ask: Asking, backend: Backend
) -> None:
    await seeds.package(backend)
    assert set(await statuses(900, lambda: ask("/simple/demo/"))) == {200}
    assert (await ask("/nothing")).status_code == 404


async def test_installs_have_a_limit_all_the_same(database_url: str, tmp_path: Path) -> None:
    async with registry(database_url, tmp_path, rate_limit_install="3/hour") as backend:
        ask = asking(backend)
        assert await statuses(4, lambda: ask("/simple/")) == [200, 200, 200, 429]
        answer = await ask("/packages/demo/" + "0" * 64 + "/demo-1.0.tar.gz")
        assert answer.status_code == 429
        assert answer.headers["ratelimit-policy"] == '"install";q=3;w=3600'


async def test_searches_are_sixty_a_minute_over_both_doors(ask: Asking) -> None:
    for _ in range(30):
        assert (await ask("/api/v1/search?q=demo")).status_code == 200
    for _ in range(30):
        assert (await ask("/api/v1/search")).status_code == 200
    answer = await ask("/api/v1/search?q=demo")
    assert answer.status_code == 429
    assert answer.headers["ratelimit-policy"] == '"search";q=60;w=60'
    answer = await ask(
        "/graphql", method="POST", json={"query": '{ search(query: "x") { __typename } }'}
    )
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "rate.searches"
    assert error["extensions"]["retryAfter"] >= 1


async def test_a_stranger_s_uploads_are_ten_a_minute(ask: Asking) -> None:
    assert await statuses(10, lambda: ask("/legacy/", **upload())) == [401] * 10
    answer = await ask("/legacy/", **upload())
    assert answer.status_code == 429
    seconds = answer.headers["retry-after"]
    assert answer.text == (
        f"Too many of your uploads were refused (10 a minute): try again in {seconds} s, "
        "with files that are valid and a key that may publish them."
    )
    assert answer.headers["ratelimit-policy"] == '"upload";q=10;w=60'


async def test_refused_uploads_of_a_key_are_ten_a_minute_and_accepted_ones_are_not(
    ask: Asking, backend: Backend
) -> None:
    key, _ = await seeds.key(backend, Scope.PUBLISH)
    other, _ = await seeds.key(backend, Scope.PUBLISH)
    for number in range(15):
        file = wheel("demo", f"1.{number}")
        answer = await ask(
            "/legacy/",
            key=key,
            method="POST",
            data=form(file),
            files={"content": (file.filename, file.content)},
        )
        assert answer.status_code == 200, answer.text
    assert await statuses(11, lambda: ask("/legacy/", key=key, **upload())) == [400] * 10 + [429]
    assert (await ask("/legacy/", key=other, **upload())).status_code == 400


async def test_files_that_are_listed_already_do_not_count_as_refused(
    ask: Asking, backend: Backend
) -> None:
    # `twine upload --skip-existing` of a release that was built anew.
    key, _ = await seeds.key(backend, Scope.PUBLISH)
    first, again = (wheel("demo", "1.0", files={"demo.py": text}) for text in (b"1", b"2"))

    async def send(file: Any) -> httpx.Response:
        files = {"content": (file.filename, file.content)}
        return await ask("/legacy/", key=key, method="POST", data=form(file), files=files)

    assert (await send(first)).status_code == 200
    assert await statuses(12, lambda: send(again)) == [400] * 12


async def test_published_files_are_limited_by_account(database_url: str, tmp_path: Path) -> None:
    async with registry(database_url, tmp_path, rate_limit_publish="2/hour") as backend:
        ask = asking(backend)
        key, _ = await seeds.key(backend, Scope.PUBLISH)
        file = wheel("demo", "1.0")
        given: dict[str, Any] = {"method": "POST", "data": form(file), "key": key}
        given["files"] = {"content": (file.filename, file.content)}
        assert await statuses(3, lambda: ask("/legacy/", **given)) == [200, 200, 429]


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": f"Bearer {WRONG}"},
        {"authorization": "Basic " + base64.b64encode(f"__token__:{WRONG}".encode()).decode()},
        {"authorization": "Digest nonsense"},
        {"x-api-key": "a password"},
    ],
)
async def test_wrong_credentials_are_ten_a_minute_and_a_valid_key_beside_them_works(
    ask: Asking, backend: Backend, headers: dict[str, str]
) -> None:
    key, _ = await seeds.key(backend, Scope.READ)
    assert await statuses(10, lambda: ask("/simple/", headers=headers)) == [401] * 10
    answer = await ask("/simple/", headers=headers)
    assert answer.status_code == 429
    assert answer.headers["ratelimit-policy"] == '"login";q=10;w=60'
    assert (await ask("/graphql", headers=headers, **QUERY)).status_code == 429
    # Behind the same address: whoever has a key, and strangers.
    assert (await ask("/simple/", key=key)).status_code == 200
    assert (await ask("/simple/")).status_code == 200
    assert (await ask("/simple/", at="192.0.2.2", headers=headers)).status_code == 401


async def test_a_limited_request_is_counted_by_its_code(ask: Asking) -> None:
    for _ in range(11):
        await ask("/nothing")
    metrics = (await ask("/metrics", at="198.51.100.77")).text
    assert 'devsper_refusals_total{code="rate.requests"}' in metrics


async def test_device_logins_are_begun_five_times_a_minute(ask: Asking) -> None:
    begin: dict[str, Any] = {"method": "POST", "data": {"client_id": "devsper-registry"}}
    path = "/api/v1/auth/device/code"
    assert await statuses(5, lambda: ask(path, **begin)) == [200] * 5
    answer = await ask(path, **begin)
    assert answer.status_code == 429
    assert answer.json()["error"] == "slow_down"
    assert answer.headers["ratelimit-policy"] == '"device";q=5;w=60'
