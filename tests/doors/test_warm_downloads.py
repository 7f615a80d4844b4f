"""Files that were sent before: the database is asked nothing, and what is gone is gone at once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import NormalizedName

from devsper_registry.backend import Backend
from devsper_registry.db.tables.package import Visibility
from devsper_registry.rest.ready import Ready
from devsper_registry.services import deleting, visibility
from tests.build import wheel
from tests.doors.reading import opened, private, reader
from tests.doors.test_ready import hearing, key, nothing_ready, same, silent, status
from tests.s3 import S3
from tests.services.published import account, publish

pytestmark = pytest.mark.anyio
DEMO = NormalizedName("demo")
FILE = wheel("demo", "1.0")
PATH = f"/packages/demo/{FILE.sha256}/{FILE.filename}"


@pytest.fixture
async def backend(bucket: S3, database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    told: dict[str, Any] = {name.lower(): value for name, value in bucket.settings.items()}
    async with opened(database_url, tmp_path / "one", **told) as backend:
        yield backend


async def test_a_warm_redirect_asks_the_database_nothing(backend: Backend) -> None:
    await publish(backend, await account(backend, "ann"), FILE)
    await hearing(backend)
    async with reader(backend) as http:
        assert await status(http, PATH) == 302
        async with silent(backend):
            assert await status(http, PATH) == 302


@pytest.mark.parametrize("downloads", ["redirect", "proxy"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_what_lies_ready_is_what_the_long_way_sends(
    backend: Backend, method: str, downloads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await account(backend, "ann")
    secret = wheel("secret", "1.0")
    await publish(backend, ann, FILE, secret)
    await visibility.set_on_package(
        backend, by=ann, package=NormalizedName("secret"), visibility=Visibility.PRIVATE
    )
    made = await key(backend, ann)
    await hearing(backend)
    now = backend.now()  # a signed URL has the second in it
    told = backend.settings.model_copy(update={"downloads": downloads})
    one = replace(backend, settings=told, now=lambda: now)
    bearer = {"authorization": f"Bearer {made.secret}"}
    for asked in (one, private(one)):
        for path, given in (
            (PATH, {}),
            (PATH, bearer),
            (PATH, {"x-api-key": made.secret}),
            (f"/packages/secret/{secret.sha256}/{secret.filename}", bearer),
            (f"{PATH}.metadata", bearer),
        ):
            for more in (
                {},
                {"if-none-match": "*"},
                {"range": "bytes=1-2"},
                {"range": "bytes=9999999-"},
                {"origin": "https://elsewhere.example.com"},
            ):
                headers = {**given, **more}
                async with reader(asked) as http:
                    await http.request(method, path, headers=headers)
                    await asyncio.gather(*backend.errands)
                    ready = same(await http.request(method, path, headers=headers))
                with monkeypatch.context() as patched:
                    patched.setattr(Ready, "_answer", nothing_ready)
                    async with reader(asked) as http:
                        assert ready == same(await http.request(method, path, headers=headers))


async def test_a_warm_redirect_counts_as_a_download_and_for_the_limit(
    bucket: S3, database_url: str, tmp_path: Path
) -> None:
    told: dict[str, Any] = {name.lower(): value for name, value in bucket.settings.items()}
    async with opened(database_url, tmp_path, rate_limit_install="4/minute", **told) as backend:
        await publish(backend, await account(backend, "ann"), FILE)
        await hearing(backend)
        async with reader(backend, **{"user-agent": "pip/26.1"}) as http:
            found = [await status(http, PATH) for _ in range(3)]
            found += [(await http.head(PATH)).status_code, await status(http, PATH)]
        assert found == [302, 302, 302, 200, 429]
        counted = {each.installer: number for each, number in backend.tally.take().items()}
        assert counted == {"pip": 3}


@pytest.mark.parametrize(("change", "expected"), [("deleted", 404), ("private", 401)])
async def test_a_change_holds_at_once_here_and_soon_on_the_other_replica(
    change: str, expected: int, backend: Backend, database_url: str, tmp_path: Path
) -> None:
    ann = await account(backend, "ann")
    await publish(backend, ann, FILE)
    async with (
        opened(database_url, tmp_path / "other") as other,
        reader(backend) as here,
        reader(other) as there,
    ):
        await hearing(backend)
        await hearing(other)
        for _ in range(2):
            assert (await here.head(PATH)).status_code == 200
            assert (await there.head(PATH)).status_code == 200
        if change == "deleted":
            name = FILE.filename
            await deleting.delete_file(
                backend, by=ann, package=DEMO, filename=name, confirmation=name
            )
        else:
            private = Visibility.PRIVATE
            await visibility.set_on_package(backend, by=ann, package=DEMO, visibility=private)
        assert await status(here, PATH) == expected
        async with asyncio.timeout(20):
            while (await there.head(PATH)).status_code == 200:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert await status(there, PATH) == expected
