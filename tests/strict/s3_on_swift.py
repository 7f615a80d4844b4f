"""The storage and the registry on an S3 that checks signatures, expiry and checksums (Swift).

`make s3-strict` runs it; it is no part of `make test`, for what it installs is large.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from botocore.exceptions import ClientError

from devsper_registry.errors import SettingInvalid
from devsper_registry.storage.s3.bucket import Bucket, key
from devsper_registry.storage.s3.connection import Connection
from devsper_registry.storage.s3.multipart import PART
from devsper_registry.storage.s3.store import S3Store
from tests import server
from tests.build import wheel
from tests.clients import pip, places
from tests.s3 import S3
from tests.strict import swift

pytestmark = pytest.mark.anyio
LIFETIME = timedelta(minutes=15)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    with swift.running(tmp_path_factory.mktemp("swift")) as s3:
        yield s3


@pytest.fixture
def bucket(running: S3, monkeypatch: pytest.MonkeyPatch) -> S3:
    for name, value in running.credentials.items():
        monkeypatch.setenv(name, value)
    return running.with_bucket(f"files-{uuid4().hex[:12]}")


@pytest.fixture
async def store(bucket: S3, tmp_path: Path) -> AsyncIterator[S3Store]:
    async with aclosing(Connection(placed(bucket))) as connection:
        yield S3Store(tmp_path / "files", connection)


def placed(bucket: S3) -> Bucket:
    return Bucket(bucket.bucket, region="us-east-1", endpoint=bucket.endpoint)


async def put(store: S3Store, content: bytes) -> str:
    source, sha256 = store.incoming() / "upload", hashlib.sha256(content).hexdigest()
    source.write_bytes(content)
    await store.put(source, sha256=sha256)
    return sha256


async def link(store: S3Store, sha256: str, *, at: datetime) -> str:
    url = await store.link(
        sha256,
        at=at,
        lifetime=LIFETIME,
        headers={"content-disposition": 'attachment; filename="demo-1.0.tar.gz"'},
    )
    assert url is not None
    return url


@pytest.mark.parametrize("size", [0, 1, PART, PART + 1, 3 * PART + 1])
async def test_what_was_put_is_read_listed_and_deleted(
    store: S3Store, bucket: S3, size: int
) -> None:
    content = os.urandom(size)
    sha256 = await put(store, content)
    await put(store, content)
    for start, end in [(0, None), (0, 1), (size // 2, size), (size, None)]:
        async with aclosing(store.read(sha256, start=start, end=end)) as chunks:
            assert b"".join([chunk async for chunk in chunks]) == content[start:end]
    found = await store.find(sha256)
    assert found is not None
    assert (found.sha256, found.size) == (sha256, size)
    assert [(one.sha256, one.size) async for one in store.objects()] == [(sha256, size)]
    await store.delete(sha256)
    await store.delete(sha256)
    assert await store.find(sha256) is None
    assert (bucket.keys(), bucket.uploads()) == ([], [])


async def test_a_signed_url_opens_the_object_whole_and_in_ranges(store: S3Store) -> None:
    sha256 = await put(store, b"0123456789")
    url = await link(store, sha256, at=datetime.now(UTC))
    async with httpx.AsyncClient() as client:
        whole = await client.get(url)
        part = await client.get(url, headers={"range": "bytes=3-5"})
        head = await client.head(url)
    assert (whole.status_code, whole.content) == (200, b"0123456789")
    assert whole.headers["content-disposition"] == 'attachment; filename="demo-1.0.tar.gz"'
    assert (part.status_code, part.content) == (206, b"345")
    # Why the registry answers HEAD itself.
    assert head.status_code == 403


async def test_a_url_that_ended_or_was_changed_opens_nothing(store: S3Store) -> None:
    sha256, other = await put(store, b"wanted"), await put(store, b"another")
    now = datetime.now(UTC)
    url = await link(store, sha256, at=now)
    last = "0" if url[-1] != "0" else "1"
    refused = [
        await link(store, sha256, at=now - LIFETIME - timedelta(seconds=5)),
        url[:-1] + last,
        url.replace("X-Amz-Expires=900", "X-Amz-Expires=86400"),
        url.replace("demo-1.0.tar.gz", "demo-2.0.tar.gz"),
        url.replace(key(sha256), key(other)),
    ]
    assert len({url, *refused}) == 6
    async with httpx.AsyncClient() as client:
        assert [(await client.get(url)).status_code for url in refused] == [403] * 5


async def test_bytes_that_changed_on_the_way_are_not_kept(bucket: S3) -> None:
    with pytest.raises(ClientError, match="BadDigest"):
        bucket.client.put_object(
            Bucket=bucket.bucket, Key="objects/x", Body=b"b", ContentMD5="kAFQmDzST7DWlj99KOF/cg=="
        )
    assert bucket.keys() == []


async def test_a_cancelled_upload_leaves_no_part_behind(store: S3Store, bucket: S3) -> None:
    putting = asyncio.create_task(put(store, os.urandom(6 * PART)))
    while not bucket.uploads():  # noqa: ASYNC110 (what changes is another process)
        await asyncio.sleep(0.01)
    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting
    assert (bucket.uploads(), bucket.keys()) == ([], [])


async def test_uploads_that_nobody_finished_are_swept(store: S3Store, bucket: S3) -> None:
    bucket.client.create_multipart_upload(Bucket=bucket.bucket, Key=key("0" * 64))
    soon = datetime.now(UTC) + timedelta(minutes=1)
    assert await store.unfinished(before=soon - timedelta(hours=1), remove=True) == 0
    assert await store.unfinished(before=soon, remove=False) == 1
    assert await store.unfinished(before=soon, remove=True) == 1
    assert bucket.uploads() == []


async def test_what_is_right_is_proved_and_leaves_nothing(store: S3Store, bucket: S3) -> None:
    await store.prove()
    await store.check()
    assert bucket.keys() == []


# An access key that it does not know is to Swift a signature that does not match.
@pytest.mark.parametrize(
    ("wrong", "value"),
    [("AWS_SECRET_ACCESS_KEY", "another"), ("AWS_ACCESS_KEY_ID", "registry:nobody")],
)
async def test_wrong_credentials_are_told(
    bucket: S3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, value: str
) -> None:
    monkeypatch.setenv(wrong, value)
    async with aclosing(Connection(placed(bucket))) as connection:
        with pytest.raises(SettingInvalid) as refused:
            await S3Store(tmp_path, connection).prove()
    assert str(refused.value) == (
        "AWS_SECRET_ACCESS_KEY is not what S3 knows (SignatureDoesNotMatch): correct it, or take "
        "credentials that are valid."
    )


async def test_a_bucket_that_is_not_there_is_said_by_its_setting(
    bucket: S3, tmp_path: Path
) -> None:
    absent = replace(placed(bucket), name="no-such-bucket")
    async with aclosing(Connection(absent)) as connection:
        with pytest.raises(SettingInvalid) as refused:
            await S3Store(tmp_path, connection).prove()
    assert str(refused.value) == (
        "S3_BUCKET names 'no-such-bucket', and there is no such bucket: create it, or correct it."
    )


def test_what_is_published_is_installed_from_there(
    bucket: S3, database_url: str, tmp_path: Path, name: str
) -> None:
    environment = places.environment(tmp_path / "environment")
    with server.running(database_url, tmp_path, **bucket.environment) as registry:
        registry.publish(wheel(name, "1.0"))
        pip.install(environment, registry.simple, name).check()
    assert environment.installed() == {name: "1.0"}
