"""Yanking and taking it back: of releases and files, by whom, and what the journal tells."""

import pytest
from packaging.utils import NormalizedName
from sqlalchemy import select
from sqlmodel import col

from devsper_registry.auth.principal import ANONYMOUS, Principal
from devsper_registry.backend import Backend
from devsper_registry.db.tables import File, Package, Release
from devsper_registry.errors import (
    FileNotFound,
    NotAllowed,
    NotAuthenticated,
    PackageNotFound,
    ReasonTooLong,
    RegistryError,
    ReleaseNotFound,
    VersionInvalid,
)
from devsper_registry.services import yanking
from tests.build import sdist, wheel
from tests.services import state
from tests.services.published import account, publish

pytestmark = pytest.mark.anyio
DEMO = NormalizedName("demo")
WHEEL = "demo-1.0-py3-none-any.whl"


@pytest.fixture
async def alice(registry: Backend) -> Principal:
    """The owner of demo 1.0, a wheel and an sdist."""
    owner = await account(registry)
    await publish(registry, owner, wheel("demo", "1.0"), sdist("demo", "1.0"))
    return owner


async def reasons(backend: Backend) -> tuple[str | None, dict[str, str | None]]:
    """Return the release's reason, and each file's."""
    async with backend.read() as session:
        release = (await session.execute(select(col(Release.yanked_reason)))).scalar_one()
        files = await session.execute(select(col(File.filename), col(File.yanked_reason)))
        return release, {row[0]: row[1] for row in files}


async def newest(backend: Backend) -> tuple[str, str | None, str | None, dict[str, str]]:
    event = (await state.events(backend))[-1]
    return event.action, event.version, event.filename, event.detail


async def test_a_release_is_yanked_with_a_reason_and_taken_back(
    registry: Backend, alice: Principal
) -> None:
    await yanking.yank_release(registry, by=alice, package=DEMO, version="1.0", reason="loses data")
    assert (await reasons(registry))[0] == "loses data"
    assert await newest(registry) == ("release.yanked", "1.0", None, {"reason": "loses data"})
    await yanking.unyank_release(registry, by=alice, package=DEMO, version="1.0")
    assert (await reasons(registry))[0] is None
    assert await newest(registry) == ("release.unyanked", "1.0", None, {})


async def test_without_a_reason_it_is_yanked_all_the_same(
    registry: Backend, alice: Principal
) -> None:
    await yanking.yank_release(registry, by=alice, package=DEMO, version="1.0")
    assert (await reasons(registry))[0] == ""
    assert await newest(registry) == ("release.yanked", "1.0", None, {"reason": ""})


async def test_one_file_is_yanked_alone(registry: Backend, alice: Principal) -> None:
    await yanking.yank_file(
        registry, by=alice, package=DEMO, filename=WHEEL, reason="for another machine"
    )
    assert await reasons(registry) == (
        None,
        {WHEEL: "for another machine", "demo-1.0.tar.gz": None},
    )
    assert await newest(registry) == (
        "file.yanked",
        "1.0",
        WHEEL,
        {"reason": "for another machine"},
    )
    await yanking.unyank_file(registry, by=alice, package=DEMO, filename=WHEEL)
    assert await reasons(registry) == (None, {WHEEL: None, "demo-1.0.tar.gz": None})
    assert await newest(registry) == ("file.unyanked", "1.0", WHEEL, {})


async def test_doing_it_twice_is_one_change(registry: Backend, alice: Principal) -> None:
    await yanking.yank_release(registry, by=alice, package=DEMO, version="1.0", reason="x")
    before = await state.of(registry)
    await yanking.yank_release(registry, by=alice, package=DEMO, version="1.0", reason="x")
    await yanking.unyank_file(registry, by=alice, package=DEMO, filename=WHEEL)
    assert await state.of(registry) == before


async def test_another_reason_is_a_change(registry: Backend, alice: Principal) -> None:
    await yanking.yank_release(registry, by=alice, package=DEMO, version="1.0", reason="x")
    await yanking.yank_release(registry, by=alice, package=DEMO, version="1.0", reason="y")
    assert (await reasons(registry))[0] == "y"


async def test_the_version_may_be_written_otherwise(registry: Backend, alice: Principal) -> None:
    await yanking.yank_release(registry, by=alice, package=DEMO, version="v1.0.0")
    assert (await newest(registry))[:2] == ("release.yanked", "1.0")


async def test_each_change_moves_the_serial_of_the_package(
    registry: Backend, alice: Principal
) -> None:
    await yanking.yank_release(registry, by=alice, package=DEMO, version="1.0")
    async with registry.read() as session:
        serial = (await session.execute(select(col(Package.serial)))).scalar_one()
    assert serial == (await state.events(registry))[-1].serial


@pytest.mark.parametrize(
    ("package", "version", "error"),
    [
        ("demo", "2.0", ReleaseNotFound),
        ("demo", "one", VersionInvalid),
        ("other", "1.0", PackageNotFound),
    ],
)
async def test_what_is_not_there_cannot_be_yanked(
    registry: Backend, alice: Principal, package: str, version: str, error: type[RegistryError]
) -> None:
    before = await state.of(registry)
    with pytest.raises(error):
        await yanking.yank_release(
            registry, by=alice, package=NormalizedName(package), version=version
        )
    assert await state.of(registry) == before


async def test_a_file_of_another_package_cannot_be_yanked(
    registry: Backend, alice: Principal
) -> None:
    await publish(registry, alice, wheel("other", "1.0"))
    with pytest.raises(FileNotFound):
        await yanking.yank_file(registry, by=alice, package=NormalizedName("other"), filename=WHEEL)
    assert (await reasons_of_files(registry)) == {None}


async def test_strangers_cannot_yank(registry: Backend, alice: Principal) -> None:
    bob = await account(registry, "bob")
    before = await state.of(registry)
    with pytest.raises(NotAllowed):
        await yanking.yank_release(registry, by=bob, package=DEMO, version="1.0")
    with pytest.raises(NotAllowed):
        await yanking.yank_file(registry, by=bob, package=DEMO, filename=WHEEL)
    with pytest.raises(NotAuthenticated):
        await yanking.yank_release(registry, by=ANONYMOUS, package=DEMO, version="1.0")
    assert await state.of(registry) == before
    assert await reasons(registry) == (None, {WHEEL: None, "demo-1.0.tar.gz": None})


async def test_a_reason_has_an_end(registry: Backend, alice: Principal) -> None:
    with pytest.raises(ReasonTooLong, match="The reason is 1001 characters long"):
        await yanking.yank_file(registry, by=alice, package=DEMO, filename=WHEEL, reason="x" * 1001)
    await yanking.yank_file(registry, by=alice, package=DEMO, filename=WHEEL, reason="x" * 1000)


async def reasons_of_files(backend: Backend) -> set[str | None]:
    async with backend.read() as session:
        return set((await session.execute(select(col(File.yanked_reason)))).scalars())
