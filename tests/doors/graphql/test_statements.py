"""Each operation of the frontend takes an exact number of SQL statements, however many rows."""

from typing import Any

import pytest

from devsper_registry.backend import Backend
from tests.build import sdist, wheel
from tests.doors.graphql import contract
from tests.doors.graphql.changing import Person, door, person
from tests.services import devices as waiting
from tests.services import held
from tests.services.published import publish

pytestmark = pytest.mark.anyio

# Stands for that of a device that waits.
CODE = "XXXX-XXXX"
# With what each query is asked, and in how many statements it is answered.
QUERIES: dict[str, tuple[dict[str, Any], int]] = {
    "AccountPage": ({"name": "ann"}, 4),
    "Accounts": ({}, 1),
    "AuditLog": ({}, 3),
    "Browse": ({}, 3),
    "BrowseCount": ({}, 2),
    "DeviceApproval": ({"userCode": CODE}, 4),
    "FilePage": ({"filename": "demo-1.0.tar.gz"}, 5),
    "Home": ({}, 5),
    "Jobs": ({"filter": {"states": ["HELD"]}}, 5),
    "Keys": ({}, 2),
    "ModerationQueue": ({}, 1),
    "MyOrganizations": ({}, 4),
    "MyPackages": ({}, 5),
    "OrganizationPage": ({"name": "acme-0"}, 3),
    "OrganizationPeople": ({"name": "acme-0"}, 5),
    "PackageAccess": ({"name": "demo"}, 3),
    "PackageDownloads": ({"name": "demo"}, 2),
    "PackageEvents": ({"filter": {"package": "demo"}}, 2),
    "PackagePage": ({"name": "demo"}, 7),
    "PackageRelations": ({"name": "demo"}, 7),
    "Profile": ({}, 1),
    "ReleasePage": ({"package": "demo", "version": "1.0"}, 10),
    "Search": ({"query": "demo"}, 3),
    "SearchFacets": ({"query": "demo"}, 6),
}


async def test_a_query_takes_as_many_statements_for_many_rows_as_for_few(
    backend: Backend,
) -> None:
    ann = await person(backend, "ann", is_administrator=True)
    await seed(backend, ann, packages=["helpful"], releases=["1.0"], organizations=["acme-0"])
    few = await queried(backend, ann)
    more = [str(number) for number in range(1, 9)]
    await seed(
        backend,
        ann,
        packages=[f"demo-{number}" for number in more],
        releases=["1.1", "2.0"],
        organizations=[f"acme-{number}" for number in more],
    )
    assert few == {name: number for name, (_, number) in QUERIES.items()}
    assert await queried(backend, ann) == few


def test_every_query_of_the_contract_is_counted() -> None:
    assert set(QUERIES) == contract.of_kind("query")


async def queried(backend: Backend, by: Person) -> dict[str, int]:
    """Return how many statements each query takes, once the registry's figures are known."""
    counts = {}
    codes = {CODE: (await waiting.start(backend)).codes.user_code}
    async with door(backend) as opened:
        await contract.run(backend, opened, by, "Home", {})
        for name, (given, _) in QUERIES.items():
            variables = {key: codes.get(str(value), value) for key, value in given.items()}
            data, counts[name] = await contract.run(backend, opened, by, name, variables)
            assert None not in data.values(), name
    return counts


async def seed(
    backend: Backend,
    by: Person,
    *,
    packages: list[str],
    releases: list[str],
    organizations: list[str],
) -> None:
    """Publish the packages, each with a dependency, and these releases of `demo`."""
    needed = ("Summary: A demo", "Requires-Dist: helpful")
    for name in packages:
        lines = () if name == "helpful" else needed
        await publish(backend, by.principal, wheel(name, "1.0", lines=lines))
    for version in releases:
        both = [make("demo", version, lines=needed) for make in (wheel, sdist)]
        await publish(backend, by.principal, *both)
    async with backend.transaction() as session:
        await held.all_jobs(session)
    async with door(backend) as opened:
        for name in organizations:
            await contract.change(backend, opened, by, "CreateOrganization", {"name": name})
