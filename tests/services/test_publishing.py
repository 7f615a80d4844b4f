"""Publishing: what the first file makes, what is refused, and who wins when many come at once."""

import asyncio
from dataclasses import replace

import pytest
from packaging.utils import NormalizedName
from sqlalchemy import select, update
from sqlmodel import col

from devsper_registry.auth.principal import ANONYMOUS, Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.tables import File, Package, PackageRole, Release
from devsper_registry.db.tables.package import Role, Status
from devsper_registry.errors import (
    FileExists,
    FilenameUsed,
    FormNameMismatch,
    KeyBoundElsewhere,
    MetadataNameMismatch,
    NotAllowed,
    NotAuthenticated,
    PackageClosed,
    RegistryError,
    ScopeMissing,
    UploadElsewhere,
)
from devsper_registry.services import deleting, publishing
from devsper_registry.services.publishing import Published
from devsper_registry.services.upload import Upload
from tests.build import Built, built, sdist, wheel
from tests.services import state
from tests.services.published import Clock, account
from tests.services.state import State

pytestmark = pytest.mark.anyio
DEMO = NormalizedName("demo")


@pytest.fixture
async def alice(registry: Backend) -> Principal:
    return await account(registry)


async def publish(
    backend: Backend,
    by: Principal,
    file: Built,
    *,
    only: NormalizedName | None = None,
    form: dict[str, list[str]] | None = None,
) -> Published:
    """Publish one file from a place of its own, as each request has one."""
    path = backend.store.incoming() / f"{id(file)}-{asyncio.current_task().get_name()}"  # type: ignore[union-attr]
    path.write_bytes(file.content)
    upload = Upload(
        path=path,
        filename=file.filename,
        size=len(file.content),
        sha256=file.sha256,
        form=form or {},
    )
    try:
        return await publishing.publish(backend, by=by, upload=upload, only=only)
    finally:
        path.unlink(missing_ok=True)


async def refused(
    backend: Backend, by: Principal, file: Built, error: type[RegistryError]
) -> RegistryError:
    """Publish; show that it is refused and that nothing has changed; return the refusal."""
    before = await state.of(backend)
    with pytest.raises(error) as caught:
        await publish(backend, by, file)
    assert await state.of(backend) == before
    return caught.value


async def set_status(backend: Backend, status: Status) -> None:
    async with backend.transaction() as session:
        await session.execute(update(Package).values(status=status))


def published(*, is_new: bool) -> Published:
    """What comes of demo 1.0."""
    return Published(
        package=NormalizedName("demo"),
        version="1.0",
        is_new=is_new,
        state="pending",
        withheld=None,
    )


async def test_the_first_file_makes_the_package_the_release_and_their_owner(
    registry: Backend, alice: Principal, clock: Clock
) -> None:
    file = wheel("Demo", "1.0", requires_python=">=3.9")
    assert await publish(registry, alice, file) == published(is_new=True)
    assert await state.of(registry) == State(
        packages=1,
        releases=1,
        files=1,
        used=1,
        roles=1,
        journal=("package.created", "release.created", "file.added"),
    )
    async with registry.read() as session:
        package = (await session.execute(select(Package))).scalar_one()
        row = (await session.execute(select(File))).scalar_one()
        role = (await session.execute(select(PackageRole))).scalar_one()
    assert (package.name, package.normalized_name, package.serial) == ("Demo", "demo", 3)
    assert (row.filename, row.size, row.sha256) == (file.filename, len(file.content), file.sha256)
    assert (row.packagetype, row.python_version, row.requires_python) == (
        "bdist_wheel",
        "py3",
        ">=3.9",
    )
    assert (row.uploaded_at, row.uploaded_by) == (clock.moment, alice.account_id)
    assert (role.account_id, role.role) == (alice.account_id, Role.OWNER)
    stored = await registry.store.find(file.sha256)
    assert stored is not None
    assert stored.size == len(file.content)


