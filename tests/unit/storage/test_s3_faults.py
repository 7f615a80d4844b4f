"""S3 out of order: each failure is the storage's, soon, and leaves nothing half done."""

import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from devsper_registry.errors import RegistryError, SettingInvalid, StorageFull, StorageUnavailable
from devsper_registry.storage.s3 import asking, multipart, store
from devsper_registry.storage.s3.bucket import Bucket
from devsper_registry.storage.s3.connection import TRIES, Connection
from devsper_registry.storage.s3.multipart import PART
from devsper_registry.storage.s3.store import S3Store
from tests.faults import Way
from tests.s3 import S3

pytestmark = pytest.mark.anyio
SHA256 = "0" * 64


@pytest.fixture
async def behind(way: Way, bucket: S3, tmp_path: Path) -> AsyncIterator[S3Store]:
    """The storage, reached by the way that fails as told."""
    placed = Bucket(bucket.bucket, region="us-east-1", endpoint=way.url)
    async with aclosing(Connection(placed)) as connection:
        yield S3Store(tmp_path, connection)


async def put(store: S3Store, content: bytes) -> str:
    source = store.incoming() / "upload"
    source.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    await store.put(source, sha256=sha256)
    return sha256


async def collect(store: S3Store, sha256: str) -> bytes:
    async with aclosing(store.read(sha256)) as chunks:
        return b"".join([chunk async for chunk in chunks])


