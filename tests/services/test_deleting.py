"""Deleting: what goes, what stays used, by whom, and what the journal tells."""

import asyncio

import pytest
from packaging.utils import NormalizedName
from sqlalchemy import select

from devsper_registry.auth.principal import ANONYMOUS, Principal
from devsper_registry.backend import Backend
from devsper_registry.db.tables import Package, PackageRole
from devsper_registry.db.tables.package import Role
from devsper_registry.errors import (
    FileNotFound,
    NotAuthenticated,
    NotOwner,
    PackageNotFound,
    ReleaseNotFound,
)
from devsper_registry.services import deleting
from tests.build import sdist, wheel
from tests.services import state
from tests.services.published import account, publish

pytestmark = pytest.mark.anyio
DEMO = NormalizedName("demo")
WHEEL, SDIST = "demo-1.0-py3-none-any.whl", "demo-1.0.tar.gz"


@pytest.fixture
async def alice(registry: Backend) -> Principal:
    """The owner of demo: 1.0 as wheel and sdist, 2.0 as wheel."""
    owner = await account(registry)
    files = (wheel("demo", "1.0"), sdist("demo", "1.0"), wheel("demo", "2.0"))
    await publish(registry, owner, *files)
    return owner


async def test_a_file_goes_and_its_release_stays(registry: Backend, alice: Principal) -> None:
    await deleting.delete_file(registry, by=alice, package=DEMO, filename=WHEEL, confirmation=WHEEL)
    await deleting.delete_file(registry, by=alice, package=DEMO, filename=SDIST, confirmation=SDIST)
    now = await state.of(registry)
    assert await state.filenames(registry) == ["demo-2.0-py3-none-any.whl"]
    assert (now.packages, now.releases, now.used) == (1, 2, 3)
    event = (await state.events(registry))[-1]
    assert (event.action, event.version, event.filename) == ("file.deleted", "1.0", SDIST)
    assert event.detail == {"sha256": sdist("demo", "1.0").sha256}


async def test_a_release_goes_with_its_files(registry: Backend, alice: Principal) -> None:
    await deleting.delete_release(
        registry, by=alice, package=DEMO, version="1.0.0", confirmation="1.0"
    )
    now = await state.of(registry)
    assert await state.filenames(registry) == ["demo-2.0-py3-none-any.whl"]
    assert (now.packages, now.releases, now.used) == (1, 1, 3)
    event = (await state.events(registry))[-1]
    assert (event.action, event.version) == ("release.deleted", "1.0")
    assert event.detail == {"filenames": [WHEEL, SDIST]}


async def test_a_package_goes_with_everything_but_its_used_names(
    registry: Backend, alice: Principal
) -> None:
    await deleting.delete_package(registry, by=alice, package=DEMO, confirmation=DEMO)
    now = await state.of(registry)
    assert (now.packages, now.releases, now.files, now.roles, now.used) == (0, 0, 0, 0, 3)
    event = (await state.events(registry))[-1]
    assert (event.action, event.package, event.account_id) == (
        "package.deleted",
        "demo",
        alice.account_id,
    )
    assert event.detail == {
        "name": "demo",
        "filenames": [WHEEL, SDIST, "demo-2.0-py3-none-any.whl"],
    }


async def test_what_is_not_there_cannot_be_deleted(registry: Backend, alice: Principal) -> None:
    before = await state.of(registry)
    with pytest.raises(FileNotFound):
        await deleting.delete_file(
            registry,
            by=alice,
            package=DEMO,
            filename="demo-9.0.tar.gz",
            confirmation="demo-9.0.tar.gz",
        )
    with pytest.raises(ReleaseNotFound):
        await deleting.delete_release(
            registry, by=alice, package=DEMO, version="9.0", confirmation="9.0"
        )
    with pytest.raises(PackageNotFound):
        await deleting.delete_package(
            registry, by=alice, package=NormalizedName("other"), confirmation="other"
        )
    assert await state.of(registry) == before


async def test_only_owners_delete(registry: Backend, alice: Principal) -> None:
    bob = await account(registry, "bob")
    assert bob.account_id is not None
    async with registry.transaction() as session:
        package = (await session.execute(select(Package))).scalar_one()
        session.add(
            PackageRole(
                package_id=package.id,
                account_id=bob.account_id,
                role=Role.MAINTAINER,
                created_at=registry.now(),
            )
        )
    before = await state.of(registry)
    for by, error in ((bob, NotOwner), (ANONYMOUS, NotAuthenticated)):
        with pytest.raises(error):
            await deleting.delete_file(
                registry, by=by, package=DEMO, filename=WHEEL, confirmation=WHEEL
            )
        with pytest.raises(error):
            await deleting.delete_release(
                registry, by=by, package=DEMO, version="1.0", confirmation="1.0"
            )
        with pytest.raises(error):
            await deleting.delete_package(registry, by=by, package=DEMO, confirmation=DEMO)
    assert await state.of(registry) == before


async def test_an_administrator_deletes_what_others_own(
    registry: Backend, alice: Principal
) -> None:
    root = await account(registry, "root", is_administrator=True)
    await deleting.delete_package(registry, by=root, package=DEMO, confirmation=DEMO)
    assert (await state.of(registry)).packages == 0


async def test_uploads_and_deletions_at_once_end_in_a_state_that_could_be(
    registry: Backend, alice: Principal
) -> None:
    """Each waits for the other at the package's row; neither deadlocks nor leaves halves."""
    for number in range(5):
        name = f"crowd-{number}"
        await publish(registry, alice, wheel(name, "1.0"))
        await asyncio.gather(
            publish(registry, alice, wheel(name, "2.0"), sdist(name, "2.0")),
            deleting.delete_package(
                registry, by=alice, package=NormalizedName(name), confirmation=name
            ),
        )
    now = await state.of(registry)
    # Whatever came after the deletion made the package anew.
    assert now.packages == now.roles
    assert now.used == 3 + 5 * 3