async def test_the_journal_tells_of_each_change_by_whom(
    registry: Backend, alice: Principal
) -> None:
    file = wheel("demo", "1.0")
    await publish(registry, alice, file)
    told = [
        (e.serial, e.action, e.package, e.version, e.filename, e.account_id, e.detail)
        for e in await state.events(registry)
    ]
    whom = alice.account_id
    assert told == [
        (1, "package.created", "demo", None, None, whom, {}),
        (2, "release.created", "demo", "1.0", None, whom, {}),
        (3, "file.added", "demo", "1.0", file.filename, whom, {"sha256": file.sha256}),
    ]


async def test_a_second_file_of_a_release_is_one_event(registry: Backend, alice: Principal) -> None:
    await publish(registry, alice, wheel("demo", "1.0"))
    await publish(registry, alice, sdist("demo", "1.0"))
    now = await state.of(registry)
    assert (now.packages, now.releases, now.files) == (1, 1, 2)
    assert now.journal[3:] == ("file.added",)


async def test_the_same_file_again_succeeds_and_changes_nothing(
    registry: Backend, alice: Principal
) -> None:
    await publish(registry, alice, wheel("demo", "1.0"))
    before = await state.of(registry)
    again = await publish(registry, alice, wheel("demo", "1.0"))
    assert again == published(is_new=False)
    assert await state.of(registry) == before


async def test_other_content_under_a_taken_name_is_refused(
    registry: Backend, alice: Principal
) -> None:
    file = wheel("demo", "1.0")
    await publish(registry, alice, file)
    error = await refused(registry, alice, wheel("demo", "1.0", lines=["Summary: x"]), FileExists)
    assert str(error) == (
        f"File already exists ('{file.filename}', with sha256 hash '{file.sha256}'): "
        "publish changed content under a new version."
    )


async def test_the_name_is_looked_up_before_the_file_is_looked_into(
    registry: Backend, alice: Principal
) -> None:
    file = wheel("demo", "1.0")
    await publish(registry, alice, file)
    await refused(registry, alice, built(file.filename, b"no zip at all"), FileExists)


@pytest.mark.parametrize("content", ["the same", "other"])
async def test_the_name_of_a_deleted_file_is_never_given_out_again(
    registry: Backend, alice: Principal, content: str
) -> None:
    file = wheel("demo", "1.0")
    await publish(registry, alice, file)
    await deleting.delete_file(
        registry, by=alice, package=DEMO, filename=file.filename, confirmation=file.filename
    )
    other = wheel("demo", "1.0", lines=["Summary: x"])
    await refused(registry, alice, file if content == "the same" else other, FilenameUsed)


async def test_nor_after_its_whole_package_was_deleted(registry: Backend, alice: Principal) -> None:
    await publish(registry, alice, wheel("demo", "1.0"))
    await deleting.delete_package(registry, by=alice, package=DEMO, confirmation=DEMO)
    bob = await account(registry, "bob")
    await refused(registry, bob, wheel("demo", "1.0"), FilenameUsed)
    assert (await publish(registry, bob, wheel("demo", "2.0"))).is_new


async def test_a_name_typed_otherwise_is_the_same_package(
    registry: Backend, alice: Principal
) -> None:
    await publish(registry, alice, wheel("Demo.Pkg", "1.0"))
    await publish(registry, alice, wheel("demo-pkg", "2.0"))
    async with registry.read() as session:
        names = (await session.execute(select(col(Package.name)))).scalars().all()
    assert names == ["Demo.Pkg"]


async def test_1_0_and_1_0_0_are_one_release(registry: Backend, alice: Principal) -> None:
    await publish(registry, alice, wheel("demo", "1.0"))
    await publish(registry, alice, wheel("demo", "1.0.0"))
    async with registry.read() as session:
        versions = (await session.execute(select(col(Release.version)))).scalars().all()
    assert versions == ["1.0"]
    assert (await state.of(registry)).files == 2


@pytest.mark.parametrize("role", [Role.MAINTAINER, Role.OWNER])
async def test_owners_and_maintainers_publish(
    registry: Backend, alice: Principal, role: Role
) -> None:
    await publish(registry, alice, wheel("demo", "1.0"))
    bob = await account(registry, "bob")
    await _grant(registry, bob, role)
    assert (await publish(registry, bob, wheel("demo", "2.0"))).is_new


