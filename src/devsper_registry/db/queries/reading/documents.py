"""What a package is, told by its latest release: one flat row each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.reading import paging
from devsper_registry.db.queries.typed import Selection, kept
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Package, PackageDocument


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """The latest release's facts as lists show them; keywords are in lower case."""

    package_id: UUID
    release_id: UUID | None
    version: str | None
    summary: str | None
    license: str | None
    requires_python: str | None
    keywords: list[str]
    classifiers: list[str]
    python_versions: list[str]
    entry_point_groups: list[str]
    dependencies: list[str]
    downloads_30d: int
    updated_at: datetime


async def by_package(
    session: AsyncSession, package_ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, DocumentRow]:
    """Return the documents of these packages."""
    known = _rows(visible_to).where(among(col(PackageDocument.package_id), package_ids))
    return {row[0]: DocumentRow(*row) for row in await session.execute(known)}


@kept
def _rows(visible_to: Sight) -> Selection:
    return (
        select(*paging.shown(DocumentRow, PackageDocument))
        .join(Package, col(Package.id) == col(PackageDocument.package_id))
        .where(visibility.contents(visible_to))
    )
