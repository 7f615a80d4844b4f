"""The storage in S3: what was put is there, and what is there is read."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from devsper_registry.errors import StorageUnavailable
from devsper_registry.storage.s3.bucket import Bucket, key
from devsper_registry.storage.s3.connection import Connection
from devsper_registry.storage.s3.multipart import PART
from devsper_registry.storage.s3.store import S3Store
from devsper_registry.storage.store import Stored
from tests.s3 import S3

pytestmark = pytest.mark.anyio


@pytest.fixture
async def store(bucket: S3, tmp_path: Path) -> AsyncIterator[S3Store]:
    opened = S3Store(tmp_path / "files", Connection(_placed(bucket)))
    yield opened
    await opened.close()


def _placed(bucket: S3) -> Bucket:
    return Bucket(bucket.bucket, region="us-east-1", endpoint=bucket.endpoint)


def incoming(store: S3Store, content: bytes, name: str = "upload") -> tuple[Path, str]:
    source = store.incoming() / name
    source.write_bytes(content)
    return source, hashlib.sha256(content).hexdigest()


async def put(store: S3Store, content: bytes) -> str:
    source, sha256 = incoming(store, content)
    await store.put(source, sha256=sha256)
    return sha256


async def collect(store: S3Store, sha256: str, start: int = 0, end: int | None = None) -> bytes:
    async with aclosing(store.read(sha256, start=start, end=end)) as chunks:
        return b"".join([chunk async for chunk in chunks])


@pytest.mark.parametrize("size", [0, 1, PART, PART + 1, 2 * PART, 2 * PART + 1])
async def test_what_was_put_is_read(store: S3Store, bucket: S3, size: int) -> None:
    content = os.urandom(size)
    sha256 = await put(store, content)
    assert await collect(store, sha256) == content
    assert bucket.keys() == [f"objects/{sha256[:2]}/{sha256[2:4]}/{sha256}"]
    assert bucket.uploads() == []


async def test_large_files_go_in_parts_of_8_mib_and_small_ones_whole(
    store: S3Store, bucket: S3
) -> None:
    large, small = await put(store, bytes(2 * PART + 1)), await put(store, b"small")
    etags = {
        sha256: bucket.client.head_object(Bucket=bucket.bucket, Key=key(sha256))["ETag"]
        for sha256 in (large, small)
    }
    assert etags[large].endswith('-3"')
    assert etags[small] == f'"{hashlib.md5(b"small").hexdigest()}"'


@pytest.mark.parametrize(("encryption", "kms_key"), [("AES256", None), ("aws:kms", "a-key")])
async def test_an_object_is_octets_and_encrypted_as_the_setting_says(
    bucket: S3, tmp_path: Path, encryption: str, kms_key: str | None
) -> None:
    placed = replace(_placed(bucket), encryption=encryption, kms_key=kms_key)
    async with aclosing(Connection(placed)) as connection:
        for content in (os.urandom(8), os.urandom(PART + 1)):
            sha256 = await put(S3Store(tmp_path, connection), content)
            head = bucket.client.head_object(Bucket=bucket.bucket, Key=key(sha256))
            assert head["ContentType"] == "application/octet-stream"
            assert head["ServerSideEncryption"] == encryption
            assert head.get("SSEKMSKeyId") == kms_key


def test_without_encryption_nothing_is_said_of_it() -> None:
    assert Bucket("registry-files").new_object == {"ContentType": "application/octet-stream"}


@pytest.mark.parametrize(
    ("start", "end"),
    [(0, None), (0, 0), (0, 1), (7, 7), (1, 9), (5, None), (9, None), (10, None), (5, 10**9)],
)
async def test_a_range_is_read_exactly(store: S3Store, start: int, end: int | None) -> None:
    content = b"0123456789"
    sha256 = await put(store, content)
    assert await collect(store, sha256, start, end) == content[start:end]


async def test_putting_again_makes_the_object_young_and_whole(store: S3Store, bucket: S3) -> None:
    sha256 = await put(store, b"content")
    bucket.client.put_object(Bucket=bucket.bucket, Key=key(sha256), Body=b"dam")
    await put(store, b"content")
    found = await store.find(sha256)
    assert found is not None
    assert found.size == 7
    assert datetime.now(UTC) - found.put_at < timedelta(minutes=1)


async def test_deleting_twice_is_as_good_as_once(store: S3Store) -> None:
    sha256 = await put(store, b"content")
    await store.delete(sha256)
    await store.delete(sha256)
    assert await store.find(sha256) is None
    assert [stored async for stored in store.objects()] == []


async def test_every_object_is_listed_and_nothing_else(store: S3Store, bucket: S3) -> None:
    digests = {(await put(store, b"x" * number), number) for number in range(5)}
    for other in ("objects/readme.txt", "something/else", "0" * 64):
        bucket.client.put_object(Bucket=bucket.bucket, Key=other, Body=b"not ours")
    found: list[Stored] = [stored async for stored in store.objects()]
    assert {(stored.sha256, stored.size) for stored in found} == digests


async def test_a_missing_object_is_the_storages_failure(store: S3Store) -> None:
    with pytest.raises(StorageUnavailable):
        await collect(store, "0" * 64)
    assert await store.find("0" * 64) is None


async def test_a_link_brings_the_file_with_the_headers_asked_for(
    store: S3Store, bucket: S3
) -> None:
    sha256 = await put(store, b"wheel")
    headers = {
        "content-type": "application/octet-stream",
        "cache-control": "private, max-age=31536000, immutable",
        "content-disposition": 'attachment; filename="demo-1.0-py3-none-any.whl"',
    }
    url = await store.link(
        sha256, at=datetime.now(UTC), lifetime=timedelta(minutes=15), headers=headers
    )
    assert url is not None
    async with httpx.AsyncClient() as client:
        answer = await client.get(url)
    assert answer.content == b"wheel"
    assert {name: answer.headers[name] for name in headers} == headers


async def test_a_cancelled_upload_leaves_no_part_behind(store: S3Store, bucket: S3) -> None:
    source, sha256 = incoming(store, os.urandom(6 * PART))
    putting = asyncio.create_task(store.put(source, sha256=sha256))
    while not bucket.uploads():  # noqa: ASYNC110 (what changes is another process)
        await asyncio.sleep(0.01)
    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting
    assert (bucket.uploads(), bucket.keys()) == ([], [])


async def test_uploads_that_nobody_finished_are_counted_and_removed(
    store: S3Store, bucket: S3
) -> None:
    client, sha256 = bucket.client, "0" * 64
    client.create_multipart_upload(Bucket=bucket.bucket, Key=key(sha256))
    client.create_multipart_upload(Bucket=bucket.bucket, Key="of/somebody/else")
    # When an upload begins, it is the 10th of November 2010 at moto's.
    before, after = datetime(2010, 11, 9, tzinfo=UTC), datetime(2010, 11, 11, tzinfo=UTC)
    assert await store.unfinished(before=before, remove=True) == 0
    assert await store.unfinished(before=after, remove=False) == 1
    assert len(bucket.uploads()) == 2
    assert await store.unfinished(before=after, remove=True) == 1
    assert bucket.uploads() == ["of/somebody/else"]


async def test_proving_leaves_nothing_in_the_bucket(store: S3Store, bucket: S3) -> None:
    await store.prove()
    await store.check()
    assert bucket.keys() == []