async def test_readers_and_strangers_do_not(registry: Backend, alice: Principal) -> None:
    await publish(registry, alice, wheel("demo", "1.0"))
    bob = await account(registry, "bob")
    await refused(registry, bob, wheel("demo", "2.0"), NotAllowed)
    # Not even what is there already: the answer would tell of the content.
    await refused(registry, bob, wheel("demo", "1.0"), NotAllowed)
    await _grant(registry, bob, Role.READER)
    await refused(registry, bob, wheel("demo", "2.0"), NotAllowed)


async def test_an_administrator_publishes_everywhere_with_an_admin_key(
    registry: Backend, alice: Principal
) -> None:
    await publish(registry, alice, wheel("demo", "1.0"))
    root = await account(registry, "root", is_administrator=True)
    publisher = replace(root, scopes=frozenset({Scope.PUBLISH}))
    await refused(registry, publisher, wheel("demo", "2.0"), NotAllowed)
    assert (await publish(registry, root, wheel("demo", "2.0"))).is_new


async def test_the_key_itself_must_allow_it(registry: Backend, alice: Principal) -> None:
    reader = replace(alice, scopes=frozenset({Scope.READ}))
    bound = replace(alice, packages=frozenset({NormalizedName("other")}))
    await refused(registry, ANONYMOUS, wheel("demo", "1.0"), NotAuthenticated)
    await refused(registry, reader, wheel("demo", "1.0"), ScopeMissing)
    await refused(registry, bound, wheel("demo", "1.0"), KeyBoundElsewhere)


@pytest.mark.parametrize("status", [Status.ARCHIVED, Status.QUARANTINED])
async def test_a_closed_package_takes_no_uploads(
    registry: Backend, alice: Principal, status: Status
) -> None:
    await publish(registry, alice, wheel("demo", "1.0"))
    await set_status(registry, status)
    error = await refused(registry, alice, wheel("demo", "2.0"), PackageClosed)
    assert str(error).startswith(f"The package 'demo' is {status} and takes no uploads")


async def test_a_deprecated_package_still_takes_them(registry: Backend, alice: Principal) -> None:
    await publish(registry, alice, wheel("demo", "1.0"))
    await set_status(registry, Status.DEPRECATED)
    assert (await publish(registry, alice, wheel("demo", "2.0"))).is_new


async def test_a_file_that_is_not_what_it_says_is_refused(
    registry: Backend, alice: Principal
) -> None:
    other = wheel("other", "1.0")
    lying = wheel("demo", "1.0", metadata_content=other.metadata)
    await refused(registry, alice, lying, MetadataNameMismatch)


async def test_the_form_must_agree_on_the_name_and_else_only_warns(
    registry: Backend, alice: Principal
) -> None:
    file = wheel("demo", "1.0", lines=["Summary: counts sheep"])
    with pytest.raises(FormNameMismatch):
        await publish(registry, alice, file, form={"name": ["other"]})
    assert (await state.of(registry)).files == 0
    published = await publish(
        registry, alice, file, form={"name": ["demo"], "summary": ["counts cows"]}
    )
    assert published.warnings == ["The form's summary differs from the file's, which is kept."]
    # Also of a file that is there already: a 200 would say that 'other' was published.
    with pytest.raises(FormNameMismatch):
        await publish(registry, alice, file, form={"name": ["other"]})


async def test_an_address_for_one_package_takes_no_other(
    registry: Backend, alice: Principal
) -> None:
    with pytest.raises(UploadElsewhere):
        await publish(registry, alice, wheel("demo", "1.0"), only=NormalizedName("other"))
    assert (await state.of(registry)).files == 0


# --- many at once -------------------------------------------------------------------------------


async def test_20_files_of_a_new_package_at_once_make_one_package(
    registry: Backend, alice: Principal
) -> None:
    await asyncio.gather(
        *(publish(registry, alice, wheel("demo", f"1.{i}")) for i in range(10)),
        *(publish(registry, alice, sdist("demo", f"1.{i}")) for i in range(10)),
    )
    now = await state.of(registry)
    assert (now.packages, now.releases, now.files, now.roles) == (1, 10, 20, 1)
    assert sorted(now.journal) == sorted(
        ["package.created"] + 10 * ["release.created"] + 20 * ["file.added"]
    )


