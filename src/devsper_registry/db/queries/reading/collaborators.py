"""Who may act on a package."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Subquery, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import roles as roles_
from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.reading import accounts
from devsper_registry.db.queries.reading.accounts import AccountRow
from devsper_registry.db.queries.typed import Selection, kept
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Account, Package
from devsper_registry.db.tables.package import Role


@dataclass(frozen=True, slots=True)
class CollaboratorRow:
    """An account's role in a package."""

    account: AccountRow
    role: str
    since: datetime
    # Through which it has the role, None for one of its own.
    organization_id: UUID | None


async def by_package(
    session: AsyncSession, package_ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, list[CollaboratorRow]]:
    """Return the people of each package: owners first, then maintainers, then readers, by name.

    Each comes once, with the strongest role; who has one through an organization only is shown to
    its members alone.
    """
    held, people = _people(visible_to)
    known = people.where(among(held.c.package_id, package_ids))
    found: dict[UUID, dict[UUID, CollaboratorRow]] = {id_: {} for id_ in package_ids}
    for package_id, rank, since, through, *shown in await session.execute(known):
        row = CollaboratorRow(
            account=AccountRow(*shown),
            role=roles_.STRONGEST_FIRST[rank],
            since=since,
            organization_id=through,
        )
        found[package_id].setdefault(row.account.id, row)
    return {package_id: list(people.values()) for package_id, people in found.items()}


@kept
def _people(visible_to: Sight) -> tuple[Subquery, Selection]:
    held = roles_.held(visibility.members(visible_to))
    shown = (held.c.package_id, held.c.rank, held.c.since, held.c.organization_id)
    people = (
        select(*shown, *accounts.columns(visible_to))
        .join(Account, col(Account.id) == held.c.account_id)
        .join(Package, col(Package.id) == held.c.package_id)
        .where(visibility.packages(visible_to))
        .order_by(held.c.rank, col(Account.name), held.c.organization_id.nulls_first())
    )
    return held, people


async def roles(
    session: AsyncSession, package_ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, Role]:
    """Return the role of the one who looks; packages in which it has none are left out."""
    held = roles_.effective()
    known = select(held.c.package_id, held.c.rank).where(
        among(held.c.package_id, package_ids), held.c.account_id == visible_to.account_id
    )
    return {id_: roles_.STRONGEST_FIRST[rank] for id_, rank in await session.execute(known)}
