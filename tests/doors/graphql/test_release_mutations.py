"""Releases and files over GraphQL: yanked, taken back, deleted; seen by installers at once."""

from typing import Any

import pytest

from devsper_registry.backend import Backend
from tests.build import sdist, wheel
from tests.doors.graphql.changing import Door, Person, door, person, problem
from tests.doors.reading import SIMPLE_JSON
from tests.services import state
from tests.services.published import publish

pytestmark = pytest.mark.anyio
WHEEL, SDIST = "demo-1.0-py3-none-any.whl", "demo-1.0.tar.gz"
RELEASE = "release { version isYanked yankedReason }"
FILE = "file { filename isYanked yankedReason release { isYanked } }"
LEFT = "release { version files { filename } }"


@pytest.fixture
async def ann(backend: Backend) -> Person:
    """The owner of demo 1.0, a wheel and an sdist."""
    owner = await person(backend, "ann")
    await publish(backend, owner.principal, wheel("Demo", "1.0"), sdist("Demo", "1.0"))
    return owner


async def listed(at: Door) -> dict[str, Any]:
    """Return what installers are told: each file, and whether or why it is yanked."""
    answer = await at.client.get("/simple/demo/", headers={"accept": SIMPLE_JSON})
    return {file["filename"]: file["yanked"] for file in answer.json()["files"]}


async def test_a_release_is_yanked_and_taken_back(backend: Backend, ann: Person) -> None:
    release = {"package": "DEMO", "version": "1.0.0"}
    async with door(backend) as at:
        yanked = await at.change(
            "yankRelease", f"ReleaseYanked {{ {RELEASE} }}", ann, **release, reason="loses data"
        )
        assert yanked["release"] == {
            "version": "1.0",
            "isYanked": True,
            "yankedReason": "loses data",
        }
        assert await listed(at) == {WHEEL: "loses data", SDIST: "loses data"}
        before = await state.rows(backend)
        again = await at.change(
            "yankRelease", f"ReleaseYanked {{ {RELEASE} }}", ann, **release, reason="loses data"
        )
        assert (again, await state.rows(backend)) == (yanked, before)
        back = await at.change("unyankRelease", f"ReleaseUnyanked {{ {RELEASE} }}", ann, **release)
        assert back["release"] == {"version": "1.0", "isYanked": False, "yankedReason": None}
        assert await listed(at) == {WHEEL: False, SDIST: False}
        before = await state.rows(backend)
        await at.change("unyankRelease", f"ReleaseUnyanked {{ {RELEASE} }}", ann, **release)
        assert await state.rows(backend) == before
    events = await state.events(backend)
    assert [(e.action, e.version, e.account_id, e.detail) for e in events[-2:]] == [
        ("release.yanked", "1.0", ann.principal.account_id, {"reason": "loses data"}),
        ("release.unyanked", "1.0", ann.principal.account_id, {}),
    ]


async def test_a_file_is_yanked_and_taken_back(backend: Backend, ann: Person) -> None:
    file = {"package": "demo", "filename": WHEEL}
    async with door(backend) as at:
        yanked = await at.change("yankFile", f"FileYanked {{ {FILE} }}", ann, **file)
        assert yanked["file"] == {
            "filename": WHEEL,
            "isYanked": True,
            "yankedReason": None,
            "release": {"isYanked": False},
        }
        assert await listed(at) == {WHEEL: True, SDIST: False}
        before = await state.rows(backend)
        await at.change("yankFile", f"FileYanked {{ {FILE} }}", ann, **file)
        assert await state.rows(backend) == before
        back = await at.change("unyankFile", f"FileUnyanked {{ {FILE} }}", ann, **file)
        assert back["file"]["isYanked"] is False
        assert await listed(at) == {WHEEL: False, SDIST: False}
    assert (await state.of(backend)).journal[-2:] == ("file.yanked", "file.unyanked")


async def test_a_file_of_a_yanked_release_stays_yanked_when_it_is_taken_back(
    backend: Backend, ann: Person
) -> None:
    async with door(backend) as at:
        await at.change(
            "yankRelease", f"ReleaseYanked {{ {RELEASE} }}", ann, package="demo", version="1.0"
        )
        back = await at.change(
            "unyankFile", f"FileUnyanked {{ {FILE} }}", ann, package="demo", filename=WHEEL
        )
    assert back["file"]["isYanked"] is True


