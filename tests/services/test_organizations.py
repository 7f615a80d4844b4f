"""Organizations: who belongs, who decides, and what ends with leaving."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from packaging.utils import NormalizedName
from sqlalchemy import text

from devsper_registry.auth.principal import ANONYMOUS, Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries.reading import collaborators, packages
from devsper_registry.db.queries.reading.paging import Slice
from devsper_registry.db.tables import Account
from devsper_registry.db.tables.organization import Position
from devsper_registry.db.tables.package import Role, Visibility
from devsper_registry.errors import (
    AccountNotFound,
    EmailInvalid,
    InvitationForNobody,
    InvitationNotFound,
    KeyBoundForAccount,
    LastOrganizationOwner,
    MemberExists,
    MemberNotFound,
    NotAllowed,
    NotAuthenticated,
    NotOwner,
    OrganizationNameInvalid,
    OrganizationNameTaken,
    OrganizationNotEmpty,
    OrganizationNotFound,
    OrganizationNotRun,
    OrganizationNotYours,
    PackageNotFound,
    RegistryError,
    ScopeMissing,
    TransferForNobody,
    TransferToStranger,
)
from devsper_registry.services import (
    accounts,
    inviting,
    membership,
    organizations,
    ownership,
    sight,
    transferring,
    visibility,
    yanking,
)
from tests.build import wheel
from tests.services import state
from tests.services.published import Clock, account, publish

pytestmark = pytest.mark.anyio
DEMO = NormalizedName("demo")
EVERY = frozenset({Scope.READ, Scope.PUBLISH})
OWNER, ADMIN, MEMBER = Position


async def person(backend: Backend, name: str, *, is_administrator: bool = False) -> Principal:
    made = await account(backend, name, is_administrator=is_administrator)
    return made if is_administrator else replace(made, scopes=EVERY)


async def join(backend: Backend, by: Principal, who: Principal, position: Position) -> None:
    invited = await inviting.invite(
        backend, by=by, organization="acme", position=position, account=who.account_name
    )
    await inviting.accept(backend, by=who, invitation_id=invited.id)


async def acme(backend: Backend) -> dict[str, Principal]:
    """An organization with one of each position, a stranger to it, and an administrator."""
    people = {name: await person(backend, name) for name in ("olga", "adam", "mia", "stan")}
    people["root"] = await person(backend, "root", is_administrator=True)
    await organizations.create(backend, by=people["olga"], name="acme")
    await join(backend, people["olga"], people["adam"], ADMIN)
    await join(backend, people["olga"], people["mia"], MEMBER)
    return people


async def belong(backend: Backend) -> dict[str, str]:
    async with backend.read() as session:
        rows = await session.execute(
            text(
                "SELECT a.name, m.position FROM organization_member m"
                " JOIN account a ON a.id = m.account_id ORDER BY a.name"
            )
        )
        return {row[0]: row[1] for row in rows}


async def whole(backend: Backend) -> Any:
    """Everything that a refusal could have changed."""
    async with backend.read() as session:
        rows = [
            (await session.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))).all()
            for table in (
                "organization",
                "organization_member",
                "organization_invitation",
                "package",
                "package_role",
            )
        ]
    return rows, await state.of(backend)


async def refused(
    backend: Backend, refusal: type[RegistryError], attempt: Awaitable[object]
) -> RegistryError:
    """Await the refusal, and see that nothing came of what was attempted."""
    before = await whole(backend)
    with pytest.raises(refusal) as error:
        await attempt
    assert await whole(backend) == before
    return error.value


# --- made and unmade ----------------------------------------------------------------------------


async def test_whoever_makes_an_organization_owns_it(registry: Backend) -> None:
    ann = await person(registry, "ann")
    await organizations.create(registry, by=ann, name="acme", display_name=" Acme Ltd ")
    assert await belong(registry) == {"ann": "owner"}
    (event,) = await state.events(registry)
    assert (event.action, event.account_id, event.detail) == (
        "organization.created",
        ann.account_id,
        {"organization": "acme", "display_name": "Acme Ltd"},
    )


@pytest.mark.parametrize("name", ["", "Acme", "-acme", "a b", "x" * 65, "acme\n", "ácme"])
async def test_an_organization_needs_a_plain_name(registry: Backend, name: str) -> None:
    ann = await person(registry, "ann")
    await refused(
        registry, OrganizationNameInvalid, organizations.create(registry, by=ann, name=name)
    )


async def test_accounts_and_organizations_share_their_names(registry: Backend) -> None:
    ann = await person(registry, "ann")
    root = await person(registry, "root", is_administrator=True)
    await organizations.create(registry, by=ann, name="acme")
    for name in ("ann", "acme", "security"):
        await refused(
            registry, OrganizationNameTaken, organizations.create(registry, by=ann, name=name)
        )
    assert await accounts.ensure(registry, by=root, name="acme") is False


async def test_of_an_account_and_an_organization_at_once_one_gets_the_name(
    registry: Backend,
) -> None:
    ann = await person(registry, "ann")
    root = await person(registry, "root", is_administrator=True)
    for number in range(5):
        name = f"name-{number}"
        made = await asyncio.gather(
            organizations.create(registry, by=ann, name=name),
            accounts.ensure(registry, by=root, name=name),
            return_exceptions=True,
        )
        lost = isinstance(made[0], OrganizationNameTaken)
        assert made[1] is lost


async def test_the_shown_name_is_its_owners_to_change(registry: Backend) -> None:
    people = await acme(registry)

    def update(by: Principal) -> Awaitable[object]:
        return organizations.update(registry, by=by, name="acme", display_name="Acme")

    await refused(registry, OrganizationNotYours, update(people["adam"]))
    await refused(registry, OrganizationNotYours, update(people["mia"]))
    await refused(registry, OrganizationNotFound, update(people["stan"]))
    await update(people["olga"])
    assert (await state.events(registry))[-1].detail == {
        "organization": "acme",
        "before": None,
        "after": "Acme",
    }
    before = await whole(registry)
    await update(people["root"])
    assert await whole(registry) == before


async def test_only_an_organization_without_packages_is_deleted(registry: Backend) -> None:
    people = await acme(registry)
    olga = people["olga"]
    await publish(registry, olga, wheel("demo"))
    await transferring.transfer(registry, by=olga, package=DEMO, organization="acme")
    for who, refusal in (
        ("olga", OrganizationNotEmpty),
        ("adam", OrganizationNotYours),
        ("mia", OrganizationNotYours),
        ("stan", OrganizationNotFound),
    ):
        await refused(
            registry, refusal, organizations.delete(registry, by=people[who], name="acme")
        )
    await transferring.transfer(registry, by=olga, package=DEMO, account="olga")
    await organizations.delete(registry, by=olga, name="acme")
    assert await belong(registry) == {}
    assert await accounts.ensure(registry, by=people["root"], name="acme") is True


async def test_a_package_and_the_end_of_its_organization_wait_for_one_another(
    registry: Backend,
) -> None:
    olga = await person(registry, "olga")
    await publish(registry, olga, wheel("demo"))
    for _ in range(5):
        await organizations.create(registry, by=olga, name="acme")
        outcome = await asyncio.gather(
            transferring.transfer(registry, by=olga, package=DEMO, organization="acme"),
            organizations.delete(registry, by=olga, name="acme"),
            return_exceptions=True,
        )
        lost = [type(one) for one in outcome if isinstance(one, Exception)]
        assert lost in ([OrganizationNotEmpty], [OrganizationNotFound])
        if lost == [OrganizationNotEmpty]:
            await transferring.transfer(registry, by=olga, package=DEMO, account="olga")
            await organizations.delete(registry, by=olga, name="acme")


# --- invitations --------------------------------------------------------------------------------


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
    clock.moment -= timedelta(seconds=1)
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


# --- members ------------------------------------------------------------------------------------


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


# --- packages -----------------------------------------------------------------------------------


async def owned_by_acme(backend: Backend) -> dict[str, Principal]:
    people = await acme(backend)
    await publish(backend, people["olga"], wheel("demo"))
    await transferring.transfer(backend, by=people["olga"], package=DEMO, organization="acme")
    return people


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
            told[name] = [(row.account_name, str(row.role)) for row in rows]
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


# --- keys do no more than they may ---------------------------------------------------------------


@pytest.mark.parametrize("kind", ["anonymous", "reads", "bound"])
async def test_a_key_for_less_decides_nothing_over_an_organization(
    registry: Backend, kind: str
) -> None:
    people = await owned_by_acme(registry)
    olga = people["olga"]
    by, refusal = {
        "anonymous": (ANONYMOUS, NotAuthenticated),
        "reads": (replace(olga, scopes=frozenset({Scope.READ})), ScopeMissing),
        "bound": (replace(olga, packages=frozenset({DEMO})), KeyBoundForAccount),
    }[kind]
    invited = await inviting.invite(
        registry, by=olga, organization="acme", position=MEMBER, account="stan"
    )
    attempts: list[Awaitable[object]] = [
        organizations.create(registry, by=by, name="other"),
        organizations.update(registry, by=by, name="acme", display_name="x"),
        organizations.delete(registry, by=by, name="acme"),
        inviting.invite(registry, by=by, organization="acme", position=MEMBER, account="root"),
        inviting.accept(registry, by=by, invitation_id=invited.id),
        inviting.decline(registry, by=by, invitation_id=invited.id),
        inviting.cancel(registry, by=by, organization="acme", invitation_id=invited.id),
        membership.change(registry, by=by, organization="acme", account="mia", position=OWNER),
        membership.remove(registry, by=by, organization="acme", account="mia"),
        membership.leave(registry, by=by, organization="acme"),
        transferring.transfer(registry, by=by, package=DEMO, account="olga"),
    ]
    for attempt in attempts:
        await refused(registry, refusal, attempt)


async def test_a_bound_key_shows_and_hides_its_own_package_alone(registry: Backend) -> None:
    people = await owned_by_acme(registry)
    elsewhere = replace(people["olga"], packages=frozenset({NormalizedName("other")}))
    with pytest.raises(RegistryError) as error:
        await visibility.set_on_package(
            registry, by=elsewhere, package=DEMO, visibility=Visibility.PRIVATE
        )
    assert error.value.code == "auth.key-bound"
    bound = replace(people["olga"], packages=frozenset({DEMO}))
    await visibility.set_on_package(registry, by=bound, package=DEMO, visibility=Visibility.PRIVATE)
