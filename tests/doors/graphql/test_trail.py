"""The trail that changes leave: who, by which key, from where, and from what to what."""

from typing import Any

import pytest

from devsper_registry.backend import Backend
from devsper_registry.db import pseudonyms
from devsper_registry.db.tables import Event
from tests.build import wheel
from tests.doors.graphql.changing import door, person
from tests.services import state
from tests.services.published import publish

pytestmark = pytest.mark.anyio


async def test_every_change_tells_account_key_place_before_and_after(backend: Backend) -> None:
    olga, root = await person(backend, "olga"), await person(backend, "root", is_administrator=True)
    await person(backend, "mia")
    await publish(backend, olga.principal, wheel("demo"), wheel("demo", "2.0"), wheel("gone"))
    before = len(await state.events(backend))
    async with door(backend) as at:

        async def change(by: Any, mutation: str, success: str, **given: Any) -> Any:
            answer = await at.change(mutation, success, by, **given)
            assert "code" not in answer, answer
            return answer

        made = await change(
            olga, "createApiKey", "ApiKeyCreated { apiKey { id } }", name="ci", scopes=["READ"]
        )
        await change(olga, "revokeApiKey", "ApiKeyRevoked { __typename }", id=made["apiKey"]["id"])
        package = {"package": "demo"}
        person_ = package | {"account": "mia"}
        for mutation, success, given in (
            ("addCollaborator", "CollaboratorAdded", person_ | {"role": "READER"}),
            ("changeCollaborator", "CollaboratorChanged", person_ | {"role": "MAINTAINER"}),
            ("removeCollaborator", "CollaboratorRemoved", person_),
            ("setPackageVisibility", "PackageVisibilitySet", package | {"visibility": "PRIVATE"}),
            ("createOrganization", "OrganizationCreated", {"name": "acme"}),
            ("transferPackage", "PackageTransferred", package | {"organization": "acme"}),
            ("yankRelease", "ReleaseYanked", package | {"version": "1.0"}),
            (
                "deleteRelease",
                "ReleaseDeleted",
                package | {"version": "2.0", "confirmation": "2.0"},
            ),
        ):
            await change(olga, mutation, f"{success} {{ __typename }}", **given)
        why = package | {"reason": "malware"}
        await change(root, "quarantinePackage", "PackageQuarantined { __typename }", **why)
    events = (await state.events(backend))[before:]
    here = {event.address for event in events}
    assert len(here) == 1
    assert len(str(here.pop())) == pseudonyms.LENGTH
    by_olga = (olga.principal.account_id, olga.principal.api_key_id)
    by_root = (root.principal.account_id, root.principal.api_key_id)
    assert {(event.account_id, event.api_key_id) for event in events[:-1]} == {by_olga}
    assert (events[-1].account_id, events[-1].api_key_id) == by_root
    assert [told(event) for event in events] == [
        ("key.created", None, None),
        ("key.revoked", None, None),
        ("collaborator.added", None, "reader"),
        ("collaborator.changed", "reader", "maintainer"),
        ("collaborator.removed", "maintainer", None),
        ("package.visibility-changed", "public", "private"),
        ("organization.created", None, None),
        ("package.transferred", ["olga"], ["acme"]),
        ("release.yanked", None, None),
        ("release.deleted", None, None),
        (
            "package.quarantined",
            {"status": "active", "reason": None},
            {"status": "quarantined", "reason": "malware"},
        ),
    ]


def told(event: Event) -> tuple[str, object, object]:
    return event.action, event.detail.get("before"), event.detail.get("after")
