"""Each change of the frontend takes an exact number of SQL statements, however many rows."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from devsper_registry.backend import Backend
from devsper_registry.db.tables import File
from devsper_registry.db.tables.job import Kind
from devsper_registry.graphql import ids
from tests.build import sdist, wheel
from tests.doors.graphql import contract
from tests.doors.graphql.changing import Person, door, person
from tests.services import devices as waiting
from tests.services import held
from tests.services.published import publish

pytestmark = pytest.mark.anyio

# What is changed, in this order; `{…}` stands for what an earlier change answered.
CHANGES: tuple[tuple[str, dict[str, Any], int], ...] = (
    ("CreateKey", {"name": "ci", "scopes": ["READ"]}, 6),
    ("RotateKey", {"id": "{key}"}, 9),
    ("RevokeKey", {"id": "{key}"}, 5),
    ("ApproveDevice", {"userCode": "{wanted}"}, 6),
    ("DenyDevice", {"userCode": "{unwanted}"}, 6),
    ("EditProfile", {"displayName": "{doomed}"}, 5),
    ("YankRelease", {"package": "{doomed}", "version": "1.0"}, 13),
    ("UnyankRelease", {"package": "{doomed}", "version": "1.0"}, 13),
    ("YankFile", {"package": "{doomed}", "filename": "{doomed}-1.0.tar.gz"}, 12),
    ("UnyankFile", {"package": "{doomed}", "filename": "{doomed}-1.0.tar.gz"}, 12),
    ("AddCollaborator", {"package": "{doomed}", "account": "bob", "role": "MAINTAINER"}, 13),
    ("ChangeCollaborator", {"package": "{doomed}", "account": "bob", "role": "OWNER"}, 13),
    ("RemoveCollaborator", {"package": "{doomed}", "account": "bob"}, 14),
    ("SetVisibility", {"package": "{doomed}", "visibility": "PRIVATE"}, 9),
    ("ArchivePackage", {"package": "{doomed}"}, 11),
    ("DeprecatePackage", {"package": "{doomed}"}, 11),
    ("QuarantinePackage", {"package": "{doomed}", "reason": "held"}, 11),
    ("ReactivatePackage", {"package": "{doomed}"}, 11),
    ("RequeueJob", {"id": "{once_more}"}, 10),
    ("DiscardJob", {"id": "{given_up}"}, 9),
    ("CreateOrganization", {"name": "{doomed}"}, 5),
    ("EditOrganization", {"name": "{doomed}", "displayName": "Doomed"}, 6),
    ("InviteMember", {"organization": "{doomed}", "account": "bob"}, 11),
    ("CancelInvitation", {"organization": "{doomed}", "id": "{invitation}"}, 5),
    ("InviteMember", {"organization": "{doomed}", "account": "bob"}, 11),
    ("DeclineInvitation", {"id": "{invitation}"}, 5),
    ("InviteMember", {"organization": "{doomed}", "account": "bob"}, 11),
    ("AcceptInvitation", {"id": "{invitation}"}, 7),
    ("ChangeMember", {"organization": "{doomed}", "account": "bob", "position": "ADMIN"}, 7),
    ("LeaveOrganization", {"name": "{doomed}"}, 7),
    ("InviteMember", {"organization": "{doomed}", "account": "bob"}, 11),
    ("AcceptInvitation", {"id": "{invitation}"}, 7),
    ("RemoveMember", {"organization": "{doomed}", "account": "bob"}, 7),
    ("TransferPackage", {"package": "{doomed}", "organization": "{doomed}"}, 18),
    (
        "DeleteFile",
        {
            "package": "{doomed}",
            "filename": "{doomed}-1.0.tar.gz",
            "confirmation": "{doomed}-1.0.tar.gz",
        },
        18,
    ),
    ("DeleteRelease", {"package": "{doomed}", "version": "1.0", "confirmation": "1.0"}, 16),
    ("DeletePackage", {"package": "{doomed}", "confirmation": "{doomed}"}, 12),
    ("DeleteOrganization", {"name": "{doomed}"}, 6),
)
OF_THE_INVITED = ("DeclineInvitation", "AcceptInvitation", "LeaveOrganization")


async def test_a_change_takes_as_many_statements_for_many_rows_as_for_few(
    backend: Backend,
) -> None:
    ann = await person(backend, "ann", is_administrator=True)
    bob = await person(backend, "bob")
    few = await changed(backend, ann, bob, doomed="first", versions=["1.0", "2.0"])
    await publish(backend, ann.principal, *(wheel(f"demo-{number}", "1.0") for number in range(9)))
    many = await changed(backend, ann, bob, doomed="second", versions=["1.0", "2.0", "3.0", "4.0"])
    assert few == {name: number for name, _, number in CHANGES}
    assert many == few


def test_every_mutation_of_the_contract_is_counted() -> None:
    assert {name for name, _, _ in CHANGES} == contract.of_kind("mutation")


async def held_jobs(backend: Backend, filename: str) -> tuple[str, str]:
    """Hold two examinations of the file; return the jobs' ids."""
    async with backend.transaction() as session:
        named = select(col(File.id)).where(col(File.filename) == filename)
        payload = {"file": str((await session.execute(named)).scalar_one())}
        one, other = [await held.job(session, Kind.VERIFY, payload) for _ in range(2)]
    return ids.encode("Job", one), ids.encode("Job", other)


async def changed(
    backend: Backend, ann: Person, bob: Person, *, doomed: str, versions: list[str]
) -> dict[str, int]:
    """Return how many statements each change takes, in a package and organization of that name."""
    for version in versions:
        await publish(backend, ann.principal, wheel(doomed, version), sdist(doomed, version))
    once_more, given_up = await held_jobs(backend, f"{doomed}-1.0.tar.gz")
    wanted, unwanted = await waiting.start(backend), await waiting.start(backend)
    known = {
        "doomed": doomed,
        "once_more": once_more,
        "given_up": given_up,
        "wanted": wanted.codes.user_code,
        "unwanted": unwanted.codes.user_code,
    }
    counts = {}
    async with door(backend) as opened:
        for name, given, _ in CHANGES:
            by = bob if name in OF_THE_INVITED else ann
            filled = {
                key: value.format(**known) if isinstance(value, str) else value
                for key, value in given.items()
            }
            answer, counts[name] = await contract.change(backend, opened, by, name, filled)
            if "apiKey" in answer:
                known["key"] = answer["apiKey"]["id"]
            if "invitation" in answer:
                known["invitation"] = answer["invitation"]["id"]
    return counts
