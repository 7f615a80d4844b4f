"""Files: by release, by name, and what their metadata says."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.typed import Selection, kept
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import File, FileMetadata, FileProvenance, Package, Release


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file. It is yanked with its release (PEP 592); its own reason comes first."""

    id: UUID
    release_id: UUID
    package: str
    filename: str
    packagetype: str
    python_version: str
    size: int
    sha256: str
    requires_python: str | None
    metadata_sha256: str | None
    yanked_reason: str | None
    withheld: str | None
    uploaded_at: datetime
    uploaded_by: UUID | None


class BesideMetadata(NamedTuple):
    """Paths in a file's archive: of licences (PEP 639), and of bills of materials (PEP 770)."""

    license_files: list[str]
    sbom_files: list[str]


COLUMNS = (
    col(File.id),
    col(File.release_id),
    col(Package.normalized_name),
    col(File.filename),
    col(File.packagetype),
    col(File.python_version),
    col(File.size),
    col(File.sha256),
    col(File.requires_python),
    col(File.metadata_sha256),
    func.coalesce(col(File.yanked_reason), col(Release.yanked_reason)),
    col(File.withheld),
    col(File.uploaded_at),
    col(File.uploaded_by),
)


async def by_id(
    session: AsyncSession, ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, FileRow]:
    """Return the files that have these ids."""
    known = _rows(visible_to).where(among(col(File.id), ids))
    return {row[0]: FileRow(*row) for row in await session.execute(known)}


async def by_filename(
    session: AsyncSession, filenames: Collection[str], *, visible_to: Sight
) -> dict[str, FileRow]:
    """Return the files of these names."""
    known = _rows(visible_to).where(among(col(File.filename), filenames))
    found = [FileRow(*row) for row in await session.execute(known)]
    return {file.filename: file for file in found}


async def by_release(
    session: AsyncSession, release_ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, list[FileRow]]:
    """Return all files of each release, by name."""
    known = _rows(visible_to).where(among(col(File.release_id), release_ids))
    found: dict[UUID, list[FileRow]] = {id_: [] for id_ in release_ids}
    for row in await session.execute(known.order_by(col(File.filename))):
        file = FileRow(*row)
        found[file.release_id].append(file)
    return found


async def metadata_by_id(
    session: AsyncSession, ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, dict[str, Any]]:
    """Return the core metadata's fields of these files, as `CoreMetadata.as_json` wrote them.

    Without the description, which is long and stands rendered in the release.
    """
    fields = col(FileMetadata.fields).op("-")("description")
    told = select(col(FileMetadata.file_id), fields).join_from(
        File, FileMetadata, col(FileMetadata.file_id) == col(File.id)
    )
    known = _seen(told, visible_to).where(among(col(File.id), ids))
    return {row[0]: row[1] for row in await session.execute(known)}


async def provenance_by_id(
    session: AsyncSession, ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, dict[str, Any]]:
    """Return the provenance objects of these files, as far as they have one (PEP 740)."""
    told = select(col(FileProvenance.file_id), col(FileProvenance.content)).join_from(
        File, FileProvenance, col(FileProvenance.file_id) == col(File.id)
    )
    known = _seen(told, visible_to).where(among(col(File.id), ids))
    return {row[0]: row[1] for row in await session.execute(known)}


async def beside_metadata_by_id(
    session: AsyncSession, ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, BesideMetadata]:
    """Return what else these files hold for people and tools to read."""
    told = select(
        col(FileMetadata.file_id), col(FileMetadata.license_files), col(FileMetadata.sbom_files)
    ).join_from(File, FileMetadata, col(FileMetadata.file_id) == col(File.id))
    known = _seen(told, visible_to).where(among(col(File.id), ids))
    return {row[0]: BesideMetadata(row[1], row[2]) for row in await session.execute(known)}


@kept
def _rows(visible_to: Sight) -> Selection:
    return _seen(select(*COLUMNS), visible_to)


def _seen(statement: Selection, visible_to: Sight) -> Selection:
    return (
        statement.select_from(File)
        .join(Release, col(Release.id) == col(File.release_id))
        .join(Package, col(Package.id) == col(Release.package_id))
        .where(visibility.files(visible_to))
    )
