"""What GraphQL shows of the examination of files, and to whom."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col

from devsper_registry.backend import Backend
from devsper_registry.db.tables import File
from devsper_registry.services import examining
from tests.build import Built, wheel
from tests.doors.graphql.changing import Person, door, person
from tests.services.published import publish
from tests.statements import statements

pytestmark = pytest.mark.anyio

HOOK = {"demo/__init__.py": b"", "demo.pth": b"import os\n"}
# Listed all the same: the usual policy flags what is medium.
ODD = {"demo/__init__.py": b"", "demo.pth": b"../../elsewhere\n"}
FILE = """query($filename: String!) { file(filename: $filename) {
  verification { state outcome checksVersion findings { code severity action } difference { code } }
} }"""
QUEUE = """query($filter: VerificationFilter) { verificationQueue(filter: $filter) {
  nodes { filename verification { state findings { code } } } totalCount
} }"""
BADGES = """query { package(name: "demo") {
  badges trust { reason by { name } } exemptions { check reason }
  latestRelease { version badges verificationState }
} }"""


async def examined(backend: Backend, by: Person, *files: Built) -> None:
    """Publish the files and examine them, as a worker does."""
    await publish(backend, by.principal, *files)
    async with backend.read() as session:
        ids: list[UUID] = list((await session.execute(select(col(File.id)))).scalars())
    for file_id in ids:
        await examining.examine(backend, file_id)


async def asked(backend: Backend, by: Person | None, query: str, **variables: Any) -> Any:
    async with door(backend) as opened:
        body = await opened.post(query, by, **variables)
    assert "errors" not in body, body["errors"]
    return body["data"]


async def test_everybody_sees_the_state_and_publishers_what_was_found(backend: Backend) -> None:
    ann, eve = await person(backend, "ann"), await person(backend, "eve")
    odd = wheel("demo", "1.0", files=ODD)
    await examined(backend, ann, odd)
    for stranger in (None, eve):
        shown = await asked(backend, stranger, FILE, filename=odd.filename)
        assert shown["file"]["verification"] == {
            "state": "FLAGGED",
            "outcome": None,
            "checksVersion": None,
            "findings": None,
            "difference": None,
        }
    shown = await asked(backend, ann, FILE, filename=odd.filename)
    found = shown["file"]["verification"]["findings"]
    shown["file"]["verification"]["findings"] = [each for each in found if each["action"] == "FLAG"]
    assert shown["file"]["verification"] == {
        "state": "FLAGGED",
        "outcome": "FLAGGED",
        "checksVersion": backend.checks_version,
        "findings": [{"code": "startup-files.path-in-pth", "severity": "MEDIUM", "action": "FLAG"}],
        "difference": [],
    }


async def test_the_queue_has_everything_for_administrators_and_their_own_for_publishers(
    backend: Backend,
) -> None:
    ann, eve = await person(backend, "ann"), await person(backend, "eve")
    root = await person(backend, "root", is_administrator=True)
    await examined(
        backend,
        ann,
        wheel("demo", "1.0", files=ODD),
        wheel("demo", "2.0", files=HOOK),
        wheel("demo", "3.0"),
    )
    await examined(backend, eve, wheel("other", "1.0", files=HOOK))
    everything = ["other-1.0", "demo-2.0", "demo-1.0"]
    assert await queued(backend, root) == everything
    assert await queued(backend, ann) == everything[1:]
    assert await queued(backend, eve) == everything[:1]
    assert (await asked(backend, None, QUEUE))["verificationQueue"] is None
    for filter_, expected in (
        ({"severities": ["MEDIUM"]}, ["demo-1.0"]),
        ({"checks": ["startup-files"], "package": "Other"}, ["other-1.0"]),
        ({"checks": ["names"]}, []),
        ({"states": ["PASSED"]}, ["demo-3.0"]),
        ({"since": "2126-01-01T00:00:00Z"}, []),
        ({"decided": True}, []),
        ({"decided": None}, everything),
    ):
        assert await queued(backend, root, filter_) == expected, filter_


async def queued(backend: Backend, by: Person, only: dict[str, Any] | None = None) -> list[str]:
    shown = (await asked(backend, by, QUEUE, filter=only or {}))["verificationQueue"]
    assert shown["totalCount"] == len(shown["nodes"])
    return [node["filename"].removesuffix("-py3-none-any.whl") for node in shown["nodes"]]


async def test_the_queue_takes_as_many_statements_for_many_files_as_for_one(
    backend: Backend,
) -> None:
    root = await person(backend, "root", is_administrator=True)
    for number in range(3):
        await examined(backend, root, wheel(f"demo-{number}", "1.0", files=HOOK))
        async with door(backend) as opened:
            with statements(backend) as seen:
                await opened.post(QUEUE, root)
        # The queue, its length, the examinations and the findings.
        assert len(seen) == 4


async def test_badges_are_lost_with_what_they_say(backend: Backend) -> None:
    ann = await person(backend, "ann")
    root = await person(backend, "root", is_administrator=True)
    await publish(backend, ann.principal, wheel("demo", "1.0"))
    assert (await badges(backend, ann)) == ([], [], "PENDING")
    await examined(backend, ann)
    assert (await badges(backend, ann)) == (["VERIFIED"], ["VERIFIED"], "PASSED")
    async with door(backend) as opened:
        given = {"package": "demo", "reason": "we wrote it"}
        await opened.change("trustPackage", "PackageTrusted { package { name } }", root, **given)
    assert (await badges(backend, ann))[0] == ["VERIFIED", "TRUSTED"]
    shown = (await asked(backend, None, BADGES))["package"]
    assert shown["trust"] == {"reason": "we wrote it", "by": {"name": "root"}}
    async with door(backend) as opened:
        filename = "demo-1.0-py3-none-any.whl"
        given = {"package": "demo", "filename": filename, "reason": "seen"}
        await opened.change("releaseFile", "FileReleased { file { id } }", root, **given)
        given = {"package": "demo", "account": "root"}
        await opened.change(
            "transferPackage", "PackageTransferred { package { id } }", root, **given
        )
    assert (await badges(backend, root)) == ([], [], "PASSED")


async def badges(backend: Backend, by: Person) -> tuple[list[str], list[str], str]:
    shown = (await asked(backend, by, BADGES))["package"]
    latest = shown["latestRelease"]
    return shown["badges"], latest["badges"], latest["verificationState"]


async def test_exemptions_are_shown_to_publishers_while_they_hold(backend: Backend) -> None:
    ann = await person(backend, "ann")
    root = await person(backend, "root", is_administrator=True)
    await publish(backend, ann.principal, wheel("demo", "1.0"))
    exempted = "PackageExempted { package { exemptions { id check reason } } }"
    given = {"package": "demo", "check": "startup-files", "reason": "known"}
    until = (backend.now().replace(microsecond=0)).isoformat()
    async with door(backend) as opened:
        late = await opened.change("exemptPackage", exempted, root, **given, expiresAt=until)
        assert late["code"] == "exemption.expiry"
        wrong = {**given, "check": "nothing"}
        soon = (backend.now() + timedelta(days=30)).isoformat()
        unknown = await opened.change("exemptPackage", exempted, root, **wrong, expiresAt=soon)
        assert (unknown["code"], unknown["field"]) == ("check.unknown", "check")
        done = await opened.change("exemptPackage", exempted, root, **given, expiresAt=soon)
        (exemption,) = done["package"]["exemptions"]
        assert (exemption["check"], exemption["reason"]) == ("startup-files", "known")
        shown = (await asked(backend, ann, BADGES))["package"]["exemptions"]
        assert shown == [{"check": "startup-files", "reason": "known"}]
        assert (await asked(backend, None, BADGES))["package"]["exemptions"] is None
        ended = "ExemptionEnded { package { exemptions { id } } }"
        done = await opened.change("endExemption", ended, root, id=exemption["id"])
        assert done == {"package": {"exemptions": []}}
        again = await opened.change("endExemption", ended, root, id=exemption["id"])
        assert again["code"] == "exemption.not-found"
