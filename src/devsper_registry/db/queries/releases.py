"""The releases' rows."""

from uuid import UUID

from sqlalchemy import delete as sql_delete
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.tables import Release


async def by_sort_key(session: AsyncSession, key: str, *, package_id: UUID) -> Release | None:
    """Return the release whose version has the key; 1.0 and 1.0.0 have the same (PEP 440)."""
    wanted = select(Release).where(
        col(Release.package_id) == package_id, col(Release.sort_key) == key
    )
    # The oldest, should there be both spellings of one version.
    return (await session.execute(wanted.order_by(col(Release.id)).limit(1))).scalar_one_or_none()


async def ensure(session: AsyncSession, release: Release) -> tuple[Release, bool]:
    """Return the release of that version and whether it is new; the package must be locked."""
    found = await by_sort_key(session, release.sort_key, package_id=release.package_id)
    if found is not None:
        return found, False
    await session.execute(insert(Release).values(release.model_dump()))
    return release, True


async def yank(session: AsyncSession, release_id: UUID, *, reason: str | None) -> bool:
    """Set the reason, None for not yanked; tell whether that was a change."""
    changed = (
        update(Release)
        .where(col(Release.id) == release_id)
        .where(col(Release.yanked_reason).is_distinct_from(reason))
        .values(yanked_reason=reason)
        .returning(col(Release.id))
    )
    return (await session.execute(changed)).scalar() is not None


async def delete(session: AsyncSession, release_id: UUID) -> None:
    """Remove the release with its files; their names stay used."""
    await session.execute(sql_delete(Release).where(col(Release.id) == release_id))
