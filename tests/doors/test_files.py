"""Files and their metadata, in process."""

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import Message

from devsper_registry.app import create_app
from devsper_registry.backend import Backend
from devsper_registry.storage.local import CHUNK
from tests.doors import seeds
from tests.doors.reading import opened, reader, said

pytestmark = pytest.mark.anyio
CONTENT = bytes(range(100))


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path) as backend:
        await seeds.package(backend)
        yield backend


@pytest.fixture
async def http(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    async with reader(backend) as client:
        yield client


async def test_a_file_comes_as_it_is_and_for_ever(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    wheel = await seeds.file(backend, content=CONTENT)
    answer = await http.get(wheel.path, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.content == CONTENT
    assert said(answer) == {
        "content-type": "application/octet-stream",
        "content-length": "100",
        "accept-ranges": "bytes",
        "etag": f'"{wheel.sha256}"',
        "last-modified": "Tue, 24 Nov 2026 12:00:00 GMT",
        "cache-control": "public, max-age=31536000, immutable, s-maxage=60",
        "x-content-type-options": "nosniff",
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "GET",
        "access-control-max-age": "86400",
        "access-control-expose-headers": "X-PyPI-Last-Serial",
    }


async def test_head_tells_the_length_and_sends_nothing(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    wheel = await seeds.file(backend, content=CONTENT)
    for path in (wheel.path, f"{wheel.path}.metadata"):
        get, head = await http.get(path), await http.head(path, headers={"range": "bytes=0-9"})
        assert (head.status_code, head.content) == (200, b"")
        assert said(head) == said(get)


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-9", 0, 10), ("bytes=90-", 90, 100), ("bytes=-10", 90, 100), ("bytes=5-500", 5, 100)],
)
async def test_a_range_is_206(
    backend: Backend, http: httpx.AsyncClient, asked: str, start: int, stop: int
) -> None:
    wheel = await seeds.file(backend, content=CONTENT)
    answer = await http.get(wheel.path, headers={"range": asked})
    assert answer.status_code == 206
    assert answer.content == CONTENT[start:stop]
    assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/100"
    assert answer.headers["content-length"] == str(stop - start)
    assert answer.headers["etag"] == f'"{wheel.sha256}"'


async def test_several_ranges_get_the_whole(backend: Backend, http: httpx.AsyncClient) -> None:
    wheel = await seeds.file(backend, content=CONTENT)
    answer = await http.get(wheel.path, headers={"range": "bytes=0-1,5-6"})
    assert (answer.status_code, answer.content) == (200, CONTENT)


async def test_a_range_behind_the_end_is_416(backend: Backend, http: httpx.AsyncClient) -> None:
    wheel = await seeds.file(backend, content=CONTENT)
    answer = await http.get(wheel.path, headers={"range": "bytes=100-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == "bytes */100"
    assert answer.text == (
        "The file has 100 bytes and none in the range asked for: ask from its start."
    )


async def test_a_download_resumes_only_the_same_bytes(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    wheel = await seeds.file(backend, content=CONTENT)
    for known, status in (
        (f'"{wheel.sha256}"', 206),
        ("Tue, 24 Nov 2026 12:00:00 GMT", 206),
        ('"other"', 200),
        (f'W/"{wheel.sha256}"', 200),
        ("Tue, 24 Nov 2026 11:59:59 GMT", 200),
    ):
        answer = await http.get(wheel.path, headers={"range": "bytes=50-", "if-range": known})
        assert answer.status_code == status
        assert answer.content == (CONTENT[50:] if status == 206 else CONTENT)


async def test_a_known_file_is_304(backend: Backend, http: httpx.AsyncClient) -> None:
    wheel = await seeds.file(backend, content=CONTENT)
    for path in (wheel.path, f"{wheel.path}.metadata"):
        etag = (await http.get(path)).headers["etag"]
        answer = await http.get(path, headers={"if-none-match": etag, "range": "bytes=0-1"})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == etag


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
async def test_every_size_arrives_whole(
    backend: Backend, http: httpx.AsyncClient, size: int
) -> None:
    content = os.urandom(size)
    wheel = await seeds.file(backend, content=content)
    answer = await http.get(wheel.path)
    assert answer.content == content
    assert answer.headers["content-length"] == str(size)


async def test_metadata_is_byte_exact(backend: Backend, http: httpx.AsyncClient) -> None:
    wheel = await seeds.file(backend)
    answer = await http.get(f"{wheel.path}.metadata", headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.content == seeds.METADATA
    assert answer.headers["etag"] == f'"{hashlib.sha256(seeds.METADATA).hexdigest()}"'
    assert answer.headers["content-length"] == str(len(seeds.METADATA))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable, s-maxage=60"
    assert "content-encoding" not in answer.headers


async def test_metadata_that_is_not_offered_is_404(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    sdist = await seeds.file(backend, "demo-1.0.tar.gz", metadata=None)
    answer = await http.get(f"{sdist.path}.metadata")
    assert answer.status_code == 404
    assert (await http.get(sdist.path)).status_code == 200


async def test_a_deleted_file_is_gone_at_once(backend: Backend, http: httpx.AsyncClient) -> None:
    wheel = await seeds.file(backend)
    assert (await http.get(wheel.path)).status_code == 200
    await seeds.delete_file(backend, wheel)
    for path in (wheel.path, f"{wheel.path}.metadata"):
        for headers in ({}, {"if-none-match": f'"{wheel.sha256}"'}):
            answer = await http.get(path, headers=headers)
            assert answer.status_code == 404
            assert answer.headers["cache-control"] == "no-store"


async def test_a_quarantined_packages_files_are_refused_at_once(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    wheel = await seeds.file(backend)
    await seeds.set_status(backend, "quarantined")
    for path in (wheel.path, f"{wheel.path}.metadata"):
        answer = await http.get(path, headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (403, "file.quarantined")
    await seeds.set_status(backend, "archived")
    assert (await http.get(wheel.path)).content == wheel.content


async def test_every_part_of_the_address_must_be_right(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    wheel = await seeds.file(backend)
    await seeds.package(backend, "other")
    for path in (
        f"/packages/other/{wheel.sha256}/{wheel.filename}",
        f"/packages/demo/{'0' * 64}/{wheel.filename}",
        f"/packages/demo/{wheel.sha256}/other-1.0-py3-none-any.whl",
        f"/packages/demo/{wheel.sha256.upper()}/{wheel.filename}",
        f"/packages/demo/{wheel.sha256}/{wheel.filename}.metadata.metadata",
        f"/packages/demo/{wheel.sha256}/.metadata",
        f"/packages/demo/{wheel.sha256}/",
        f"/packages/demo/{wheel.sha256}",
        "/packages/",
    ):
        assert (await http.get(path)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/packages/%00/{sha}/demo.whl",
        "/packages/demo/{sha}/%00.whl",
        "/packages/demo/{sha}/%2e%2e",
        "/packages/demo/..%2f..%2f/x",
        "/packages/demo/{sha}/%ff%fe.whl",
        "/packages/demo/{sha}/" + "a" * 10_000,
        "/packages/" + "a" * 10_000 + "/{sha}/demo.whl",
        "/packages/demo/%2e%2e/demo.whl",
    ],
)
async def test_a_hostile_address_is_404(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path.replace("{sha}", "0" * 64))
    assert answer.status_code == 404
    assert len(answer.content) < 600


async def test_bytes_missing_from_the_storage_are_503(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    wheel = await seeds.file(backend)
    await backend.store.delete(wheel.sha256)
    answer = await http.get(wheel.path)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"


def scope_of(path: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "scheme": "http",
        "http_version": "1.1",
        "asgi": {"version": "3.0"},
        **more,
    }


async def test_a_server_that_sends_files_itself_is_given_the_path(backend: Backend) -> None:
    wheel = await seeds.file(backend, content=CONTENT)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = scope_of(wheel.path, extensions={"http.response.pathsend": {}})
    await create_app(backend)(scope, receive, send)
    assert [message["type"] for message in sent] == [
        "http.response.start",
        "http.response.pathsend",
    ]
    assert sent[1]["path"] == str(backend.store.path(wheel.sha256))


async def test_nothing_more_is_read_for_somebody_who_has_gone(backend: Backend) -> None:
    wheel = await seeds.file(backend, content=os.urandom(10 * CHUNK))
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    await create_app(backend)(scope_of(wheel.path), receive, send)
    assert len(sent) == 2


async def test_health_and_readiness_are_told(backend: Backend, http: httpx.AsyncClient) -> None:
    alive = await http.get("/health")
    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    ready = await http.get("/ready")
    assert ready.status_code == 200
    assert ready.json() == {
        "status": "ready",
        "database": "ok",
        "storage": "ok",
        "limits": "ok",
    }
    assert ready.headers["cache-control"] == "no-store"
    await backend.database.close()


async def test_without_the_storage_it_is_degraded_and_goes_on_to_be_asked(
    database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "files").write_bytes(b"not a folder")
    async with opened(database_url, tmp_path) as backend, reader(backend) as http:
        answer = await http.get("/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "degraded",
        "database": "ok",
        "storage": "The file storage does not answer: try again in a moment.",
        "limits": "ok",
    }


async def test_a_lost_database_is_not_ready_and_503(tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    async with opened(nowhere, tmp_path) as backend, reader(backend) as http:
        answer = await http.get("/ready")
        page = await http.get("/simple/demo/")
        file = await http.get(f"/packages/demo/{'0' * 64}/demo-1.0.tar.gz")
        alive = await http.get("/health")
    assert answer.status_code == 503
    assert answer.json()["database"] == "The database does not answer: try again in a moment."
    assert (page.status_code, file.status_code, alive.status_code) == (503, 503, 200)
    assert page.headers["retry-after"] == "1"
