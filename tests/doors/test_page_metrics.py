"""/metrics tells where pages of the simple index came from."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from devsper_registry import metrics
from devsper_registry.backend import Backend
from tests.doors import seeds
from tests.doors.reading import SIMPLE_JSON, opened, reader

pytestmark = pytest.mark.anyio
PAGE = "/simple/demo/"


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path) as backend:
        yield backend


def counted() -> Counter[str]:
    """How many pages this process has counted, by their result."""
    (family,) = metrics.PAGES.collect()
    return Counter(
        {
            sample.labels["result"]: int(sample.value)
            for sample in family.samples
            if sample.name.endswith("_total")
        }
    )


async def results(client: httpx.AsyncClient, *asked: tuple[str, dict[str, str]]) -> list[str]:
    """What each request is counted as."""
    found = []
    for path, headers in asked:
        before = counted()
        await client.get(path, headers={"accept": SIMPLE_JSON, **headers})
        found += list((counted() - before).elements())
    return found


@pytest.mark.parametrize("hears", [True, False])
async def test_a_page_is_rendered_once_then_kept_and_not_sent_to_who_has_it(
    backend: Backend, hears: bool
) -> None:
    await seeds.package(backend)
    if hears:  # only then pages are sent before the framework looks at the request
        backend.listening.start()
        async with asyncio.timeout(20):
            while not backend.database.changes.are_heard:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    async with reader(backend) as client:
        assert await results(client, (PAGE, {})) == ["rendered"]
        etag = (await client.get(PAGE, headers={"accept": SIMPLE_JSON})).headers["etag"]
        known = {"if-none-match": etag}
        assert await results(client, (PAGE, {}), (PAGE, known), ("/simple/missing/", {})) == [
            "hit",
            "not-modified",
            "absent",
        ]
        assert await results(client, ("/simple/", {}), ("/simple/", {})) == ["rendered", "hit"]


async def test_neither_a_redirect_nor_a_refusal_is_a_page(backend: Backend) -> None:
    await seeds.package(backend)
    async with reader(backend) as client:
        wrong = {"accept": "image/png"}
        assert await results(client, ("/simple/Demo/", {}), (PAGE, wrong)) == []
