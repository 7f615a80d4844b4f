"""Limits: each is kept whoever comes at once, names itself, and leaves everything as it was."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from packaging.utils import NormalizedName
from sqlalchemy import select
from sqlmodel import col

from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.tables import Account, Package
from devsper_registry.errors import (
    AccountFull,
    PackageFull,
    RegistryError,
    ReleaseFull,
    TooManyNewPackages,
)
from devsper_registry.services import deleting
from tests.build import STORED, Built, sdist, wheel
from tests.services import state
from tests.services.published import Clock, account, publish

pytestmark = pytest.mark.anyio
DEMO = NormalizedName("demo")
MB = 1024 * 1024


def limited(backend: Backend, **limits: int) -> Backend:
    return replace(backend, settings=backend.settings.model_copy(update=limits))


def large(version: str) -> Built:
    """A wheel of a little over 0.6 MB, which nothing makes smaller."""
    content = bytes((i * i * 7919 + (i >> 8) * 31) % 251 for i in range(1000)) * 660
    return wheel("demo", version, method=STORED, files={"demo/data.bin": content})


async def totals(backend: Backend) -> tuple[list[int], list[int]]:
    """The running totals of the packages and of the accounts."""
    async with backend.read() as session:
        sizes = select(col(Package.stored_size)).order_by(col(Package.name))
        shares = select(col(Account.stored_size)).order_by(col(Account.name))
        return (
            list((await session.execute(sizes)).scalars()),
            list((await session.execute(shares)).scalars()),
        )


async def refused(backend: Backend, by: Principal, file: Built) -> str:
    """Return the sentence of the refusal, which changed nothing."""
    before = await state.of(backend), await totals(backend)
    with pytest.raises(RegistryError) as error:
        await publish(backend, by, file)
    assert (await state.of(backend), await totals(backend)) == before
    return str(error.value)


async def outcomes(backend: Backend, by: Principal, files: list[Built]) -> list[object]:
    """Publish all at once; return the refusals' classes, None for a success."""
    done = await asyncio.gather(
        *(publish(backend, by, file) for file in files), return_exceptions=True
    )
    return [None if result is None else type(result) for result in done]


async def test_a_release_takes_so_many_files(registry: Backend) -> None:
    small = limited(registry, max_files_per_release=2)
    alice = await account(small)
    first = wheel("demo", "1.0")
    await publish(small, alice, first, sdist("demo", "1.0"))
    assert await refused(small, alice, wheel("demo", "1.0", tag="py2-none-any")) == (
        "The release 1.0 of 'demo' has 2 files, and more are not taken: publish under a new "
        "version, or ask the administrator to raise MAX_FILES_PER_RELEASE."
    )
    await publish(small, alice, first, wheel("demo", "1.1"))


async def test_a_package_takes_so_much_and_what_is_deleted_makes_room(registry: Backend) -> None:
    small = limited(registry, max_package_size_mb=1)
    alice = await account(small)
    await publish(small, alice, large("1.0"))
    assert await refused(small, alice, large("2.0")) == (
        "With this file, those of 'demo' would take more than 1 MB together: delete releases "
        "that nobody needs, or ask the administrator to raise MAX_PACKAGE_SIZE_MB."
    )
    await publish(small, alice, large("1.0"))
    await deleting.delete_release(small, by=alice, package=DEMO, version="1.0", confirmation="1.0")
    assert await totals(small) == ([0], [0])
    await publish(small, alice, large("2.0"))


async def test_an_account_takes_so_much_and_an_administrator_all(registry: Backend) -> None:
    small = limited(registry, max_account_size_mb=1)
    alice = await account(small)
    await publish(small, alice, large("1.0"))
    assert await refused(small, alice, large("2.0")) == (
        "With this file, those that your account published would take more than 1 MB together: "
        "delete what nobody needs, or ask the administrator to raise MAX_ACCOUNT_SIZE_MB."
    )
    root = await account(small, "root", is_administrator=True)
    await publish(small, root, large("2.0"), large("3.0"))


async def test_an_account_creates_so_many_packages_an_hour(registry: Backend, clock: Clock) -> None:
    small = limited(registry, max_new_packages_per_hour=2)
    alice = await account(small)
    await publish(small, alice, wheel("apples", "1.0"), wheel("plums", "1.0"))
    assert await refused(small, alice, wheel("cherries", "1.0")) == (
        "Your account has created 2 packages within an hour, and more are not taken: try again "
        "later, or ask the administrator to raise MAX_NEW_PACKAGES_PER_HOUR."
    )
    await publish(small, alice, wheel("plums", "2.0"))
    clock.moment += timedelta(hours=1)
    await publish(small, alice, wheel("cherries", "1.0"))


async def test_an_administrator_creates_as_many_as_there_are(registry: Backend) -> None:
    small = limited(registry, max_new_packages_per_hour=1)
    root = await account(small, is_administrator=True)
    await publish(small, root, wheel("apples", "1.0"), wheel("plums", "1.0"))


async def test_the_totals_are_those_of_the_files(registry: Backend) -> None:
    alice, root = await account(registry), await account(registry, "root", is_administrator=True)
    mine, theirs = wheel("demo", "1.0"), wheel("demo", "2.0")
    await publish(registry, alice, mine, mine)
    await publish(registry, root, theirs)
    a, b = len(mine.content), len(theirs.content)
    assert await totals(registry) == ([a + b], [a, b])
    await deleting.delete_file(
        registry, by=alice, package=DEMO, filename=mine.filename, confirmation=mine.filename
    )
    assert await totals(registry) == ([b], [0, b])
    await deleting.delete_package(registry, by=alice, package=DEMO, confirmation=DEMO)
    assert await totals(registry) == ([], [0, 0])


async def test_of_many_files_at_once_no_more_are_taken_than_a_release_has_room_for(
    registry: Backend,
) -> None:
    small = limited(registry, max_files_per_release=3)
    tags = [f"py3-none-manylinux_2_{minor}_x86_64" for minor in range(17, 25)]
    files = [wheel("demo", "1.0", tag=tag) for tag in tags]
    done = await outcomes(small, await account(small), files)
    assert (done.count(None), done.count(ReleaseFull)) == (3, 5)


@pytest.mark.parametrize(
    ("limit", "refusal"),
    [("max_package_size_mb", PackageFull), ("max_account_size_mb", AccountFull)],
)
async def test_of_many_files_at_once_no_more_are_taken_than_there_is_room_for(
    registry: Backend, limit: str, refusal: type[RegistryError]
) -> None:
    small = limited(registry, **{limit: 2})
    files = [large(f"{n}.0") for n in range(1, 7)]
    done = await outcomes(small, await account(small), files)
    assert (done.count(None), done.count(refusal)) == (3, 3)
    assert (await totals(small))[0] == [sum(len(files[0].content) for _ in range(3))]


async def test_of_many_packages_at_once_no_more_are_created_than_an_hour_allows(
    registry: Backend,
) -> None:
    small = limited(registry, max_new_packages_per_hour=3)
    names = ("apples", "plums", "cherries", "quinces", "medlars", "apricots", "walnuts", "figs")
    done = await outcomes(small, await account(small), [wheel(name, "1.0") for name in names])
    assert (done.count(None), done.count(TooManyNewPackages)) == (3, 5)
