"""The exemptions that hold, for those who publish the package and for administrators."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.reading import paging
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Exemption, Package


@dataclass(frozen=True, slots=True)
class ExemptionRow:
    """An exemption; of all checks where `check` is None."""

    id: UUID
    package_id: UUID
    check: str | None
    reason: str
    created_at: datetime
    created_by: UUID | None
    expires_at: datetime


async def by_package(
    session: AsyncSession, package_ids: Collection[UUID], *, at: datetime, visible_to: Sight
) -> dict[UUID, list[ExemptionRow]]:
    """Return those of each package that hold, the newest first; no package whose are not shown."""
    holds = and_(
        col(Exemption.package_id) == col(Package.id),
        col(Exemption.ended_at).is_(None),
        col(Exemption.expires_at) > at,
    )
    known = (
        select(col(Package.id), *paging.shown(ExemptionRow, Exemption))
        .select_from(Package)
        .outerjoin(Exemption, holds)
        .where(
            among(col(Package.id), package_ids),
            visibility.packages(visible_to),
            visibility.findings(visible_to),
        )
        .order_by(col(Exemption.created_at).desc(), col(Exemption.id))
    )
    found: dict[UUID, list[ExemptionRow]] = {}
    for package_id, *row in await session.execute(known):
        its = found.setdefault(package_id, [])
        if row[0] is not None:
            its.append(ExemptionRow(*row))
    return found
