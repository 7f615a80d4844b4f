"""One's own profile over GraphQL."""

from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.db.tables import Account
from tests.doors.graphql.changing import EVERY, Door, Person, door, person, problem, with_key
from tests.services import state

pytestmark = pytest.mark.anyio


async def edit(at: Door, by: Person | None, **given: Any) -> Any:
    shown = "ProfileUpdated { account { name displayName email } }"
    return await at.change("updateProfile", shown, by, **given)


async def test_what_is_given_changes_and_what_is_left_out_stays(backend: Backend) -> None:
    ann = await person(backend, "ann")
    async with door(backend) as at:
        assert await edit(at, ann, displayName=" Anne Müller ", email="ann@example.com") == {
            "account": {"name": "ann", "displayName": "Anne Müller", "email": "ann@example.com"}
        }
        assert (await state.events(backend))[-1].detail == {
            "account": "ann",
            "changed": ["display_name", "email"],
        }
        before = await state.rows(backend)
        same = {"displayName": "Anne Müller"}
        assert (await edit(at, ann, **same))["account"]["email"] == "ann@example.com"
        assert (await edit(at, ann))["account"]["displayName"] == "Anne Müller"
        assert await state.rows(backend) == before
        assert (await edit(at, ann, email=None))["account"]["email"] is None
        assert (await edit(at, ann, displayName=" "))["account"]["displayName"] is None
    events = await state.events(backend)
    assert [(e.action, e.detail["changed"]) for e in events[-3:]] == [
        ("account.changed", ["display_name", "email"]),
        ("account.changed", ["email"]),
        ("account.changed", ["display_name"]),
    ]
    # The journal is never emptied, so it holds no address.
    assert "example.com" not in str([e.detail for e in events])


@pytest.mark.parametrize(
    "email",
    [
        "ann",
        "ann@",
        "@example.com",
        "ann@example",
        "ann@example..com",
        "ann@-example.com",
        "ann@example.com, bob@example.com",
        "ann b@example.com",
        "ann@example.com\nBcc: bob@example.com",
        "ann@exämple.com",
        f"{'a' * 65}@example.com",
        f"ann@{'a.' * 125}com",
    ],
)
async def test_what_is_no_address_is_refused(backend: Backend, email: str) -> None:
    ann = await person(backend, "ann")
    before = await state.rows(backend)
    async with door(backend) as at:
        answer = await edit(at, ann, email=email, displayName="Anne")
    shown = "".join(c if c.isprintable() else "?" for c in email)
    shown = shown if len(shown) <= 200 else shown[:199] + "…"
    assert answer == problem(
        "account.email-invalid",
        f"'{shown}' is no e-mail address: write it as name@example.com.",
        "email",
    )
    assert await state.rows(backend) == before


@pytest.mark.parametrize("name", ["x" * 129, "a\nb", "\u202eevil", "a\u200bb"])
async def test_a_name_that_hides_something_is_refused(backend: Backend, name: str) -> None:
    ann = await person(backend, "ann")
    before = await state.rows(backend)
    async with door(backend) as at:
        assert await edit(at, ann, displayName=name) == problem(
            "account.display-name-invalid",
            "A name to be shown by is at most 128 printable characters: choose another.",
            "displayName",
        )
    assert await state.rows(backend) == before


async def test_the_address_of_who_signs_in_elsewhere_is_changed_there(backend: Backend) -> None:
    ann = await person(backend, "ann")
    async with backend.transaction() as session:
        those = col(Account.name) == "ann"
        values = {"issuer": "https://id.example.com", "subject": "7", "email": "ann@example.com"}
        await session.execute(update(Account).where(those).values(values))
    before = await state.rows(backend)
    async with door(backend) as at:
        for email in ("other@example.com", None):
            assert await edit(at, ann, email=email, displayName="Anne") == problem(
                "account.email-elsewhere",
                "The e-mail address of your account comes from where you sign in: change it there.",
                "email",
            )
        assert await state.rows(backend) == before
        answer = await edit(at, ann, email="ann@example.com", displayName="Anne")
    assert answer["account"]["displayName"] == "Anne"


async def test_the_profile_needs_a_credential_for_the_whole_account(backend: Backend) -> None:
    await person(backend, "ann")
    reader = await with_key(backend, "ann", Scope.READ)
    bound = await with_key(backend, "ann", *EVERY, packages=["demo"])
    before = await state.rows(backend)
    async with door(backend) as at:
        codes = [(await edit(at, by, displayName="x"))["code"] for by in (None, reader, bound)]
    assert codes == ["auth.required", "auth.scope-missing", "auth.key-bound-account"]
    assert await state.rows(backend) == before
