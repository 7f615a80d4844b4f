"""Releases, the highest version first, and the facts of each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.arrays import among, array
from devsper_registry.db.queries.reading import paging
from devsper_registry.db.queries.reading.paging import Ordering, Page, Slice
from devsper_registry.db.queries.typed import Selection, kept
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Package, Release


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release in a list."""

    id: UUID
    package_id: UUID
    version: str
    is_prerelease: bool
    yanked_reason: str | None
    created_at: datetime
    summary: str | None
    license: str | None
    requires_python: str | None


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What the page of a release adds. The shapes of the lists stand in `db.tables.release`."""

    id: UUID
    described_by: str | None
    description_html: str | None
    author: str | None
    maintainer: str | None
    keywords: list[str]
    classifiers: list[str]
    project_urls: list[dict[str, Any]]
    entry_points: list[dict[str, Any]]
    dependencies: list[dict[str, Any]]


_COLUMNS = paging.shown(ReleaseRow, Release)
NEWEST_FIRST = Ordering(
    "release version", (col(Release.sort_key), col(Release.id)), descending=True
)


async def by_id(
    session: AsyncSession, ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, ReleaseRow]:
    """Return the releases that have these ids."""
    known = _rows(visible_to).where(among(col(Release.id), ids))
    return {row[0]: ReleaseRow(*row) for row in await session.execute(known)}


async def facts_by_id(
    session: AsyncSession, ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, ReleaseFacts]:
    """Return the facts of these releases."""
    known = _facts(visible_to).where(among(col(Release.id), ids))
    return {row[0]: ReleaseFacts(*row) for row in await session.execute(known)}


async def by_version(
    session: AsyncSession, versions: Collection[tuple[UUID, str]], *, visible_to: Sight
) -> dict[tuple[UUID, str], ReleaseRow]:
    """Return the releases of these packages' ids and canonical versions."""
    pairs = select(
        func.unnest(array([id_ for id_, _ in versions], col(Release.package_id))),
        func.unnest(array([version for _, version in versions], col(Release.version))),
    )
    key = tuple_(col(Release.package_id), col(Release.version))
    known = _rows(visible_to).where(key.in_(pairs))
    found = [ReleaseRow(*row) for row in await session.execute(known)]
    return {(release.package_id, release.version): release for release in found}


async def by_package(
    session: AsyncSession,
    package_ids: Collection[UUID],
    wanted: Slice,
    *,
    with_yanked: bool = True,
    visible_to: Sight,
) -> dict[UUID, Page[ReleaseRow]]:
    """Return the same page of each package's releases."""
    return await paging.pages(
        session,
        _chosen(_rows(visible_to), with_yanked),
        ReleaseRow,
        parents=package_ids,
        like=col(Release.package_id),
        belongs=lambda package_id: col(Release.package_id) == package_id,
        ordering=NEWEST_FIRST,
        wanted=wanted,
    )


async def count_by_package(
    session: AsyncSession,
    package_ids: Collection[UUID],
    *,
    with_yanked: bool = True,
    visible_to: Sight,
) -> dict[UUID, int]:
    """Return how many releases each package has; packages without any are left out."""
    statement = select(col(Release.package_id), func.count())
    known = _chosen(_seen(statement, visible_to), with_yanked).where(
        among(col(Release.package_id), package_ids)
    )
    found = await session.execute(known.group_by(col(Release.package_id)))
    return {row[0]: row[1] for row in found}


def _seen(statement: Selection, visible_to: Sight) -> Selection:
    return statement.join_from(Release, Package, col(Package.id) == col(Release.package_id)).where(
        visibility.releases(visible_to)
    )


@kept
def _rows(visible_to: Sight) -> Selection:
    return _seen(select(*_COLUMNS), visible_to)


@kept
def _facts(visible_to: Sight) -> Selection:
    return _seen(select(*paging.shown(ReleaseFacts, Release)), visible_to)


def _chosen(seen: Selection, with_yanked: bool) -> Selection:
    return seen if with_yanked else seen.where(col(Release.yanked_reason).is_(None))
