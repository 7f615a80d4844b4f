"""A package's status over GraphQL, and its end: what uploads, installers and the journal see."""

from typing import Any

import pytest

from devsper_registry.backend import Backend
from devsper_registry.errors import PackageClosed, RegistryError
from tests.build import wheel
from tests.doors.graphql.changing import Door, Person, door, person, problem
from tests.doors.reading import SIMPLE_JSON
from tests.services import state
from tests.services.published import publish

pytestmark = pytest.mark.anyio
PACKAGE = "package { name status statusReason }"
SUCCESS = {
    "archivePackage": "PackageArchived",
    "deprecatePackage": "PackageDeprecated",
    "quarantinePackage": "PackageQuarantined",
    "reactivatePackage": "PackageReactivated",
}
QUARANTINED = problem(
    "package.quarantined",
    "'demo' is quarantined and stays as it is until an administrator reactivates it: ask one.",
    "package",
)


@pytest.fixture
async def ann(backend: Backend) -> Person:
    """The owner of demo 1.0."""
    owner = await person(backend, "ann")
    await publish(backend, owner.principal, wheel("Demo", "1.0"))
    return owner


@pytest.fixture
async def root(backend: Backend) -> Person:
    return await person(backend, "root", is_administrator=True)


async def set_status(at: Door, mutation: str, by: Person, **given: Any) -> Any:
    return await at.change(
        mutation, f"{SUCCESS[mutation]} {{ {PACKAGE} }}", by, package="demo", **given
    )


async def told(at: Door) -> tuple[Any, int]:
    """Return what installers are told: the status, and how many files."""
    answer = await at.client.get("/simple/demo/", headers={"accept": SIMPLE_JSON})
    page = answer.json()
    return page.get("project-status"), len(page["files"])


async def upload(backend: Backend, by: Person, version: str) -> str | None:
    """Publish; return the code of the refusal, if there is one."""
    try:
        await publish(backend, by.principal, wheel("Demo", version))
    except RegistryError as refused:
        return refused.code
    return None


async def test_an_owner_archives_deprecates_and_reactivates(backend: Backend, ann: Person) -> None:
    async with door(backend) as at:
        archived = await set_status(at, "archivePackage", ann, reason="moved to other")
        assert archived["package"] == {
            "name": "Demo",
            "status": "ARCHIVED",
            "statusReason": "moved to other",
        }
        assert await told(at) == ({"status": "archived", "reason": "moved to other"}, 1)
        assert await upload(backend, ann, "2.0") == PackageClosed.code
        before = await state.rows(backend)
        assert await set_status(at, "archivePackage", ann, reason="moved to other") == archived
        assert await state.rows(backend) == before
        deprecated = await set_status(at, "deprecatePackage", ann, reason="")
        assert deprecated["package"]["status"] == "DEPRECATED"
        assert deprecated["package"]["statusReason"] is None
        assert await told(at) == ({"status": "deprecated"}, 1)
        assert await upload(backend, ann, "2.0") is None
        active = await set_status(at, "reactivatePackage", ann, reason="back again")
        assert active["package"] == {"name": "Demo", "status": "ACTIVE", "statusReason": None}
        assert await told(at) == ({"status": "active"}, 2)
        before = await state.rows(backend)
        await set_status(at, "reactivatePackage", ann)
        assert await state.rows(backend) == before
    events = [e for e in await state.events(backend) if "before" in e.detail]
    assert [(e.action, e.account_id) for e in events] == [
        (f"package.{verb}", ann.principal.account_id)
        for verb in ("archived", "deprecated", "reactivated")
    ]
    assert [e.detail for e in events] == [
        {
            "before": {"status": "active", "reason": None},
            "after": {"status": "archived", "reason": "moved to other"},
            "reason": "moved to other",
        },
        {
            "before": {"status": "archived", "reason": "moved to other"},
            "after": {"status": "deprecated", "reason": None},
        },
        {
            "before": {"status": "deprecated", "reason": None},
            "after": {"status": "active", "reason": None},
            "reason": "back again",
        },
    ]


