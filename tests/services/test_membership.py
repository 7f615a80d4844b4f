"""Who is what in an organization: who says so, and that one owner stays."""

import asyncio
from collections.abc import Awaitable

import pytest

from devsper_registry.backend import Backend
from devsper_registry.db.tables import Account
from devsper_registry.db.tables.organization import Position
from devsper_registry.errors import (
    LastOrganizationOwner,
    MemberNotFound,
    OrganizationNotFound,
    OrganizationNotRun,
    OrganizationNotYours,
)
from devsper_registry.services import (
    membership,
)
from tests.services import state
from tests.services.people import (
    ADMIN,
    MEMBER,
    OWNER,
    acme,
    belong,
    join,
    refused,
)

pytestmark = pytest.mark.anyio


async def test_who_changes_whom(registry: Backend) -> None:
    people = await acme(registry)

    def change(by: str, whom: str, position: Position) -> Awaitable[object]:
        return membership.change(
            registry, by=people[by], organization="acme", account=whom, position=position
        )

    def remove(by: str, whom: str) -> Awaitable[object]:
        return membership.remove(registry, by=people[by], organization="acme", account=whom)

    await refused(registry, OrganizationNotFound, change("stan", "stan", OWNER))
    await refused(registry, OrganizationNotFound, remove("stan", "olga"))
    await refused(registry, OrganizationNotRun, change("mia", "mia", ADMIN))
    await refused(registry, OrganizationNotRun, remove("mia", "adam"))
    await refused(registry, OrganizationNotYours, change("adam", "adam", OWNER))
    await refused(registry, OrganizationNotYours, change("adam", "olga", MEMBER))
    await refused(registry, OrganizationNotYours, remove("adam", "olga"))
    await refused(registry, LastOrganizationOwner, change("olga", "olga", ADMIN))
    await refused(registry, LastOrganizationOwner, remove("olga", "olga"))
    await refused(registry, LastOrganizationOwner, remove("root", "olga"))
    await refused(registry, MemberNotFound, change("olga", "stan", ADMIN))
    await refused(registry, MemberNotFound, remove("olga", "nobody"))
    await change("adam", "mia", ADMIN)
    await change("olga", "mia", OWNER)
    assert (await state.events(registry))[-1].detail == {
        "organization": "acme",
        "account": "mia",
        "before": "admin",
        "after": "owner",
    }
    await remove("mia", "olga")
    assert await belong(registry) == {"adam": "admin", "mia": "owner"}


async def test_of_two_owners_who_leave_at_once_one_stays(registry: Backend) -> None:
    people = await acme(registry)
    for _ in range(5):
        await membership.change(
            registry, by=people["root"], organization="acme", account="mia", position=OWNER
        )
        await membership.change(
            registry, by=people["root"], organization="acme", account="olga", position=OWNER
        )
        outcome = await asyncio.gather(
            membership.change(
                registry,
                by=people["olga"],
                organization="acme",
                account="olga",
                position=MEMBER,
            ),
            membership.change(
                registry,
                by=people["mia"],
                organization="acme",
                account="mia",
                position=MEMBER,
            ),
            return_exceptions=True,
        )
        assert [type(one) for one in outcome if one is not None] == [LastOrganizationOwner]
    refusal = LastOrganizationOwner, MemberNotFound
    owner = next(name for name, position in (await belong(registry)).items() if position == "owner")
    with pytest.raises(refusal):
        await membership.leave(registry, by=people[owner], organization="acme")


async def test_a_suspended_owner_counts_as_none(registry: Backend) -> None:
    people = await acme(registry)
    await join(registry, people["olga"], people["stan"], OWNER)
    async with registry.transaction() as session:
        stan = await session.get(Account, people["stan"].account_id)
        assert stan is not None
        stan.suspended_at = registry.now()
    leaving = membership.leave(registry, by=people["olga"], organization="acme")
    await refused(registry, LastOrganizationOwner, leaving)


async def test_a_stranger_leaves_nothing(registry: Backend) -> None:
    people = await acme(registry)
    for who, refusal in (("stan", OrganizationNotFound), ("root", MemberNotFound)):
        leaving = membership.leave(registry, by=people[who], organization="acme")
        await refused(registry, refusal, leaving)
    await refused(
        registry,
        OrganizationNotFound,
        membership.leave(registry, by=people["stan"], organization="nothing"),
    )
