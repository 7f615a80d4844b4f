"""People around an organization, and what they could have changed, for tests of who may do what."""

from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

import pytest
from packaging.utils import NormalizedName
from sqlalchemy import text

from devsper_registry.auth.principal import Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.tables.organization import Position
from devsper_registry.errors import (
    RegistryError,
)
from devsper_registry.services import (
    inviting,
    organizations,
    transferring,
)
from tests.build import wheel
from tests.services import state
from tests.services.published import account, publish

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


async def owned_by_acme(backend: Backend) -> dict[str, Principal]:
    people = await acme(backend)
    await publish(backend, people["olga"], wheel("demo"))
    await transferring.transfer(backend, by=people["olga"], package=DEMO, organization="acme")
    return people
