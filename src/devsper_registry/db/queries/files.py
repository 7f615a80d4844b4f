"""The files' rows, and the names that are never free again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy import delete as sql_delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.tables import File, FileMetadata, FileProvenance, Release, UsedFilename


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a used filename: the content it stood for, and the file that has it now."""

    sha256: str
    listed_as: str | None


async def standing(session: AsyncSession, filename: str) -> Standing | None:
    """Return who uses or used the name, in whatever case; None when nobody ever did."""
    in_other_case = and_(
        col(File.sha256) == col(UsedFilename.sha256),
        func.lower(col(File.filename)) == col(UsedFilename.filename),
    )
    wanted = (
        select(col(UsedFilename.sha256), col(File.filename))
        .outerjoin(File, or_(col(File.filename) == filename, in_other_case))
        .where(col(UsedFilename.filename) == filename.lower())
    )
    row = (await session.execute(wanted)).first()
    return None if row is None else Standing(sha256=row[0], listed_as=row[1])


async def reserve(session: AsyncSession, filename: str, *, sha256: str, at: datetime) -> bool:
    """Take the name for ever; tell whether it was free. Waits for whoever is taking it."""
    values = {"filename": filename.lower(), "sha256": sha256, "first_used_at": at}
    taken = insert(UsedFilename).values(values).on_conflict_do_nothing()
    taken_name = await session.execute(taken.returning(col(UsedFilename.filename)))
    return taken_name.scalar() is not None


async def add(
    session: AsyncSession,
    file: File,
    metadata: FileMetadata,
    provenance: dict[str, Any] | None = None,
) -> bool:
    """Insert the file with what is known of it; tell whether its release had room for it."""
    added = insert(File).values(file.model_dump()).on_conflict_do_nothing()
    if (await session.execute(added.returning(col(File.id)))).scalar() is None:
        return False
    await session.execute(insert(FileMetadata).values(metadata.model_dump()))
    if provenance is not None:
        kept = insert(FileProvenance).values(file_id=file.id, content=provenance)
        await session.execute(kept)
    return True


async def by_filename(session: AsyncSession, filename: str, *, package_id: UUID) -> File | None:
    """Return the package's file of that name."""
    wanted = (
        select(File)
        .join(Release, col(Release.id) == col(File.release_id))
        .where(col(File.filename) == filename, col(Release.package_id) == package_id)
    )
    return (await session.execute(wanted)).scalar_one_or_none()


async def version(session: AsyncSession, file_id: UUID) -> str:
    """Return the version of the file's release."""
    wanted = (
        select(col(Release.version))
        .join(File, col(Release.id) == col(File.release_id))
        .where(col(File.id) == file_id)
    )
    return (await session.execute(wanted)).scalar_one()


async def names(
    session: AsyncSession, *, release_id: UUID | None = None, package_id: UUID | None = None
) -> list[str]:
    """Return the filenames of a release or of a whole package."""
    wanted = select(col(File.filename)).join(Release, col(Release.id) == col(File.release_id))
    if release_id is not None:
        wanted = wanted.where(col(Release.id) == release_id)
    if package_id is not None:
        wanted = wanted.where(col(Release.package_id) == package_id)
    return list((await session.execute(wanted.order_by(col(File.filename)))).scalars())


async def yank(session: AsyncSession, file_id: UUID, *, reason: str | None) -> bool:
    """Set the reason, None for not yanked; tell whether that was a change."""
    changed = (
        update(File)
        .where(col(File.id) == file_id)
        .where(col(File.yanked_reason).is_distinct_from(reason))
        .values(yanked_reason=reason)
        .returning(col(File.id))
    )
    return (await session.execute(changed)).scalar() is not None


async def listed_with(session: AsyncSession, sha256: str, *, package_id: UUID) -> str | None:
    """Return the name of the package's file that has this content."""
    wanted = (
        select(col(File.filename))
        .join(Release, col(Release.id) == col(File.release_id))
        .where(col(File.sha256) == sha256, col(Release.package_id) == package_id)
    )
    return (await session.execute(wanted)).scalars().first()


async def delete(session: AsyncSession, file_id: UUID) -> None:
    """Remove the file; its name stays used."""
    await session.execute(sql_delete(File).where(col(File.id) == file_id))


async def listed(session: AsyncSession, digests: Collection[str]) -> set[str]:
    """Return those of the digests whose content some file has."""
    wanted = select(col(File.sha256)).where(col(File.sha256).in_(digests)).distinct()
    return set((await session.execute(wanted)).scalars())