async def test_20_of_the_same_file_at_once_are_one_file(
    registry: Backend, alice: Principal
) -> None:
    file = wheel("demo", "1.0")
    came = await asyncio.gather(*(publish(registry, alice, file) for _ in range(20)))
    assert sorted(published.is_new for published in came) == [False] * 19 + [True]
    now = await state.of(registry)
    assert (now.files, now.journal.count("file.added")) == (1, 1)
    assert await registry.store.find(file.sha256) is not None


async def test_of_20_contents_under_one_name_at_once_exactly_one_wins(
    registry: Backend, alice: Principal
) -> None:
    contents = [wheel("demo", "1.0", lines=[f"Summary: number {i}"]) for i in range(20)]
    came = await asyncio.gather(
        *(publish(registry, alice, file) for file in contents), return_exceptions=True
    )
    winners = [file for file, was in zip(contents, came, strict=True) if isinstance(was, Published)]
    refusals = [was for was in came if isinstance(was, FileExists)]
    assert (len(winners), len(refusals)) == (1, 19)
    async with registry.read() as session:
        listed = (await session.execute(select(col(File.sha256)))).scalars().all()
    assert listed == [winners[0].sha256]


async def test_of_20_strangers_who_take_one_name_at_once_one_becomes_the_owner(
    registry: Backend,
) -> None:
    people = [await account(registry, f"person-{i}") for i in range(20)]
    came = await asyncio.gather(
        *(publish(registry, by, wheel("demo", f"{i}.0")) for i, by in enumerate(people)),
        return_exceptions=True,
    )
    assert sum(isinstance(was, Published) for was in came) == 1
    assert sum(isinstance(was, NotAllowed) for was in came) == 19
    now = await state.of(registry)
    assert (now.packages, now.releases, now.files, now.roles) == (1, 1, 1, 1)


async def _grant(backend: Backend, to: Principal, role: Role) -> None:
    assert to.account_id is not None
    async with backend.transaction() as session:
        package = (await session.execute(select(Package))).scalar_one()
        row = await session.get(PackageRole, (package.id, to.account_id))
        if row is not None:
            row.role = role
            return
        session.add(
            PackageRole(
                package_id=package.id,
                account_id=to.account_id,
                role=role,
                created_at=backend.now(),
            )
        )


async def test_a_new_package_is_seen_by_whom_the_setting_says(
    registry: Backend, alice: Principal
) -> None:
    await publish(registry, alice, wheel("demo"))
    settings = registry.settings.model_copy(update={"default_visibility": "private"})
    hiding = replace(registry, settings=settings)
    await publish(hiding, alice, wheel("other"))
    await publish(hiding, alice, wheel("demo", "2.0"))
    async with registry.read() as session:
        seen = (await session.execute(select(col(Package.name), col(Package.visibility)))).all()
    assert {row[0]: row[1] for row in seen} == {"demo": "public", "other": "private"}


async def test_one_content_has_one_name(registry: Backend, alice: Principal) -> None:
    file = wheel("de-mo", "1.0")
    await publish(registry, alice, file)
    respelt = built("de.mo-1.0-py3-none-any.whl", file.content)
    error = await refused(registry, alice, respelt, FileExists)
    assert str(error) == (
        f"File already exists ('{file.filename}', with sha256 hash '{file.sha256}'): publish "
        "changed content under a new version."
    )


async def test_of_two_names_for_one_content_at_once_one_is_taken(
    registry: Backend, alice: Principal
) -> None:
    file = wheel("de-mo", "1.0")
    names = ("de_mo-1.0-py3-none-any.whl", "de.mo-1.0-py3-none-any.whl")
    came = await asyncio.gather(
        *(publish(registry, alice, built(name, file.content)) for name in names),
        return_exceptions=True,
    )
    assert sorted(type(was).__name__ for was in came) == ["FileExists", "Published"]
