"""Each operation of the frontend takes an exact number of SQL statements, however many rows."""

import re
from pathlib import Path
from typing import Any

import pytest

from devsper_registry.backend import Backend
from devsper_registry.graphql.documents import read_manifest
from devsper_registry.graphql.door import MANIFEST
from tests.build import sdist, wheel
from tests.doors.graphql.changing import Door, Person, door, person
from tests.services.published import publish
from tests.statements import statements

pytestmark = pytest.mark.anyio

DOCUMENTS = {
    re.findall(r"\b(?:query|mutation|subscription) (\w+)", text)[0]: (document_id, text)
    for document_id, text in read_manifest(Path(__file__).parents[3] / MANIFEST).items()
}
READING = {name for name, (_, text) in DOCUMENTS.items() if re.search(r"\bquery \w+", text)}

# With what each is asked, and in how many statements it is answered; those that find out whose
# the key is are not counted.
EXPECTED: dict[str, tuple[dict[str, Any], int]] = {
    "AccountPage": ({"name": "ann"}, 4),
    "Accounts": ({}, 1),
    "AuditLog": ({}, 3),
    "Browse": ({}, 3),
    "BrowseCount": ({}, 2),
    "FilePage": ({"filename": "demo-1.0.tar.gz"}, 4),
    "Home": ({}, 5),
    "Keys": ({}, 2),
    "ModerationQueue": ({}, 1),
    "MyPackages": ({}, 5),
    "PackageRelations": ({"name": "demo"}, 7),
    "PackageAccess": ({"name": "demo"}, 4),
    "PackageDownloads": ({"name": "demo"}, 2),
    "PackageEvents": ({"filter": {"package": "demo"}}, 2),
    "PackagePage": ({"name": "demo"}, 8),
    "Profile": ({}, 1),
    "ReleasePage": ({"package": "demo", "version": "1.0"}, 8),
    "Search": ({"query": "demo"}, 3),
    "SearchFacets": ({"query": "demo"}, 6),
}


async def test_an_operation_takes_as_many_statements_for_many_rows_as_for_few(
    backend: Backend,
) -> None:
    ann = await person(backend, "ann", is_administrator=True)
    await seed(backend, ann, packages=["helpful"], releases=["1.0"])
    few = await counted(backend, ann)
    await seed(backend, ann, packages=[f"demo-{n}" for n in range(9)], releases=["1.1", "2.0"])
    many = await counted(backend, ann)
    print(few, many)
    assert few == {name: number for name, (_, number) in EXPECTED.items()}
    assert many == few


def test_every_query_of_the_contract_is_counted() -> None:
    assert set(EXPECTED) == READING


async def seed(backend: Backend, by: Person, *, packages: list[str], releases: list[str]) -> None:
    """Publish the packages, each with a dependency, and these releases of `demo`."""
    needed = ("Summary: A demo", "Requires-Dist: helpful")
    for name in packages:
        lines = () if name == "helpful" else needed
        await publish(backend, by.principal, wheel(name, "1.0", lines=lines))
    for version in releases:
        await publish(
            backend,
            by.principal,
            wheel("demo", version, lines=needed),
            sdist("demo", version, lines=needed),
        )


async def counted(backend: Backend, by: Person) -> dict[str, int]:
    """Return how many statements each operation takes, once the registry's figures are known."""
    async with door(backend) as opened:
        await statements_of(backend, opened, by, "Home", {})
        return {
            name: await statements_of(backend, opened, by, name, variables)
            for name, (variables, _) in EXPECTED.items()
        }


async def statements_of(
    backend: Backend, opened: Door, by: Person, name: str, variables: dict[str, Any]
) -> int:
    document_id, _ = DOCUMENTS[name]
    with statements(backend) as seen:
        answer = await opened.client.post(
            "/graphql",
            json={"documentId": document_id, "variables": variables},
            headers={"authorization": f"Bearer {by.secret}"},
        )
    body = answer.json()
    assert "errors" not in body, body["errors"]
    assert None not in body["data"].values(), name
    return len(seen)
