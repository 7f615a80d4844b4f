"""Invitations to organizations: for whom they are, once and for a week."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import pytest

from devsper_registry.backend import Backend
from devsper_registry.db.tables.organization import Position
from devsper_registry.errors import (
    AccountNotFound,
    EmailInvalid,
    InvitationForNobody,
    InvitationNotFound,
    MemberExists,
    OrganizationNotFound,
    OrganizationNotRun,
    OrganizationNotYours,
)
from devsper_registry.services import (
    inviting,
    organizations,
)
from tests.services import state
from tests.services.people import (
    ADMIN,
    MEMBER,
    OWNER,
    acme,
    belong,
    refused,
    whole,
)
from tests.services.published import Clock

pytestmark = pytest.mark.anyio


async def test_an_invitation_is_answered_once_by_whom_it_is_for(registry: Backend) -> None:
    people = await acme(registry)
    invited = await inviting.invite(
        registry, by=people["adam"], organization="acme", position=MEMBER, account="stan"
    )
    assert invited.token is None
    for stranger in (people["mia"], people["root"]):
        for answer in (inviting.accept, inviting.decline):
            attempt = answer(registry, by=stranger, invitation_id=invited.id)
            await refused(registry, InvitationNotFound, attempt)
    await inviting.accept(registry, by=people["stan"], invitation_id=invited.id)
    assert (await belong(registry))["stan"] == "member"
    await refused(
        registry,
        InvitationNotFound,
        inviting.accept(registry, by=people["stan"], invitation_id=invited.id),
    )
    assert (await state.events(registry))[-1].detail == {
        "organization": "acme",
        "account": "stan",
        "before": None,
        "after": "member",
    }


async def test_a_token_by_mail_opens_once_and_is_kept_as_a_hash(registry: Backend) -> None:
    people = await acme(registry)
    invited = await inviting.invite(
        registry,
        by=people["olga"],
        organization="acme",
        position=OWNER,
        email=" Stan@Example.com ",
    )
    assert invited.token is not None
    assert invited.token not in repr(invited)
    kept = str(await whole(registry))
    assert invited.token not in kept
    assert "stan@example.com" in kept
    assert "example.com" not in str([event.detail for event in await state.events(registry)])
    for wrong in ("", "x", invited.token[:-1], invited.token + "x"):
        await refused(
            registry,
            InvitationNotFound,
            inviting.accept(registry, by=people["stan"], token=wrong),
        )
    # By its id it is nobody's.
    await refused(
        registry,
        InvitationNotFound,
        inviting.accept(registry, by=people["stan"], invitation_id=invited.id),
    )
    accepted = [
        inviting.accept(registry, by=people[name], token=invited.token) for name in ("stan", "root")
    ]
    outcome = await asyncio.gather(*accepted, return_exceptions=True)
    assert [type(one) for one in outcome if isinstance(one, Exception)] == [InvitationNotFound]
    assert list((await belong(registry)).values()).count("owner") == 2


async def test_an_invitation_ends_with_its_week(registry: Backend, clock: Clock) -> None:
    people = await acme(registry)
    invited = await inviting.invite(
        registry, by=people["olga"], organization="acme", position=MEMBER, account="stan"
    )
    clock.moment += inviting.OPEN_FOR
    await refused(
        registry,
        InvitationNotFound,
        inviting.accept(registry, by=people["stan"], invitation_id=invited.id),
    )
    assert await inviting.sweep(registry) == 1
    clock.moment -= inviting.OPEN_FOR
    invited = await inviting.invite(
        registry, by=people["olga"], organization="acme", position=MEMBER, account="stan"
    )
    clock.moment += inviting.OPEN_FOR - timedelta(seconds=1)
    assert await inviting.sweep(registry) == 0
    await inviting.decline(registry, by=people["stan"], invitation_id=invited.id)
    assert "stan" not in await belong(registry)


async def test_a_second_invitation_replaces_the_first(registry: Backend) -> None:
    people = await acme(registry)
    first, second = [
        await inviting.invite(
            registry, by=people["olga"], organization="acme", position=MEMBER, **whom
        )
        for whom in ({"email": "x@example.com"}, {"email": "X@example.com"})
    ]
    attempt = inviting.accept(registry, by=people["stan"], token=first.token)
    await refused(registry, InvitationNotFound, attempt)
    await inviting.accept(registry, by=people["stan"], token=second.token)


async def test_who_may_invite_whom(registry: Backend) -> None:
    people = await acme(registry)

    def invite(by: str, position: Position = MEMBER, **whom: str) -> Awaitable[object]:
        return inviting.invite(
            registry, by=people[by], organization="acme", position=position, **whom
        )

    await refused(registry, OrganizationNotRun, invite("mia", account="stan"))
    await refused(registry, OrganizationNotFound, invite("stan", account="stan"))
    await refused(registry, OrganizationNotYours, invite("adam", OWNER, account="stan"))
    await refused(registry, MemberExists, invite("olga", account="mia"))
    await refused(registry, AccountNotFound, invite("olga", account="nobody"))
    await refused(registry, InvitationForNobody, invite("olga"))
    await refused(
        registry, InvitationForNobody, invite("olga", account="stan", email="a@b.example")
    )
    await refused(registry, EmailInvalid, invite("olga", email="nobody"))
    await invite("adam", ADMIN, account="stan")
    await invite("root", OWNER, account="stan")


async def test_an_invitation_is_taken_back_by_its_own_organization_alone(
    registry: Backend,
) -> None:
    people = await acme(registry)
    await organizations.create(registry, by=people["stan"], name="other")
    invited = await inviting.invite(
        registry, by=people["olga"], organization="acme", position=MEMBER, account="stan"
    )

    def cancel(by: str, organization: str) -> Awaitable[object]:
        return inviting.cancel(
            registry, by=people[by], organization=organization, invitation_id=invited.id
        )

    await refused(registry, InvitationNotFound, cancel("stan", "other"))
    await refused(registry, OrganizationNotFound, cancel("stan", "acme"))
    await refused(registry, OrganizationNotRun, cancel("mia", "acme"))
    await cancel("adam", "acme")
    await refused(registry, InvitationNotFound, cancel("adam", "acme"))
    await refused(
        registry,
        InvitationNotFound,
        inviting.accept(registry, by=people["stan"], invitation_id=invited.id),
    )
