"""Leaked keys: reported by scanners in GitHub's shape, revoked, and written down."""

import base64
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from devsper_registry.auth import api_key
from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from tests.doors import seeds
from tests.doors.reading import opened, reader
from tests.services import state

pytestmark = pytest.mark.anyio

PATH = "/_/secrets/disclose"
URL = "https://github.com/octo/repo/blob/1234/ci.yml"


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path) as backend:
        yield backend


@pytest.fixture
async def http(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    async with reader(backend) as client:
        yield client


def label(token: str, said: str, kind: str = "devsper_key") -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(token.encode()).digest()).decode()
    return {"token_hash": digest, "token_type": kind, "label": said}


def report(token: str, **more: Any) -> dict[str, Any]:
    return {"token": token, "type": "devsper_key", "url": URL, "source": "content", **more}


async def works(http: httpx.AsyncClient, secret: str) -> bool:
    answer = await http.get("/simple/", headers={"x-api-key": secret})
    return answer.status_code == 200


async def test_a_reported_key_is_revoked_and_the_place_is_written_down(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    leaked, key_id = await seeds.key(backend, Scope.READ)
    other, _ = await seeds.key(backend, Scope.READ)
    assert await works(http, leaked)

    answer = await http.post(
        PATH,
        json=[report(leaked)],
        headers={"github-public-key-identifier": "90a4", "github-public-key-signature": "MEQC"},
    )
    assert (answer.status_code, answer.json()) == (200, [label(leaked, "true_positive")])
    assert not await works(http, leaked)
    assert await works(http, other)
    (event,) = await state.events(backend)
    assert (event.action, event.account_id, event.detail["key"]) == (
        "key.disclosed",
        None,
        str(key_id),
    )
    assert event.detail["found"] == {"url": URL, "source": "content"}
    assert leaked not in str(event.detail)


async def test_a_second_report_is_answered_alike_and_not_written_down(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    leaked, _ = await seeds.key(backend, Scope.READ)
    for _ in range(2):
        answer = await http.post(PATH, json=[report(leaked), report(leaked, url=None)])
        assert answer.json() == [label(leaked, "true_positive")] * 2
    assert (await state.of(backend)).journal == ("key.disclosed",)


async def test_what_is_no_key_of_ours_is_a_false_positive(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    kept, _ = await seeds.key(backend, Scope.READ)
    tokens = [api_key.generate().secret, "hm_short", "", kept[:-1], f" {kept}", "\u00e9" * 50]
    answer = await http.post(PATH, json=[report(token) for token in tokens])
    assert answer.json() == [label(token, "false_positive") for token in tokens]
    assert await works(http, kept)
    assert (await state.of(backend)).journal == ()
    assert (await http.post(PATH, json=[])).json() == []


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://user:hunter2@example.com/a?token=hunter2#hunter2", "https://example.com/a"),
        ("https://example.com/" + "a" * 2000, "https://example.com/" + "a" * 480),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://example.com/a\x00\u202eb\nc", "https://example.com/ab"),
        ("", None),
        (None, None),
    ],
)
async def test_the_place_is_kept_short_and_without_what_else_might_leak(
    backend: Backend, http: httpx.AsyncClient, url: str | None, kept: str | None
) -> None:
    leaked, _ = await seeds.key(backend, Scope.READ)
    await http.post(PATH, json=[report(leaked, url=url, source="s" * 100)])
    (event,) = await state.events(backend)
    assert event.detail["found"] == {"url": kept, "source": "s" * 64}


async def test_a_key_in_the_place_is_not_kept(backend: Backend, http: httpx.AsyncClient) -> None:
    leaked, _ = await seeds.key(backend, Scope.READ)
    await http.post(PATH, json=[report(leaked, url=f"https://example.com/{leaked}/x")])
    (event,) = await state.events(backend)
    assert event.detail["found"]["url"] == f"https://example.com/{leaked[:9]}…/x"


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"7", b"[7]", b'[{"type": "x"}]', b'[{"token": 7}]', b"\xff", b"[" * 5000],
)
async def test_a_body_of_another_shape_is_refused_without_being_repeated(
    backend: Backend, http: httpx.AsyncClient, body: bytes
) -> None:
    answer = await http.post(PATH, content=body)
    assert answer.status_code == 400
    assert answer.text.startswith("The request could not be understood: ")


async def test_one_bad_report_among_good_ones_revokes_nothing(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    kept, _ = await seeds.key(backend, Scope.READ)
    answer = await http.post(PATH, json=[report(kept), {"token": "t" * 2000}])
    assert answer.status_code == 400
    assert "ttt" not in answer.text
    assert await works(http, kept)


async def test_too_much_at_once_is_refused(backend: Backend, http: httpx.AsyncClient) -> None:
    many = await http.post(PATH, json=[report("hm_x")] * 1001)
    assert many.status_code == 400
    large = await http.post(PATH, content=b" " * (1024 * 1024 + 1))
    assert (large.status_code, large.text) == (
        413,
        "The body may have 1048576 bytes and this one has more: send less at once.",
    )
    assert (await http.get(PATH)).status_code == 405
