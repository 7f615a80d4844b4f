"""Pages from memory: what the long way would send, without a statement, and never an old one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from packaging.utils import NormalizedName

from devsper_registry.auth.principal import OPERATOR, Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import credentials as stored
from devsper_registry.db.tables.package import Role, Visibility
from devsper_registry.rest.ready import Ready
from devsper_registry.services import (
    keys,
    ownership,
    revoking,
    standing,
    visibility,
    yanking,
)
from tests.build import wheel
from tests.doors import seeds
from tests.doors.reading import SIMPLE_HTML, SIMPLE_JSON, opened, private, reader
from tests.services.published import account, publish

pytestmark = pytest.mark.anyio
DEMO = NormalizedName("demo")
READS = [
    {"accept": accept, "accept-encoding": encoding, **more}
    for accept in (SIMPLE_JSON, SIMPLE_HTML, "*/*")
    for encoding in ("identity", "gzip")
    for more in ({}, {"if-none-match": "*"}, {"if-none-match": '"other"'})
]


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path / "one") as backend:
        yield backend


async def hearing(backend: Backend) -> None:
    backend.listening.start()
    async with asyncio.timeout(20):
        while not backend.database.changes.are_heard:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


class Counted:
    """The database, noting each borrowing of it."""

    def __init__(self, database: Any) -> None:
        self.database, self.borrowed = database, [""][:0]

    def __getattr__(self, name: str) -> Any:
        if name in {"raw", "read", "look", "transaction"}:
            self.borrowed.append(name)
        return getattr(self.database, name)


@asynccontextmanager
async def silent(backend: Backend) -> AsyncIterator[None]:
    """Let nothing in the block ask the database."""
    serials: Any = backend.serials
    database = serials._database
    counted = Counted(backend.database)
    object.__setattr__(backend, "database", counted)
    serials._database = counted
    try:
        yield
        assert counted.borrowed == []
    finally:
        object.__setattr__(backend, "database", counted.database)
        serials._database = database


async def nothing_ready(*_: object) -> None:
    """Stand for `Ready._answer`, so that the long way answers."""


def same(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    headers = {k: v for k, v in answer.headers.items() if k != "x-request-id"}
    return answer.status_code, answer.content, headers


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_what_lies_ready_is_what_the_long_way_sends(
    backend: Backend, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await account(backend, "ann")
    await publish(backend, ann, wheel("demo", "1.0"), wheel("secret", "1.0"))
    await visibility.set_on_package(
        backend, by=ann, package=NormalizedName("secret"), visibility=Visibility.PRIVATE
    )
    made = await keys.create(
        backend, by=ann, account="ann", name="ci", scopes=[Scope.READ], expires_at=None
    )
    await hearing(backend)
    for one in (backend, private(backend)):
        for path in ("/simple/demo/", "/simple/secret/", "/simple/"):
            for headers in READS:
                given = {**headers, "authorization": f"Bearer {made.secret}"}
                if one is backend and path != "/simple/secret/":
                    del given["authorization"]
                async with reader(one) as http:
                    await http.request(method, path, headers=given)
                    await asyncio.gather(*backend.errands)
                    ready = same(await http.request(method, path, headers=given))
                with monkeypatch.context() as patched:
                    patched.setattr(Ready, "_answer", nothing_ready)
                    async with reader(one) as http:
                        assert ready == same(await http.request(method, path, headers=given))


async def test_a_warm_page_asks_nothing_for_strangers_and_for_keys(backend: Backend) -> None:
    ann = await account(backend, "ann")
    await publish(backend, ann, wheel("demo", "1.0"), wheel("secret", "1.0"))
    await visibility.set_on_package(
        backend, by=ann, package=NormalizedName("secret"), visibility=Visibility.PRIVATE
    )
    made = await keys.create(
        backend, by=ann, account="ann", name="ci", scopes=[Scope.READ], expires_at=None
    )
    bearer = {"authorization": f"Bearer {made.secret}"}
    await hearing(backend)
    reads: list[tuple[str, dict[str, str], int]] = [
        ("/simple/demo/", {}, 200),
        ("/simple/demo/", bearer, 200),
        ("/simple/secret/", bearer, 200),
        ("/simple/", {}, 200),
        ("/simple/", bearer, 200),
        ("/simple/absent/", {}, 404),
    ]
    async with reader(backend) as http:
        for path, headers, status in reads:
            assert (await http.get(path, headers=headers)).status_code == status
        await asyncio.gather(*backend.errands)
        async with silent(backend):
            for path, headers, status in reads:
                assert (await http.get(path, headers=headers)).status_code == status


async def status(http: httpx.AsyncClient, path: str, secret: str | None = None) -> int:
    headers = {} if secret is None else {"authorization": f"Bearer {secret}"}
    return (await http.get(path, headers=headers)).status_code


async def key(backend: Backend, by: Principal, **given: Any) -> Any:
    assert by.account_name is not None
    return await keys.create(
        backend,
        by=by,
        account=by.account_name,
        name="ci",
        scopes=[Scope.READ],
        **{"expires_at": None, **given},
    )


@pytest.mark.parametrize("change", ["revoked", "suspended", "removed", "expired"])
async def test_a_right_that_ends_is_gone_with_the_next_request(
    backend: Backend, change: str
) -> None:
    now = backend.now()
    moments = [now]
    backend = replace(backend, now=lambda: moments[-1])
    ann, bob = await account(backend, "ann"), await account(backend, "bob")
    await publish(backend, ann, wheel("secret", "1.0"))
    name = NormalizedName("secret")
    await visibility.set_on_package(backend, by=ann, package=name, visibility=Visibility.PRIVATE)
    await ownership.add(backend, by=ann, package=name, account="bob", role=Role.READER)
    made = await key(backend, bob, expires_at=now + timedelta(hours=1))
    await hearing(backend)
    async with reader(backend) as http:
        for _ in range(2):
            assert await status(http, "/simple/secret/", made.secret) == 200
        match change:
            case "revoked":
                await revoking.revoke(backend, by=bob, key_id=made.key.id)
            case "suspended":
                await standing.suspend(backend, by=OPERATOR, whose="bob")
            case "removed":
                await ownership.remove(backend, by=ann, package=name, account="bob")
            case "expired":
                moments.append(now + timedelta(hours=1))
        expected = 403 if change == "removed" else 401
        assert await status(http, "/simple/secret/", made.secret) == expected


async def test_a_key_that_was_revoked_while_it_was_looked_up_is_not_kept(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await account(backend, "ann")
    await publish(backend, ann, wheel("demo", "1.0"))
    made = await key(backend, ann)
    await hearing(backend)
    look = stored.by_sha256

    async def slow(connection: Any, digest: bytes) -> Any:
        found = await look(connection, digest)
        monkeypatch.undo()
        await revoking.revoke(backend, by=ann, key_id=made.key.id)
        return found

    monkeypatch.setattr(stored, "by_sha256", slow)
    async with reader(backend) as http:
        assert await status(http, "/simple/demo/", made.secret) == 200  # it had begun before
        assert await status(http, "/simple/demo/", made.secret) == 401
        await asyncio.gather(*backend.errands)
        assert await status(http, "/simple/demo/", made.secret) == 401


async def test_what_is_not_plain_goes_the_long_way_and_is_refused_there(backend: Backend) -> None:
    await seeds.package(backend)
    await hearing(backend)
    async with reader(backend) as http:
        assert await status(http, "/simple/demo/") == 200
        for path, expected in (
            ("/simple/demo", 301),
            ("/simple/DEMO/", 301),
            ("/simple/demo//", 404),
            ("/simple/demo/x/", 404),
            (f"/simple/{'x' * 5000}/", 404),
        ):
            assert await status(http, path) == expected
        assert await status(http, "/simple/demo/", "hm_wrong") == 401
        twice = [("accept", SIMPLE_JSON), ("accept", "image/png")]
        assert (await http.get("/simple/demo/", headers=twice)).status_code == 200
        odd = {"accept": "image/png"}
        assert (await http.get("/simple/demo/", headers=odd)).status_code == 406


async def test_pages_that_lie_ready_count_for_the_limit(database_url: str, tmp_path: Path) -> None:
    async with opened(database_url, tmp_path, rate_limit_install="3/minute") as backend:
        await seeds.package(backend)
        await hearing(backend)
        async with reader(backend) as http:
            found = [await status(http, "/simple/demo/") for _ in range(5)]
        assert found == [200, 200, 200, 429, 429]


async def test_a_yank_is_on_the_page_when_it_is_acknowledged_and_soon_on_the_other_replica(
    backend: Backend, database_url: str, tmp_path: Path
) -> None:
    ann = await account(backend, "ann")
    await publish(backend, ann, wheel("demo", "1.0"))
    async with (
        opened(database_url, tmp_path / "other") as other,
        reader(backend) as here,
        reader(other) as there,
    ):
        await hearing(backend)
        await hearing(other)
        asks = {"accept": SIMPLE_JSON}
        before = [(await http.get("/simple/demo/", headers=asks)).text for http in (here, there)]
        await yanking.yank_release(backend, by=ann, package=DEMO, version="1.0", reason="bad")
        assert '"yanked":"bad"' in (await here.get("/simple/demo/", headers=asks)).text
        async with asyncio.timeout(20):
            while (await there.get("/simple/demo/", headers=asks)).text == before[1]:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert '"yanked":"bad"' in (await there.get("/simple/demo/", headers=asks)).text
