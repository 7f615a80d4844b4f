"""Private packages at the doors of installers: who sees them, and what everybody else hears."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from packaging.utils import NormalizedName

from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.db.serials import Serials
from devsper_registry.db.session import Database
from tests.doors import seeds
from tests.doors.reading import SIMPLE_JSON, opened, private, reader

pytestmark = pytest.mark.anyio
ASKS_FOR_A_KEY = (
    "This registry asks for an API key: give it as the password, "
    "with any user name such as __token__."
)
IS_PRIVATE = "'secret' is private: ask one of its owners to add you."
READ, PUBLISH = Scope.READ, Scope.PUBLISH
FRESH = "max-age=0, must-revalidate"
FOR_EVER = "max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Place:
    """A registry that everybody may read, with a public `demo` and a private `secret`."""

    backend: Backend
    demo: seeds.Seeded
    secret: seeds.Seeded

    @property
    def paths(self) -> list[str]:
        """Everything that an installer asks of the private package, and what is not there of it."""
        return [
            "/simple/secret/",
            "/legacy/+simple/secret/",
            self.secret.path,
            f"{self.secret.path}.metadata",
            f"/packages/secret/{'0' * 64}/{self.secret.filename}",
            f"/packages/secret/{'0' * 64}/{self.secret.filename}.metadata",
        ]


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    async with opened(database_url, tmp_path) as backend:
        await seeds.package(backend)
        demo = await seeds.file(backend)
        await seeds.package(backend, "secret")
        secret = await seeds.file(
            backend, "secret-1.0-py3-none-any.whl", b"secret content", name="secret"
        )
        await execute(backend, "UPDATE package SET visibility = 'private' WHERE name = 'secret'")
        yield Place(backend, demo, secret)


@pytest.fixture
async def http(place: Place) -> AsyncIterator[httpx.AsyncClient]:
    async with reader(place.backend) as client:
        yield client


async def execute(backend: Backend, statement: str, *values: object) -> None:
    async with backend.database.raw() as connection:
        await connection.execute(statement, *values)


async def key(place: Place, *scopes: Scope, packages: list[str] | None = None) -> tuple[str, UUID]:
    """Return a key of a new account, and the account."""
    secret, key_id = await seeds.key(place.backend, *scopes, packages=packages)
    async with place.backend.database.raw() as connection:
        account = await connection.fetchval("SELECT account_id FROM api_key WHERE id = $1", key_id)
    return secret, account


async def reads(place: Place, account: UUID, role: str = "reader") -> None:
    await execute(
        place.backend,
        "INSERT INTO package_role SELECT id, $1, $2, now() FROM package WHERE name = 'secret'",
        account,
        role,
    )


async def joins(place: Place, account: UUID, position: str = "member") -> None:
    await execute(
        place.backend,
        "INSERT INTO organization SELECT gen_random_uuid(), 'acme', null, now()"
        " ON CONFLICT DO NOTHING",
    )
    await execute(
        place.backend,
        "UPDATE package SET organization_id = organization.id FROM organization"
        " WHERE package.name = 'secret'",
    )
    await execute(
        place.backend,
        "INSERT INTO organization_member SELECT id, $1, $2, now() FROM organization",
        account,
        position,
    )


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def listed(answer: httpx.Response) -> list[str]:
    return [project["name"] for project in answer.json()["projects"]]


async def test_a_stranger_is_asked_for_a_key_and_finds_it_in_no_list(
    place: Place, http: httpx.AsyncClient
) -> None:
    answers = [await http.get(path) for path in place.paths]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, ASKS_FOR_A_KEY)}
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    assert {answer.headers["www-authenticate"] for answer in answers} == {
        'Basic realm="devsper-registry"'
    }
    root = await http.get("/simple/", headers={"accept": SIMPLE_JSON})
    assert listed(root) == ["demo"]
    assert b"secret" not in (await http.get("/simple/")).content
    assert "x-pypi-last-serial" not in answers[0].headers


async def test_what_a_stranger_knows_of_it_opens_nothing(
    place: Place, http: httpx.AsyncClient
) -> None:
    secret, account = await key(place, READ)
    await reads(place, account)
    for path in place.paths[:4]:
        seen = await http.get(path, headers=bearer(secret))
        assert seen.status_code == 200
        again = await http.get(path, headers={"if-none-match": seen.headers["etag"]})
        assert (again.status_code, again.text) == (401, ASKS_FOR_A_KEY)
        part = await http.get(path, headers={"range": "bytes=0-1"})
        assert (part.status_code, part.text) == (401, ASKS_FOR_A_KEY)
        assert (await http.head(path)).status_code == 401


async def test_a_missing_package_is_free_for_the_next_index_unless_its_prefix_is_reserved(
    place: Place,
) -> None:
    reserved = (NormalizedName("acme"),)
    settings = place.backend.settings.model_copy(update={"reserved_prefixes": reserved})
    for name in ("acme", "acme-tools"):
        await seeds.package(place.backend, name)
        await execute(
            place.backend, "UPDATE package SET visibility = 'private' WHERE name = $1", name
        )
    await seeds.package(place.backend, "acme-open")
    backend = replace(place.backend, settings=settings)
    known, _ = await key(place, READ)
    async with reader(backend) as http:

        async def status(path: str, **headers: str) -> int:
            return (await http.get(path, headers=headers)).status_code

        assert await status("/simple/missing/") == 404
        assert await status(f"/packages/missing/{'0' * 64}/missing-1.tar.gz") == 404
        assert await status("/simple/acme-open/") == 200
        # The same for those that are there and for those that are not.
        for name in ("acme", "acme-tools", "acme-missing"):
            assert await status(f"/simple/{name}/") == 401
            assert await status(f"/packages/{name}/{'0' * 64}/{name}-1.tar.gz") == 401
        assert await status("/simple/acmeology/") == 404
        assert await status("/simple/acme-missing/", **bearer(known)) == 404
        assert await status("/simple/acme-tools/", **bearer(known)) == 403


@pytest.mark.parametrize("closed", [False, True])
async def test_who_has_no_role_is_refused_by_name(place: Place, closed: bool) -> None:
    secret, _ = await key(place, READ)
    async with reader(private(place.backend) if closed else place.backend) as http:
        for path in place.paths:
            answer = await http.get(path, headers=bearer(secret))
            assert (answer.status_code, answer.text) == (403, IS_PRIVATE)
        root = await http.get("/simple/", headers={**bearer(secret), "accept": SIMPLE_JSON})
        assert listed(root) == ["demo"]
        found = (await http.get("/api/v1/search", headers=bearer(secret))).json()
        assert [package["name"] for package in found["packages"]] == []
        assert (await http.get("/simple/missing/", headers=bearer(secret))).status_code == 404


@pytest.mark.parametrize("role", ["reader", "maintainer", "owner"])
async def test_whoever_has_a_role_reads_it(
    place: Place, http: httpx.AsyncClient, role: str
) -> None:
    secret, account = await key(place, READ)
    await reads(place, account, role)
    statuses = [(await http.get(path, headers=bearer(secret))).status_code for path in place.paths]
    assert statuses == [200, 200, 200, 200, 404, 404]
    root = await http.get("/simple/", headers={**bearer(secret), "accept": SIMPLE_JSON})
    assert listed(root) == ["demo", "secret"]


async def test_leaving_an_organization_shuts_its_packages_at_once(
    place: Place, http: httpx.AsyncClient
) -> None:
    secret, account = await key(place, READ)
    await joins(place, account)
    assert (await http.get(place.secret.path, headers=bearer(secret))).status_code == 200
    assert (await http.get("/simple/secret/", headers=bearer(secret))).status_code == 200
    await execute(place.backend, "DELETE FROM organization_member")
    for path in place.paths:
        assert (await http.get(path, headers=bearer(secret))).status_code == 403
    root = await http.get("/simple/", headers={**bearer(secret), "accept": SIMPLE_JSON})
    assert listed(root) == ["demo"]


async def test_a_key_opens_no_more_than_its_scopes_and_its_packages(
    place: Place, http: httpx.AsyncClient
) -> None:
    publishes, owner = await key(place, PUBLISH)
    bound, reader_ = await key(place, READ, packages=["demo"])
    for account in (owner, reader_):
        await reads(place, account, "owner")
    for secret in (publishes, bound):
        for path in place.paths:
            assert (await http.get(path, headers=bearer(secret))).status_code == 403
        root = await http.get("/simple/", headers={**bearer(secret), "accept": SIMPLE_JSON})
        assert listed(root) == ["demo"]
        assert (await http.get("/simple/demo/", headers=bearer(secret))).status_code == 200


async def test_an_administrator_reads_everything_with_the_scope_for_it(
    place: Place, http: httpx.AsyncClient
) -> None:
    without, account = await key(place, READ)
    with_, other = await key(place, Scope.ADMIN)
    for one in (account, other):
        await execute(
            place.backend, "UPDATE account SET is_administrator = true WHERE id = $1", one
        )
    assert (await http.get("/simple/secret/", headers=bearer(without))).status_code == 403
    assert (await http.get("/simple/secret/", headers=bearer(with_))).status_code == 200
    root = await http.get("/simple/", headers={**bearer(with_), "accept": SIMPLE_JSON})
    assert listed(root) == ["demo", "secret"]


async def test_caches_keep_for_one_what_is_for_one(place: Place, http: httpx.AsyncClient) -> None:
    secret, account = await key(place, READ)
    await reads(place, account)
    who = bearer(secret)
    credentials = "Authorization, X-API-Key"
    for path in ("/simple/secret/", "/simple/"):
        answer = await http.get(path, headers=who)
        assert answer.headers["cache-control"] == f"private, {FRESH}"
        assert answer.headers["vary"] == f"Accept, Accept-Encoding, {credentials}, Origin"
        assert "access-control-allow-origin" not in answer.headers
    for path in (place.secret.path, f"{place.secret.path}.metadata"):
        answer = await http.get(path, headers=who)
        assert answer.headers["cache-control"] == f"private, {FOR_EVER}"
        assert answer.headers["vary"] == f"{credentials}, Origin"
        assert "access-control-allow-origin" not in answer.headers
    # What is public is public, also for those who show a key.
    assert (await http.get("/simple/demo/", headers=who)).headers["cache-control"] == FRESH
    assert (await http.get(place.demo.path, headers=who)).headers["cache-control"] == (
        f"public, {FOR_EVER}, s-maxage=60"
    )
    assert (await http.get("/simple/")).headers["cache-control"] == FRESH


async def test_lists_that_differ_have_tags_that_differ(
    place: Place, http: httpx.AsyncClient
) -> None:
    secret, account = await key(place, READ)
    await reads(place, account)
    all_, public = await http.get("/simple/", headers=bearer(secret)), await http.get("/simple/")
    assert all_.headers["etag"] != public.headers["etag"]
    crossed = await http.get("/simple/", headers={"if-none-match": all_.headers["etag"]})
    assert (crossed.status_code, crossed.content) == (200, public.content)


async def test_what_becomes_private_is_gone_at_once(place: Place, http: httpx.AsyncClient) -> None:
    assert (await http.get("/simple/demo/")).status_code == 200
    etag = (await http.get("/simple/demo/")).headers["etag"]
    await execute(place.backend, "UPDATE package SET visibility = 'private' WHERE name = 'demo'")
    answer = await http.get("/simple/demo/", headers={"if-none-match": etag})
    assert answer.status_code == 401
    assert (await http.get(place.demo.path)).status_code == 401


class Counted:
    """The database, telling how it was borrowed."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.borrowed: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name in {"raw", "read", "transaction"}:
            self.borrowed.append(name)
        return getattr(self.database, name)


async def test_a_public_page_costs_no_question_more_than_it_did(place: Place) -> None:
    secret, account = await key(place, READ)
    await reads(place, account)
    database: Any = Counted(place.backend.database)
    backend = replace(place.backend, database=database, serials=Serials(database))
    async with reader(backend) as http:

        async def cost(path: str, **headers: str) -> list[str]:
            assert (await http.get(path, headers=headers)).status_code == 200  # now it is warm
            await asyncio.gather(*backend.errands)
            database.borrowed.clear()
            assert (await http.get(path, headers=headers)).status_code == 200
            return list(database.borrowed)

        for path in ("/simple/", "/simple/demo/", place.demo.path, f"{place.demo.path}.metadata"):
            assert await cost(path) == ["raw"]
        # The key, how the package stands; and for a private one the role.
        assert await cost("/simple/demo/", **bearer(secret)) == ["raw", "raw"]
        assert await cost("/simple/secret/", **bearer(secret)) == ["raw", "raw", "read"]
        assert await cost(place.secret.path, **bearer(secret)) == ["raw", "raw", "read"]
        assert await cost("/simple/", **bearer(secret)) == ["raw", "raw", "read"]
