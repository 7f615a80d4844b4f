"""GET /api/v1/search in process."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from devsper_registry.backend import Backend
from tests.build import wheel
from tests.doors.reading import opened, private, reader
from tests.services.published import account, publish

pytestmark = pytest.mark.anyio
URL = "/api/v1/search"


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path) as backend:
        yield backend


@pytest.fixture
async def client(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    async with reader(backend) as client:
        yield client


async def test_a_script_finds_packages(backend: Backend, client: httpx.AsyncClient) -> None:
    lines = ["Summary: Counts sheep", "License-Expression: MIT"]
    await publish(backend, await account(backend), wheel("demo", "1.0", lines=lines))
    answer = await client.get(URL, params={"q": "sheep", "total": "true", "facets": "true"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    (found,) = body["packages"]
    assert (found["name"], found["version"], found["license"]) == ("demo", "1.0", "MIT")
    assert found["snippet_html"] == "Counts <mark>sheep</mark>"
    assert (body["next"], body["suggestions"], body["total"]) == (None, [], 1)
    assert body["facets"]["license"] == [{"value": "MIT", "count": 1}]


async def test_the_next_page_begins_after_the_cursor(
    backend: Backend, client: httpx.AsyncClient
) -> None:
    files = [wheel(name) for name in ("demo-one", "demo-two", "demo-three")]
    await publish(backend, await account(backend), *files)
    first = (await client.get(URL, params={"first": "2"})).json()
    rest = (await client.get(URL, params={"first": "2", "after": first["next"]})).json()
    found = [package["name"] for page in (first, rest) for package in page["packages"]]
    assert sorted(found) == ["demo-one", "demo-three", "demo-two"]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("first=0", "page.size"),
        ("first=-1", "page.size"),
        ("first=101", "page.size"),
        ("first=1000000000", "request.not-understood"),
        ("first=x", "request.not-understood"),
        ("after=x", "cursor.invalid"),
        ("after=%00", "cursor.invalid"),
        ("updated_since=yesterday", "request.not-understood"),
        ("updated_since=0001-01-01T00:00:00%2B14:00", "moment.out-of-range"),
        ("q=" + "x" * 201, "search.too-long"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    client: httpx.AsyncClient, query: str, code: str
) -> None:
    answer = await client.get(f"{URL}?{query}", headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["code"] == code


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%ff%fe", "classifier=%00", "owner=%00a", "license=%ff", "name_prefix=%25%00",
     "status=%00", "python=%00", "depends_on=%00", "keyword=%00", "entry_point_group=%00"],
)  # fmt: skip
async def test_hostile_characters_are_no_error(client: httpx.AsyncClient, query: str) -> None:
    assert (await client.get(f"{URL}?{query}")).status_code == 200


async def test_a_private_registry_asks_for_a_key(backend: Backend) -> None:
    async with reader(private(backend)) as client:
        assert (await client.get(URL)).status_code == 401
