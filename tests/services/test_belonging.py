"""Packages of organizations: who may what with them, how they change hands, and what ends."""

from collections.abc import Awaitable
from dataclasses import replace

import pytest

from devsper_registry.auth.principal import ANONYMOUS, Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries.reading import collaborators, packages
from devsper_registry.db.queries.reading.paging import Slice
from devsper_registry.db.tables.package import Role, Visibility
from devsper_registry.errors import (
    AccountNotFound,
    KeyBoundForAccount,
    KeyNotWhole,
    NotAllowed,
    NotOwner,
    OrganizationNotFound,
    OrganizationNotRun,
    PackageNotFound,
    TransferForNobody,
    TransferToStranger,
)
from devsper_registry.services import (
    deleting,
    membership,
    moderating,
    ownership,
    sight,
    transferring,
    visibility,
    yanking,
)
from tests.build import wheel
from tests.services import state
from tests.services.people import (
    ADMIN,
    DEMO,
    MEMBER,
    OWNER,
    acme,
    join,
    owned_by_acme,
    refused,
)
from tests.services.published import publish

pytestmark = pytest.mark.anyio


async def test_members_publish_and_owners_and_admins_decide(registry: Backend) -> None:
    people = await owned_by_acme(registry)
    await publish(registry, people["mia"], wheel("demo", "2.0"))
    await yanking.yank_release(registry, by=people["mia"], package=DEMO, version="2.0")

    def show(by: str, wanted: Visibility) -> Awaitable[object]:
        return visibility.set_on_package(registry, by=people[by], package=DEMO, visibility=wanted)

    await refused(registry, NotOwner, show("mia", Visibility.PRIVATE))
    await refused(registry, NotOwner, show("stan", Visibility.PRIVATE))
    await show("adam", Visibility.PRIVATE)
    await refused(registry, PackageNotFound, show("stan", Visibility.PUBLIC))
    await refused(registry, NotOwner, show("mia", Visibility.PUBLIC))
    event = (await state.events(registry))[-1]
    assert (event.action, event.package, event.detail) == (
        "package.visibility-changed",
        "demo",
        {"before": "public", "after": "private"},
    )
    await show("root", Visibility.PUBLIC)


async def test_leaving_ends_every_right_at_once(registry: Backend) -> None:
    people = await owned_by_acme(registry)
    await visibility.set_on_package(
        registry, by=people["olga"], package=DEMO, visibility=Visibility.PRIVATE
    )
    await membership.leave(registry, by=people["mia"], organization="acme")
    with pytest.raises(NotAllowed):
        await publish(registry, people["mia"], wheel("demo", "2.0"))
    await refused(
        registry,
        PackageNotFound,
        yanking.yank_release(registry, by=people["mia"], package=DEMO, version="1.0"),
    )
    # Who gave the package to the organization has no more of it than the organization gives.
    await join(registry, people["olga"], people["stan"], OWNER)
    await membership.remove(registry, by=people["stan"], organization="acme", account="olga")
    await refused(
        registry,
        PackageNotFound,
        yanking.yank_release(registry, by=people["olga"], package=DEMO, version="1.0"),
    )


async def test_a_transfer_takes_who_decides_on_both_sides(registry: Backend) -> None:
    people = await acme(registry)
    await publish(registry, people["stan"], wheel("demo"))

    def transfer(by: Principal, **to: str) -> Awaitable[object]:
        return transferring.transfer(registry, by=by, package=DEMO, **to)

    stan, olga, mia = people["stan"], people["olga"], people["mia"]
    await refused(registry, OrganizationNotFound, transfer(stan, organization="acme"))
    await refused(registry, OrganizationNotFound, transfer(stan, organization="nothing"))
    await refused(registry, NotOwner, transfer(olga, organization="acme"))
    await refused(registry, NotOwner, transfer(olga, account="olga"))
    await refused(registry, TransferForNobody, transfer(stan))
    await refused(registry, TransferForNobody, transfer(stan, account="mia", organization="acme"))
    await refused(registry, TransferToStranger, transfer(stan, account="mia"))
    await refused(registry, AccountNotFound, transfer(stan, account="nobody"))
    await refused(registry, OrganizationNotRun, transfer(mia, organization="acme"))
    await join(registry, olga, stan, MEMBER)
    await refused(registry, OrganizationNotRun, transfer(stan, organization="acme"))
    await membership.change(registry, by=olga, organization="acme", account="stan", position=ADMIN)
    bound = replace(stan, packages=frozenset({DEMO}))
    await refused(registry, KeyBoundForAccount, transfer(bound, organization="acme"))
    await transfer(stan, organization="acme")
    event = (await state.events(registry))[-1]
    assert (event.action, event.detail) == (
        "package.transferred",
        {"before": ["stan"], "after": ["acme"]},
    )
    await transfer(people["adam"], account="mia")
    assert (await state.events(registry))[-1].detail == {"before": ["acme"], "after": ["mia"]}
    await refused(registry, NotOwner, transfer(olga, account="olga"))


async def test_its_people_are_those_of_its_organization_for_those_who_belong(
    registry: Backend,
) -> None:
    people = await owned_by_acme(registry)
    await ownership.add(
        registry,
        by=people["olga"],
        package=DEMO,
        account="mia",
        role=Role.OWNER,
    )
    told, own = {}, {}
    async with registry.read() as session:
        found = await packages.by_name(session, ["demo"], visible_to=sight.of(registry, ANONYMOUS))
        id_ = found["demo"].id
        mia = people["mia"].account_id
        assert mia is not None
        adam = people["adam"].account_id
        assert adam is not None
        for name, looks in {**people, "nobody": ANONYMOUS}.items():
            seen = sight.of(registry, looks)
            rows = (await collaborators.by_package(session, [id_], visible_to=seen))[id_]
            told[name] = [(row.account.name, str(row.role)) for row in rows]
            held = await packages.by_account(session, [adam, mia], Slice(), visible_to=seen)
            count = await packages.count_by_account(session, [adam, mia], visible_to=seen)
            own[name] = tuple(len(held[one].items) for one in (adam, mia))
            assert tuple(count.get(one, 0) for one in (adam, mia)) == own[name]
    all_ = [("adam", "owner"), ("mia", "owner"), ("olga", "owner")]
    assert told == {
        **dict.fromkeys(("olga", "adam", "mia", "root"), all_),
        **dict.fromkeys(("stan", "nobody"), all_[1:2]),
    }
    assert own == {
        **dict.fromkeys(("olga", "adam", "mia", "root"), (1, 1)),
        **dict.fromkeys(("stan", "nobody"), (0, 1)),
    }


async def test_a_key_to_publish_with_decides_over_no_package(registry: Backend) -> None:
    """It lies in builds: whoever steals it there neither shows what is private nor deletes it."""
    people = await owned_by_acme(registry)
    bound = replace(people["olga"], packages=frozenset({DEMO}))
    publishes = replace(people["olga"], scopes=frozenset({Scope.PUBLISH}))
    for by, refusal in ((bound, KeyBoundForAccount), (publishes, KeyNotWhole)):
        show = visibility.set_on_package(
            registry, by=by, package=DEMO, visibility=Visibility.PUBLIC
        )
        await refused(registry, refusal, show)
        delete = deleting.delete_package(registry, by=by, package=DEMO, confirmation="demo")
        await refused(registry, refusal, delete)
        await refused(registry, refusal, moderating.archive(registry, by=by, package=DEMO))
