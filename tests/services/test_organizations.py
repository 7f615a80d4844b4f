"""Organizations: how they are made and unmade, and who decides over them."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace

import pytest

from devsper_registry.auth.principal import ANONYMOUS, Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.errors import (
    KeyBoundForAccount,
    NotAuthenticated,
    OrganizationNameInvalid,
    OrganizationNameTaken,
    OrganizationNotEmpty,
    OrganizationNotFound,
    OrganizationNotYours,
    ScopeMissing,
)
from devsper_registry.services import (
    accounts,
    inviting,
    membership,
    organizations,
    transferring,
)
from tests.build import wheel
from tests.services import state
from tests.services.people import (
    DEMO,
    MEMBER,
    OWNER,
    acme,
    belong,
    owned_by_acme,
    person,
    refused,
    whole,
)
from tests.services.published import publish

pytestmark = pytest.mark.anyio


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