async def ask_everything(store: S3Store) -> list[type[RegistryError] | None]:
    """Return what each question raised."""
    asked = (
        put(store, b"small"),
        put(store, bytes(PART + 1)),
        collect(store, SHA256),
        store.find(SHA256),
        store.delete(SHA256),
        anext(store.objects()),
        store.check(),
    )
    raised: list[type[RegistryError] | None] = []
    for question in asked:
        try:
            await question
        except RegistryError as error:
            raised.append(type(error))
        else:
            raised.append(None)
    return raised


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for S3 less long than people do."""
    for module, name in (
        (multipart, "PART_WITHIN"),
        (store, "LOOK_WITHIN"),
        (store, "CHECK_WITHIN"),
        (store, "CHUNK_WITHIN"),
        (asking, "PATIENCE"),
    ):
        monkeypatch.setattr(module, name, timedelta(seconds=0.5))


@pytest.mark.parametrize("code", ["InternalError", "AccessDenied", "NoSuchBucket", "SlowDown"])
async def test_an_error_of_s3_is_the_storages_failure(
    behind: S3Store, way: Way, soon: None, code: str
) -> None:
    way.fail(503 if code == "SlowDown" else 500, code)
    assert await ask_everything(behind) == [StorageUnavailable] * 7


async def test_what_is_no_answer_of_s3_is_its_failure(
    behind: S3Store, way: Way, soon: None
) -> None:
    way.answer(200, "<html>a captive portal</html>")
    for content in (b"small", bytes(PART + 1)):
        with pytest.raises(StorageUnavailable):
            await put(behind, content)


async def test_s3_that_hangs_is_given_up(behind: S3Store, way: Way, soon: None) -> None:
    way.hang()
    assert await ask_everything(behind) == [StorageUnavailable] * 7


async def test_s3_that_refuses_connections_is_the_storages_failure(
    behind: S3Store, way: Way, soon: None
) -> None:
    way.refuse()
    assert await ask_everything(behind) == [StorageUnavailable] * 7


@pytest.mark.parametrize("code", ["InternalError", "SlowDown"])
async def test_who_watches_is_told_at_the_first_asking_and_within_a_second(
    behind: S3Store, way: Way, bucket: S3, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert timedelta(seconds=1) == store.CHECK_WITHIN
    # A busy machine is no absence.
    for name in ("CHECK_WITHIN", "LOOK_WITHIN"):
        monkeypatch.setattr(store, name, timedelta(minutes=1))
    await behind.check()
    way.fail(503, code)
    with pytest.raises(StorageUnavailable):
        await behind.check()
    assert [head.split(b"\r\n")[0] for head in way.heads] == [
        f"HEAD /{bucket.bucket} HTTP/1.1".encode()
    ]
    with pytest.raises(StorageUnavailable):
        await behind.find(SHA256)
    assert len(way.heads) == 1 + TRIES
    monkeypatch.setattr(store, "CHECK_WITHIN", timedelta(seconds=0.2))
    way.hang()
    with capture_logs() as logs, pytest.raises(StorageUnavailable):
        await behind.check()
    assert [(line["operation"], line["reason"]) for line in logs] == [
        ("HeadBucket", "TimeoutError")
    ]
    assert way.refused == 1 + 1 + TRIES


async def test_a_full_s3_says_so(behind: S3Store, way: Way) -> None:
    way.fail(507, "XMinioStorageFull")
    with pytest.raises(StorageFull):
        await put(behind, b"small")


async def test_s3_that_has_come_back_is_used_again(behind: S3Store, way: Way, soon: None) -> None:
    way.refuse()
    with pytest.raises(StorageUnavailable):
        await put(behind, b"small")
    way.carry()
    assert await collect(behind, await put(behind, b"small")) == b"small"


async def test_a_download_that_breaks_off_is_taken_up_where_it_did(
    behind: S3Store, way: Way
) -> None:
    content = os.urandom(3_000_000)
    sha256 = await put(behind, content)
    way.cut(1_000_000, 700_000)
    assert await collect(behind, sha256) == content


async def test_a_download_that_always_breaks_off_ends(
    behind: S3Store, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "RESUMED_AT_MOST", 2)
    sha256 = await put(behind, os.urandom(3_000_000))
    way.cut(*[100_000] * 20)
    with pytest.raises(StorageUnavailable):
        await collect(behind, sha256)


async def test_parts_of_an_upload_that_failed_are_forgotten(
    behind: S3Store, bucket: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(multipart, "PART_WITHIN", timedelta(milliseconds=1))
    with pytest.raises(StorageUnavailable):
        await put(behind, os.urandom(2 * PART))
    assert (bucket.keys(), bucket.uploads()) == ([], [])


# --- what the start says --------------------------------------------------------------------------

CREDENTIALS_WRONG = "is not what S3 knows ({code}): correct it, or take credentials that are valid."


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (403, "InvalidAccessKeyId", f"AWS_ACCESS_KEY_ID {CREDENTIALS_WRONG}"),
        (403, "SignatureDoesNotMatch", f"AWS_SECRET_ACCESS_KEY {CREDENTIALS_WRONG}"),
        (400, "ExpiredToken", f"AWS_SESSION_TOKEN {CREDENTIALS_WRONG}"),
        (
            404,
            "NoSuchBucket",
            "S3_BUCKET names '{bucket}', and there is no such bucket: create it, or correct it.",
        ),
        (
            403,
            "AccessDenied",
            "S3_BUCKET '{bucket}' is closed to these credentials ({code}): allow them what "
            "docs/storage.md lists, or correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
        ),
        (
            400,
            "AuthorizationHeaderMalformed",
            "S3_REGION is not the region of the bucket '{bucket}' ({code}): set it to that.",
        ),
    ],
)
async def test_what_s3_refuses_at_the_start_is_said_by_the_settings_name(
    behind: S3Store, way: Way, bucket: S3, status: int, code: str, sentence: str
) -> None:
    way.fail(status, code)
    with pytest.raises(SettingInvalid) as refused:
        await behind.prove()
    assert str(refused.value) == sentence.format(code=code, bucket=bucket.bucket)


async def test_an_address_that_is_no_s3_is_told_by_what_it_returns(
    behind: S3Store, way: Way
) -> None:
    way.answer(200, "<html>Please sign in to the network.</html>")
    with pytest.raises(SettingInvalid) as refused:
        await behind.prove()
    assert str(refused.value) == (
        "S3_ENDPOINT names what returns other bytes than it is given: correct it, or take that "
        "storage out of service."
    )


async def test_a_profile_that_is_not_there_is_said_by_the_settings_name(
    bucket: S3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    placed = Bucket(bucket.bucket, region="us-east-1", endpoint=bucket.endpoint)
    assert await refused_start(placed, tmp_path) == (
        "AWS_PROFILE names a profile that ~/.aws/config does not have."
    )


async def test_a_region_that_cannot_be_is_said_by_the_settings_name(
    bucket: S3, tmp_path: Path
) -> None:
    placed = Bucket(bucket.bucket, region="eu central", endpoint=bucket.endpoint)
    assert await refused_start(placed, tmp_path) == (
        "S3_REGION is no name of a region: set it as in eu-central-1."
    )


async def refused_start(placed: Bucket, folder: Path) -> str:
    async with aclosing(Connection(placed)) as connection:
        with pytest.raises(SettingInvalid) as refused:
            await S3Store(folder, connection).prove()
    return str(refused.value)


async def test_encryption_that_the_storage_has_not_is_said_by_the_settings_name(
    way: Way, bucket: S3, tmp_path: Path
) -> None:
    placed = Bucket(bucket.bucket, region="us-east-1", endpoint=way.url, encryption="AES256")
    way.fail(501, "NotImplemented")
    assert await refused_start(placed, tmp_path) == (
        "S3_ENCRYPTION AES256 is refused there (NotImplemented): set it to what the storage has, "
        "or to none."
    )
