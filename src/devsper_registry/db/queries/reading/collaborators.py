"""Who may act on a package."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Account, Package, PackageRole
from devsper_registry.db.tables.package import Role


@dataclass(frozen=True, slots=True)
class CollaboratorRow:
    """An account's role in a package."""

    package_id: UUID
    account_id: UUID
    account_name: str
    display_name: str | None
    role: str
    since: datetime


_RANK = case({Role.OWNER: 0, Role.MAINTAINER: 1}, value=col(PackageRole.role), else_=2)


async def by_package(
    session: AsyncSession, package_ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, list[CollaboratorRow]]:
    """Return the people of each package: owners first, then maintainers, then readers, by name."""
    known = (
        select(
            col(PackageRole.package_id),
            col(PackageRole.account_id),
            col(Account.name),
            col(Account.display_name),
            col(PackageRole.role),
            col(PackageRole.created_at),
        )
        .join(Account, col(Account.id) == col(PackageRole.account_id))
        .join(Package, col(Package.id) == col(PackageRole.package_id))
        .where(among(col(PackageRole.package_id), package_ids), visibility.packages(visible_to))
        .order_by(_RANK, col(Account.name))
    )
    found: dict[UUID, list[CollaboratorRow]] = {id_: [] for id_ in package_ids}
    for row in await session.execute(known):
        found[row[0]].append(CollaboratorRow(*row))
    return found


async def roles(
    session: AsyncSession, package_ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, Role]:
    """Return the role of the one who looks; packages in which it has none are left out."""
    known = select(col(PackageRole.package_id), col(PackageRole.role)).where(
        among(col(PackageRole.package_id), package_ids),
        col(PackageRole.account_id) == visible_to.account_id,
    )
    return {package_id: Role(role) for package_id, role in await session.execute(known)}
