"""Files that lie in S3: GET is sent there, or brought through us; the rest is answered here."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from devsper_registry.backend import Backend
from tests.doors import seeds
from tests.doors.reading import opened, reader, said
from tests.doors.seeds import METADATA, NOON
from tests.s3 import S3

pytestmark = pytest.mark.anyio
CONTENT = bytes(range(100))
FOR_EVER = "public, max-age=31536000, immutable, s-maxage=60"
FILENAME = "demo-1.0-py3-none-any.whl"


def told(bucket: S3) -> dict[str, Any]:
    return {name.lower(): value for name, value in bucket.settings.items()}


@pytest.fixture
async def backend(bucket: S3, database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path, **told(bucket)) as backend:
        await seeds.package(backend)
        yield backend


@pytest.fixture
async def http(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    async with reader(backend) as client:
        yield client


async def test_a_file_is_fetched_from_the_bucket_by_a_url_that_ends_in_15_minutes(
    backend: Backend, http: httpx.AsyncClient, bucket: S3
) -> None:
    wheel = await seeds.file(backend, content=CONTENT)
    answer = await http.get(wheel.path)
    assert (answer.status_code, answer.content) == (302, b"")
    url = urlsplit(answer.headers.pop("location"))
    assert said(answer) == {
        "content-length": "0",
        "cache-control": "public, max-age=300, s-maxage=60",
        "x-content-type-options": "nosniff",
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "GET",
        "access-control-max-age": "86400",
        "access-control-expose-headers": "X-PyPI-Last-Serial",
    }
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert f"{url.scheme}://{url.netloc}" == bucket.endpoint
    assert url.path == f"/{bucket.bucket}/objects/{digest[:2]}/{digest[2:4]}/{digest}"
    assert parse_qs(url.query)["X-Amz-Expires"] == ["900"]
    async with httpx.AsyncClient() as client:
        fetched = await client.get(url.geturl())
    assert fetched.content == CONTENT
    assert fetched.headers["content-disposition"] == f'attachment; filename="{FILENAME}"'
    assert fetched.headers["content-type"] == "application/octet-stream"
    assert fetched.headers["cache-control"] == FOR_EVER


async def test_a_file_for_keys_alone_is_sent_to_for_5_minutes_and_kept_by_no_cache(
    bucket: S3, database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path, anonymous_read=False, **told(bucket)) as backend:
        await seeds.package(backend)
        wheel = await seeds.file(backend, content=CONTENT)
        key, _ = await seeds.key(backend)
        async with reader(backend) as http:
            stranger = await http.get(wheel.path)
            answer = await http.get(wheel.path, auth=("__token__", key))
    assert stranger.status_code == 401
    url = urlsplit(answer.headers.pop("location"))
    assert (answer.status_code, said(answer)) == (
        302,
        {
            "content-length": "0",
            "cache-control": "no-store",
            "vary": "Authorization, X-API-Key, Origin",
            "x-content-type-options": "nosniff",
        },
    )
    assert parse_qs(url.query)["X-Amz-Expires"] == ["300"]
    assert parse_qs(url.query)["response-cache-control"] == ["private, max-age=31536000, immutable"]


async def test_a_key_in_a_header_that_clients_take_along_is_sent_to_no_other_host(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    wheel = await seeds.file(backend, content=CONTENT)
    key, _ = await seeds.key(backend)
    answer = await http.get(wheel.path, headers={"x-api-key": key})
    assert (answer.status_code, answer.content) == (200, CONTENT)


async def test_head_metadata_304_and_416_are_answered_here(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    wheel = await seeds.file(backend, content=CONTENT)
    head = await http.head(wheel.path)
    assert (head.status_code, head.headers["content-length"]) == (200, "100")
    assert head.headers["accept-ranges"] == "bytes"
    metadata = await http.get(f"{wheel.path}.metadata")
    assert (metadata.status_code, metadata.content) == (200, METADATA)
    known = await http.get(wheel.path, headers={"if-none-match": head.headers["etag"]})
    assert known.status_code == 304
    beyond = await http.get(wheel.path, headers={"range": "bytes=100-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, "bytes */100")


async def test_a_range_is_fetched_from_the_bucket_too(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    wheel = await seeds.file(backend, content=CONTENT)
    headers = {"range": "bytes=10-19"}
    answer = await http.get(wheel.path, headers=headers)
    async with httpx.AsyncClient() as client:
        fetched = await client.get(answer.headers["location"], headers=headers)
    assert (fetched.status_code, fetched.content) == (206, CONTENT[10:20])


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        ({}, 200, 0, 100),
        ({"range": "bytes=0-9"}, 206, 0, 10),
        ({"range": "bytes=-1"}, 206, 99, 100),
    ],
)
async def test_a_proxy_brings_the_bytes_itself_in_ranges_too(
    bucket: S3,
    database_url: str,
    tmp_path: Path,
    asked: dict[str, str],
    status: int,
    start: int,
    stop: int,
) -> None:
    async with opened(database_url, tmp_path, downloads="proxy", **told(bucket)) as backend:
        await seeds.package(backend)
        wheel = await seeds.file(backend, content=CONTENT)
        async with reader(backend) as http:
            answer = await http.get(wheel.path, headers=asked)
    assert (answer.status_code, answer.content) == (status, CONTENT[start:stop])
    assert answer.headers["content-length"] == str(stop - start)
    assert answer.headers["cache-control"] == FOR_EVER
    assert NOON.strftime("%d %b %Y") in answer.headers["last-modified"]


async def test_an_object_that_is_gone_is_503_through_a_proxy(
    bucket: S3, database_url: str, tmp_path: Path
) -> None:
    async with opened(database_url, tmp_path, downloads="proxy", **told(bucket)) as backend:
        await seeds.package(backend)
        wheel = await seeds.file(backend, content=CONTENT)
        await backend.store.delete(wheel.sha256)
        async with reader(backend) as http:
            answer = await http.get(wheel.path, headers={"accept": "application/json"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.json()["code"] == "storage.unavailable"
