"""The page of a package and the list of packages: what they show, and in how many statements."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from devsper_registry.app import create_app
from devsper_registry.backend import Backend
from tests.build import sdist, wheel
from tests.doors.graphql.conftest import talking_to
from tests.services.published import account, publish
from tests.statements import statements

pytestmark = pytest.mark.anyio

PAGE = """query($name: String!) { package(name: $name) {
  name normalizedName status summary
  collaborators { role account { name } }
  latestRelease { version readme }
  releases(first: 50) { nodes { version files { filename url uploadedBy { name } } } }
} }"""
LIST = """{ packages(first: 50, filter: {status: ACTIVE}, orderBy: {field: NAME, direction: ASC}) {
  totalCount nodes { id name summary latestRelease { version } } } }"""


async def ask(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    answer = await client.post("/graphql", json={"query": query, "variables": variables})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_package_page_takes_as_many_statements_for_many_files_as_for_few(
    backend: Backend,
) -> None:
    ann, bob = await account(backend, "ann"), await account(backend, "bob", is_administrator=True)
    await publish(backend, ann, wheel("Demo", "1.0"), sdist("Demo", "1.0"))
    await publish(backend, bob, wheel("Demo", "2.0"))
    async with talking_to(create_app(backend)) as client:
        with statements(backend) as few:
            body = await ask(client, PAGE, name="DEMO")
        await many_files(backend)
        with statements(backend) as many:
            full = await ask(client, PAGE, name="demo")
    package = body["data"]["package"]
    assert package["collaborators"] == [{"role": "OWNER", "account": {"name": "ann"}}]
    assert package["latestRelease"]["version"] == "2.0"
    assert [len(r["files"]) for r in package["releases"]["nodes"]] == [1, 2]
    assert [len(r["files"]) for r in full["data"]["package"]["releases"]["nodes"]] == [10] * 50
    assert (len(few), len(many)) == (8, 8)


async def many_files(backend: Backend) -> None:
    """Give the package more releases, and files by several people: 50 of 10 are seen."""
    async with backend.transaction() as session:
        for statement in (
            "INSERT INTO release (id, package_id, version, sort_key, created_at)"
            " SELECT gen_random_uuid(), p.id, '3.' || n, '~' || n, now()"
            " FROM package p, generate_series(1, 50) n",
            "INSERT INTO file (id, release_id, filename, packagetype, python_version, size, sha256,"
            "                  uploaded_at, uploaded_by)"
            " SELECT gen_random_uuid(), r.id, format('demo-%s-%s-py3-none-any.whl', r.version, n),"
            "        'bdist_wheel', 'py3', 1, repeat('0', 64), now(),"
            "        (SELECT id FROM account ORDER BY name LIMIT 1 OFFSET n % 2)"
            " FROM release r, generate_series(1, 10) n WHERE r.version LIKE '3.%'",
        ):
            await session.execute(text(statement))


async def test_a_list_takes_four_statements_whatever_its_length(backend: Backend) -> None:
    ann = await account(backend, "ann")
    await publish(backend, ann, wheel("one", "1.0"), wheel("two", "2.0"))
    async with talking_to(create_app(backend)) as client:
        with statements(backend) as seen:
            body = await ask(client, LIST)
        await publish(backend, ann, *(wheel(f"zero-{number}") for number in range(48)))
        with statements(backend) as fifty:
            full = await ask(client, LIST)
        found = body["data"]["packages"]
        ids = [node["id"] for node in found["nodes"]]
        again = await ask(
            client, "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Package { name } } }", ids=ids
        )
    assert found["totalCount"] == 2
    assert len(full["data"]["packages"]["nodes"]) == 50
    assert (len(seen), len(fifty)) == (4, 4)
    assert again["data"]["nodes"] == [{"name": "one"}, {"name": "two"}]


@pytest.mark.parametrize("id_", ["", "x", "é", "UGFja2FnZTp4", "Tm9uZTox"])
async def test_a_malformed_id_is_refused(backend: Backend, id_: str) -> None:
    async with talking_to(create_app(backend)) as client:
        body = await ask(client, "query($id: ID!) { node(id: $id) { id } }", id=id_)
    assert body["errors"][0]["extensions"]["code"] == "id.invalid"


async def test_unknown_names_are_null(backend: Backend) -> None:
    async with talking_to(create_app(backend)) as client:
        body = await ask(
            client,
            '{ package(name: "no") { id } release(package: "no", version: "?") { id } '
            'file(filename: "no") { id } account(name: "no") { id } }',
        )
    assert body["data"] == {"package": None, "release": None, "file": None, "account": None}


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00+14:00", "2026-11-24T12:00:00"])
async def test_a_moment_that_the_database_cannot_compare_is_refused(
    backend: Backend, since: str
) -> None:
    query = "query($since: DateTime) { packages(filter: {updatedSince: $since}) { nodes { id } } }"
    async with talking_to(create_app(backend)) as client:
        body = await ask(client, query, since=since)
    assert [error["extensions"]["code"] for error in body["errors"]] == ["moment.out-of-range"]


BESIDE = """query { package(name: "demo") { releases { nodes { files {
  licenseFiles sbomFiles } } } } }"""


async def test_a_file_tells_where_its_licences_and_bills_of_materials_lie(
    backend: Backend,
) -> None:
    ann = await account(backend, "ann")
    info = {"licenses/LICENSE": b"free", "sboms/a.cdx.json": b"{}", "sboms/sub/b.txt": b"any"}
    file = wheel("demo", "1.0", lines=["License-File: LICENSE"], dist_info=info)
    await publish(backend, ann, file, sdist("demo", "1.0"))
    async with talking_to(create_app(backend)) as client:
        with statements(backend) as seen:
            body = await ask(client, BESIDE)
    (release,) = body["data"]["package"]["releases"]["nodes"]
    assert sorted(release["files"], key=lambda file: file["sbomFiles"]) == [
        {"licenseFiles": [], "sbomFiles": []},
        {
            "licenseFiles": ["demo-1.0.dist-info/licenses/LICENSE"],
            "sbomFiles": [
                "demo-1.0.dist-info/sboms/a.cdx.json",
                "demo-1.0.dist-info/sboms/sub/b.txt",
            ],
        },
    ]
    # The package, its releases, their files, and once for all files what lies beside the metadata.
    assert len(seen) == 4
