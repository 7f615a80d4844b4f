"""The registry in figures, of what this one may see."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Account, File, Package, PackageDocument, Release


@dataclass(frozen=True, slots=True)
class Stats:
    """Numbers of things; `size` in bytes; `accounts` is None but for administrators."""

    packages: int
    releases: int
    files: int
    size: int
    downloads_30d: int
    accounts: int | None


async def read(session: AsyncSession, *, visible_to: Sight) -> Stats:
    """Return the figures. Reads every file's row: whoever asks often keeps the answer."""
    seen = visibility.contents(visible_to)
    packages = (
        select(func.count(), func.coalesce(func.sum(col(PackageDocument.downloads_30d)), 0))
        .select_from(Package)
        .outerjoin(PackageDocument, col(PackageDocument.package_id) == col(Package.id))
        .where(seen)
        .subquery()
    )
    releases = (
        select(func.count())
        .select_from(Release)
        .join(Package, col(Package.id) == col(Release.package_id))
        .where(visibility.releases(visible_to))
        .scalar_subquery()
    )
    files = (
        select(func.count(), func.coalesce(func.sum(col(File.size)), 0))
        .select_from(File)
        .join(Release, col(Release.id) == col(File.release_id))
        .join(Package, col(Package.id) == col(Release.package_id))
        .where(visibility.files(visible_to))
        .subquery()
    )
    accounts = (
        select(func.count()).select_from(Account).where(visibility.administrators(visible_to))
    )
    figures = select(*packages.c, releases, *files.c, accounts.scalar_subquery()).select_from(
        packages.join(files, true())
    )
    row: Any = (await session.execute(figures)).one()
    number, downloads, released, filed, size, people = row
    return Stats(
        packages=number,
        releases=released,
        files=filed,
        size=int(size),
        downloads_30d=int(downloads),
        accounts=people if visible_to.everything else None,
    )
