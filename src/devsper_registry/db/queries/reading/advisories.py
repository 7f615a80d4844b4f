"""What is known to be vulnerable of the releases that one may see."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.typed import Selection, kept
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Advisory, AdvisoryRange, Package, Release


@dataclass(frozen=True, slots=True)
class VulnerabilityRow:
    """An advisory about a release; `fixed` is a version that is said to mend it."""

    release_id: UUID
    id: str
    aliases: list[str]
    severity: str
    summary: str
    fixed: str | None


async def by_release(
    session: AsyncSession, release_ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, list[VulnerabilityRow]]:
    """Return what the advisories say of each release, by their ids."""
    known = _rows(visible_to).where(among(col(Release.id), release_ids))
    found: dict[UUID, list[VulnerabilityRow]] = {}
    for row in await session.execute(known):
        found.setdefault(row[0], []).append(VulnerabilityRow(*row))
    return found


@kept
def _rows(visible_to: Sight) -> Selection:
    key, upper = col(Release.sort_key), col(AdvisoryRange.upper)
    return (
        select(
            col(Release.id),
            col(Advisory.id).label("advisory_id"),
            col(Advisory.aliases),
            col(Advisory.severity),
            col(Advisory.summary),
            func.min(col(AdvisoryRange.fixed)).label("fixed"),
        )
        .select_from(Release)
        .join(Package, col(Package.id) == col(Release.package_id))
        .join(
            AdvisoryRange,
            (col(AdvisoryRange.package) == col(Package.normalized_name))
            & (col(AdvisoryRange.lower) <= key)
            & or_(upper.is_(None), upper > key),
        )
        .join(Advisory, col(Advisory.id) == col(AdvisoryRange.advisory_id))
        .where(col(Advisory.withdrawn).is_(None), visibility.releases(visible_to))
        .group_by(col(Release.id), col(Advisory.id))
        .order_by(col(Release.id), col(Advisory.id))
    )
