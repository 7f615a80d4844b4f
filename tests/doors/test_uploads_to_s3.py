"""Uploads while S3 is out of order: refused for a moment, nothing listed, and good afterwards."""

import os
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from devsper_registry.backend import Backend
from devsper_registry.storage.s3 import asking, multipart
from devsper_registry.storage.s3.multipart import PART
from tests.build import Built, wheel
from tests.doors.reading import opened
from tests.doors.test_legacy import EMPTY, http, incoming, key, publisher, send
from tests.faults import Way
from tests.s3 import S3
from tests.services import state

__all__ = ["http", "key", "publisher"]
pytestmark = pytest.mark.anyio
A_SECOND = timedelta(seconds=1)
WRONG: dict[str, Callable[[Way], None]] = {
    "it answers 500": lambda way: way.fail(500, "InternalError"),
    "it hangs": Way.hang,
    "it refuses": Way.refuse,
    "the credentials are taken back": lambda way: way.fail(403, "AccessDenied"),
}


@pytest.fixture
async def backend(
    way: Way, bucket: S3, database_url: str, tmp_path: Path
) -> AsyncIterator[Backend]:
    """A registry that reaches its bucket by the way that fails as told."""
    told: dict[str, Any] = {name.lower(): value for name, value in bucket.settings.items()}
    async with opened(database_url, tmp_path, **{**told, "s3_endpoint": way.url}) as backend:
        yield backend


def small() -> Built:
    return wheel("demo", "1.0")


def large() -> Built:
    return wheel("demo", "1.0", files={"demo/data.bin": os.urandom(PART + 1)})


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("build", [small, large])
async def test_an_upload_is_refused_for_a_moment_and_listed_only_when_it_is_stored(
    build: Callable[[], Built],
    wrong: Callable[[Way], None],
    backend: Backend,
    publisher: httpx.AsyncClient,
    way: Way,
    bucket: S3,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = build()
    wrong(way)
    with monkeypatch.context() as impatient:
        impatient.setattr(asking, "PATIENCE", A_SECOND)
        impatient.setattr(multipart, "PART_WITHIN", A_SECOND)
        refused = await send(publisher, file)
    assert (refused.status_code, refused.text) == (
        503,
        "The file storage does not answer: try again in a moment.",
    )
    assert refused.headers["retry-after"] == "1"
    assert await state.of(backend) == EMPTY
    assert (incoming(backend), bucket.keys(), bucket.uploads()) == ([], [], [])
    assert (await publisher.get("/simple/demo/")).status_code == 404
    way.carry()
    assert (await send(publisher, file)).status_code == 200
    assert bucket.keys() == [f"objects/{file.sha256[:2]}/{file.sha256[2:4]}/{file.sha256}"]
    assert (await publisher.get("/simple/demo/")).status_code == 200