async def test_a_file_is_deleted_once_its_name_is_typed_again(
    backend: Backend, ann: Person
) -> None:
    file = {"package": "demo", "filename": WHEEL}
    shown = f"FileDeleted {{ {LEFT} }}"
    before = await state.rows(backend)
    async with door(backend) as at:
        for wrong in ("", "demo", WHEEL.upper(), f" {WHEEL}"):
            assert await at.change("deleteFile", shown, ann, **file, confirmation=wrong) == problem(
                "delete.confirmation",
                f"Nothing was deleted: type '{WHEEL}' as the confirmation, exactly so.",
                "confirmation",
            )
        assert await state.rows(backend) == before
        gone = await at.change("deleteFile", shown, ann, **file, confirmation=WHEEL)
        assert gone["release"] == {"version": "1.0", "files": [{"filename": SDIST}]}
        assert await listed(at) == {SDIST: False}
        again = await at.change("deleteFile", shown, ann, **file, confirmation=WHEEL)
    assert again == problem(
        "file.not-found",
        f"There is no file '{WHEEL}' here: its package's simple page lists the files.",
        "filename",
    )
    assert (await state.of(backend)).journal[-1] == "file.deleted"


async def test_a_release_is_deleted_once_its_version_is_typed_again(
    backend: Backend, ann: Person
) -> None:
    release = {"package": "demo", "version": "v1.0.0"}
    shown = "ReleaseDeleted { package { name releases { totalCount } } }"
    before = await state.rows(backend)
    async with door(backend) as at:
        for wrong in ("", "v1.0.0", "demo"):
            assert await at.change(
                "deleteRelease", shown, ann, **release, confirmation=wrong
            ) == problem(
                "delete.confirmation",
                "Nothing was deleted: type '1.0' as the confirmation, exactly so.",
                "confirmation",
            )
        assert await state.rows(backend) == before
        gone = await at.change("deleteRelease", shown, ann, **release, confirmation="1.0")
        assert gone["package"] == {"name": "Demo", "releases": {"totalCount": 0}}
        assert await listed(at) == {}
        again = await at.change("deleteRelease", shown, ann, **release, confirmation="1.0")
    assert again == problem(
        "release.not-found",
        "There is no release v1.0.0 of 'demo': check the version.",
        "version",
    )
    assert (await state.of(backend)).journal[-1] == "release.deleted"


@pytest.mark.parametrize(
    ("mutation", "success"),
    [
        ("yankRelease", "ReleaseYanked"),
        ("unyankRelease", "ReleaseUnyanked"),
        ("deleteRelease", "ReleaseDeleted"),
    ],
)
async def test_a_release_that_is_not_there_is_named_as_the_fault(
    backend: Backend, ann: Person, mutation: str, success: str
) -> None:
    more = {"confirmation": "2.0"} if mutation == "deleteRelease" else {}
    before = await state.rows(backend)
    async with door(backend) as at:

        async def change(package: str, version: str) -> Any:
            shown = f"{success} {{ __typename }}"
            return await at.change(mutation, shown, ann, package=package, version=version, **more)

        assert await change("demo", "2.0") == problem(
            "release.not-found",
            "There is no release 2.0 of 'demo': check the version.",
            "version",
        )
        assert await change("demo", "one") == problem(
            "version.invalid",
            "The version 'one' is not valid: write it as PEP 440 says, such as 1.0, 2.1.dev3 or "
            "3.0rc1.",
            "version",
        )
        assert await change("other", "1.0") == problem(
            "package.not-found",
            "There is no package 'other' here: check the spelling.",
            "package",
        )
    assert await state.rows(backend) == before


@pytest.mark.parametrize(
    ("mutation", "success"),
    [("yankFile", "FileYanked"), ("unyankFile", "FileUnyanked"), ("deleteFile", "FileDeleted")],
)
async def test_a_file_of_another_package_is_none_of_this_one(
    backend: Backend, ann: Person, mutation: str, success: str
) -> None:
    await publish(backend, ann.principal, wheel("other", "1.0"))
    more = {"confirmation": WHEEL} if mutation == "deleteFile" else {}
    before = await state.rows(backend)
    async with door(backend) as at:
        shown = f"{success} {{ __typename }}"
        answer = await at.change(mutation, shown, ann, package="other", filename=WHEEL, **more)
    assert answer == problem(
        "file.not-found",
        f"There is no file '{WHEEL}' here: its package's simple page lists the files.",
        "filename",
    )
    assert await state.rows(backend) == before


async def test_a_reason_has_an_end(backend: Backend, ann: Person) -> None:
    before = await state.rows(backend)
    refused = problem(
        "reason.too-long", "The reason is 1001 characters long: shorten it to 1000.", "reason"
    )
    given = {"package": "demo", "reason": "x" * 1001}
    async with door(backend) as at:
        answers = [
            await at.change(
                "yankRelease", f"ReleaseYanked {{ {RELEASE} }}", ann, **given, version="1.0"
            ),
            await at.change("yankFile", f"FileYanked {{ {FILE} }}", ann, **given, filename=WHEEL),
        ]
    assert answers == [refused, refused]
    assert await state.rows(backend) == before
