"""Roles over GraphQL: given, changed and taken by owners, and one of them always stays."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.db.tables import Account, Package
from tests.build import wheel
from tests.doors.graphql.changing import EVERY, Door, Person, door, person, problem, with_key
from tests.services import state
from tests.services.published import publish

pytestmark = pytest.mark.anyio
PEOPLE = "package { collaborators { role account { name } } }"
VERBS = {"add": "Added", "change": "Changed", "remove": "Removed"}
LAST = problem(
    "collaborator.last-owner",
    "'ann' is the last owner of 'demo': make somebody else an owner first.",
    "account",
)


@pytest.fixture
async def ann(backend: Backend) -> Person:
    """The owner of demo 1.0."""
    owner = await person(backend, "ann")
    await publish(backend, owner.principal, wheel("Demo", "1.0"))
    return owner


async def change(at: Door, verb: str, by: Person | None, account: str, role: str = "") -> Any:
    """Return who has which role in the end, or the problem."""
    shown = f"Collaborator{VERBS[verb]} {{ {PEOPLE} }}"
    given = {"package": "DEMO", "account": account} | ({"role": role} if role else {})
    answer = await at.change(f"{verb}Collaborator", shown, by, **given)
    if "code" in answer or answer["package"] is None:
        return answer
    people = answer["package"]["collaborators"]
    return {each["account"]["name"]: each["role"] for each in people}


async def test_an_owner_gives_changes_and_takes_roles(backend: Backend, ann: Person) -> None:
    bob = await person(backend, "bob")
    async with door(backend) as at:
        both = {"ann": "OWNER", "bob": "MAINTAINER"}
        assert await change(at, "add", ann, "bob", "MAINTAINER") == both
        await publish(backend, bob.principal, wheel("Demo", "2.0"))
        before = await state.rows(backend)
        assert await change(at, "add", ann, "bob", "MAINTAINER") == both
        assert await change(at, "change", ann, "bob", "MAINTAINER") == both
        assert await state.rows(backend) == before
        assert await change(at, "add", ann, "bob", "OWNER") == problem(
            "collaborator.exists",
            "'bob' is maintainer of 'demo' already: change that role instead.",
            "account",
        )
        assert await state.rows(backend) == before
        assert await change(at, "change", ann, "bob", "OWNER") == {"ann": "OWNER", "bob": "OWNER"}
        assert await change(at, "change", bob, "ann", "READER") == {"ann": "READER", "bob": "OWNER"}
        assert await change(at, "remove", bob, "ann") == {"bob": "OWNER"}
    events = [e for e in await state.events(backend) if e.action.startswith("collaborator.")]
    assert [(e.action, e.package, e.account_id, e.detail) for e in events] == [
        (f"collaborator.{verb}", "demo", by.principal.account_id, detail)
        for verb, by, detail in (
            ("added", ann, {"account": "bob", "before": None, "after": "maintainer"}),
            ("changed", ann, {"account": "bob", "before": "maintainer", "after": "owner"}),
            ("changed", bob, {"account": "ann", "before": "owner", "after": "reader"}),
            ("removed", bob, {"account": "ann", "before": "reader", "after": None}),
        )
    ]


async def test_the_last_owner_stays_an_owner(backend: Backend, ann: Person) -> None:
    await person(backend, "bob")
    root = await person(backend, "root", is_administrator=True)
    async with door(backend) as at:
        await change(at, "add", ann, "bob", "MAINTAINER")
        before = await state.rows(backend)
        for by in (ann, root):
            assert await change(at, "remove", by, "ann") == LAST
            assert await change(at, "change", by, "ann", "READER") == LAST
        assert await state.rows(backend) == before
        # Whoever is shut out is no owner who could look after the package.
        await change(at, "change", ann, "bob", "OWNER")
        async with backend.transaction() as session:
            bob = col(Account.name) == "bob"
            await session.execute(update(Account).where(bob).values(suspended_at=backend.now()))
        assert await change(at, "remove", ann, "ann") == LAST


@pytest.mark.parametrize("round_", range(3))
@pytest.mark.parametrize(("verb", "role"), [("remove", ""), ("change", "READER")])
async def test_two_owners_who_remove_each_other_at_once_leave_one(
    backend: Backend, ann: Person, verb: str, role: str, round_: int
) -> None:
    bob = await person(backend, "bob")
    async with door(backend) as at:
        await change(at, "add", ann, "bob", "OWNER")
        answers = await asyncio.gather(
            change(at, verb, ann, "bob", role), change(at, verb, bob, "ann", role)
        )
        body = await at.post('{ package(name: "demo") { collaborators { role } } }')
    roles = [each["role"] for each in body["data"]["package"]["collaborators"]]
    assert roles.count("OWNER") == 1
    assert sorted(str(answer.get("code")) for answer in answers) == ["None", "auth.not-owner"]


async def test_two_owners_who_leave_at_once_leave_one_of_them(
    backend: Backend, ann: Person
) -> None:
    bob = await person(backend, "bob")
    async with door(backend) as at:
        await change(at, "add", ann, "bob", "OWNER")
        answers = await asyncio.gather(
            change(at, "remove", ann, "ann"), change(at, "remove", bob, "bob")
        )
        codes = sorted(str(answer.get("code")) for answer in answers)
    assert codes == ["None", "collaborator.last-owner"]
    assert (await state.of(backend)).roles == 1


async def test_everybody_may_leave_and_nobody_else_than_owners_sends_away(
    backend: Backend, ann: Person
) -> None:
    bob, eve = await person(backend, "bob"), await person(backend, "eve")
    not_owner = problem("auth.not-owner", "Only the owners of 'demo' may do this: ask one of them.")
    async with door(backend) as at:
        await change(at, "add", ann, "bob", "MAINTAINER")
        before = await state.rows(backend)
        for by in (bob, eve):
            assert await change(at, "add", by, "eve", "READER") == not_owner
            assert await change(at, "change", by, "bob", "OWNER") == not_owner
            assert await change(at, "remove", by, "ann") == not_owner
        assert await change(at, "remove", eve, "eve") == problem(
            "collaborator.not-found",
            "'eve' has no role in 'demo': check the spelling, or add the account.",
            "account",
        )
        assert await state.rows(backend) == before
        assert await change(at, "remove", bob, "bob") == {"ann": "OWNER"}


async def test_who_leaves_a_private_package_sees_it_no_more(backend: Backend, ann: Person) -> None:
    bob = await person(backend, "bob")
    async with backend.transaction() as session:
        await session.execute(update(Package).values(visibility="private"))
    async with door(backend) as at:
        missing = problem(
            "package.not-found", "There is no package 'demo' here: check the spelling.", "package"
        )
        before = await state.rows(backend)
        assert await change(at, "remove", bob, "bob") == missing
        assert await change(at, "add", bob, "bob", "OWNER") == missing
        assert await state.rows(backend) == before
        await change(at, "add", ann, "bob", "READER")
        assert await change(at, "remove", bob, "bob") == {"package": None}
    assert (await state.of(backend)).journal[-1] == "collaborator.removed"


async def test_who_is_not_there_gets_no_role(backend: Backend, ann: Person) -> None:
    before = await state.rows(backend)
    missing = problem(
        "account.not-found",
        "There is no account 'nobody': check the spelling, or create it first.",
        "account",
    )
    async with door(backend) as at:
        assert await change(at, "add", ann, "nobody", "OWNER") == missing
        assert await change(at, "change", ann, "nobody", "OWNER") == missing
        assert await change(at, "remove", ann, "nobody") == missing
    assert await state.rows(backend) == before


async def test_a_key_for_less_than_its_account_gives_no_role(backend: Backend, ann: Person) -> None:
    """Who has one could give somebody more than the key itself has."""
    await person(backend, "bob")
    bound = await with_key(backend, "ann", *EVERY, packages=["demo"])
    reader = await with_key(backend, "ann", Scope.READ)
    publishes = await with_key(backend, "ann", Scope.PUBLISH)
    refused = problem(
        "auth.key-bound-account",
        "This API key is restricted to some packages, and this decides over a package or the "
        "account: use a key without that restriction, or sign in.",
    )
    before = await state.rows(backend)
    async with door(backend) as at:
        assert await change(at, "add", bound, "bob", "OWNER") == refused
        assert await change(at, "change", bound, "ann", "OWNER") == refused
        assert await change(at, "remove", bound, "ann") == refused
        answer = await change(at, "add", reader, "bob", "OWNER")
        assert answer["code"] == "auth.scope-missing"
        answer = await change(at, "add", publishes, "bob", "OWNER")
        assert answer["code"] == "auth.key-not-whole"
        answer = await change(at, "add", None, "bob", "OWNER")
        assert answer["code"] == "auth.required"
    assert await state.rows(backend) == before