async def test_quarantine_is_given_and_lifted_by_administrators(
    backend: Backend, ann: Person, root: Person
) -> None:
    before = await state.rows(backend)
    async with door(backend) as at:
        assert await set_status(at, "quarantinePackage", ann, reason="x") == problem(
            "auth.administrators-only",
            "Only administrators may do this, with the scope 'admin': ask one.",
        )
        assert await set_status(at, "quarantinePackage", root, reason=" ") == problem(
            "reason.missing",
            "Say why: the package's people and its users read the reason.",
            "reason",
        )
        assert await state.rows(backend) == before
        held = await set_status(at, "quarantinePackage", root, reason="steals keys")
        assert held["package"]["statusReason"] == "steals keys"
        assert await told(at) == ({"status": "quarantined", "reason": "steals keys"}, 0)
        before = await state.rows(backend)
        # Nor do owners change anything else of it, or an administrator its status by the way.
        for mutation in ("archivePackage", "deprecatePackage", "reactivatePackage"):
            assert await set_status(at, mutation, ann) == QUARANTINED
        for mutation in ("archivePackage", "deprecatePackage"):
            assert await set_status(at, mutation, root) == QUARANTINED
        assert await upload(backend, ann, "2.0") == PackageClosed.code
        assert await state.rows(backend) == before
        back = await set_status(at, "reactivatePackage", root, reason="was a mistake")
        assert back["package"]["status"] == "ACTIVE"
        assert await told(at) == ({"status": "active"}, 1)
    assert (await state.of(backend)).journal[-2:] == ("package.quarantined", "package.reactivated")


async def test_what_is_quarantined_stays_as_it_was_found(
    backend: Backend, ann: Person, root: Person
) -> None:
    await person(backend, "bob")
    release = {"version": "1.0"}
    file = {"filename": "demo-1.0-py3-none-any.whl"}
    role = {"account": "bob", "role": "OWNER"}
    async with door(backend) as at:
        await set_status(at, "quarantinePackage", root, reason="steals keys")
        before = await state.rows(backend)
        for mutation, success, given in (
            ("yankRelease", "ReleaseYanked", release),
            ("unyankRelease", "ReleaseUnyanked", release),
            ("yankFile", "FileYanked", file),
            ("unyankFile", "FileUnyanked", file),
            ("deleteFile", "FileDeleted", file | {"confirmation": file["filename"]}),
            ("deleteRelease", "ReleaseDeleted", release | {"confirmation": "1.0"}),
            ("deletePackage", "PackageDeleted", {"confirmation": "demo"}),
            ("addCollaborator", "CollaboratorAdded", role),
            ("changeCollaborator", "CollaboratorChanged", role | {"account": "ann"}),
            ("removeCollaborator", "CollaboratorRemoved", {"account": "ann"}),
        ):
            shown = f"{success} {{ __typename }}"
            assert await at.change(mutation, shown, ann, package="demo", **given) == QUARANTINED
        assert await state.rows(backend) == before
        gone = await at.change(
            "deletePackage", "PackageDeleted { name }", root, package="demo", confirmation="Demo"
        )
    assert gone == {"name": "Demo"}


async def test_a_package_is_deleted_once_its_name_is_typed_again(
    backend: Backend, ann: Person
) -> None:
    shown = "PackageDeleted { name }"
    before = await state.rows(backend)
    async with door(backend) as at:
        for wrong in ("", "DEMO", "dem", "demo "):
            assert await at.change(
                "deletePackage", shown, ann, package="DEMO", confirmation=wrong
            ) == problem(
                "delete.confirmation",
                "Nothing was deleted: type 'Demo' as the confirmation, exactly so.",
                "confirmation",
            )
        assert await state.rows(backend) == before
        given = {"package": "demo", "confirmation": "Demo"}
        assert await at.change("deletePackage", shown, ann, **given) == {"name": "Demo"}
        answer = await at.client.get("/simple/demo/", headers={"accept": SIMPLE_JSON})
        assert answer.status_code == 404
        again = await at.change("deletePackage", shown, ann, **given)
    assert again == problem(
        "package.not-found", "There is no package 'demo' here: check the spelling.", "package"
    )
    assert (await state.of(backend)).journal[-1] == "package.deleted"


@pytest.mark.parametrize("mutation", sorted(SUCCESS))
async def test_a_reason_has_an_end(
    backend: Backend, ann: Person, root: Person, mutation: str
) -> None:
    before = await state.rows(backend)
    async with door(backend) as at:
        assert await set_status(at, mutation, root, reason="x" * 1001) == problem(
            "reason.too-long", "The reason is 1001 characters long: shorten it to 1000.", "reason"
        )
    assert await state.rows(backend) == before
