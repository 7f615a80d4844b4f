"""Which files are listed. Whoever changes that renews the document of the package afterwards."""

from uuid import UUID

from sqlalchemy import and_, exists, not_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.tables import File, Release
from devsper_registry.db.tables.file import Withheld


async def withhold(session: AsyncSession, file_id: UUID, why: Withheld | None) -> bool:
    """Withhold the file, or list it for None, and its release with it; tell whether it changed."""
    changed = (
        update(File)
        .where(col(File.id) == file_id, col(File.withheld).is_distinct_from(why))
        .values(withheld=why)
        .returning(col(File.release_id))
    )
    release_id = (await session.execute(changed)).scalar()
    if release_id is None:
        return False
    await settle(session, release_id)
    return True


async def settle(session: AsyncSession, release_id: UUID) -> None:
    """Withhold the release while all its files are; call it when one comes or goes."""
    here = col(File.release_id) == col(Release.id)
    is_withheld = and_(
        exists().where(here), not_(exists().where(here, col(File.withheld).is_(None)))
    )
    await session.execute(
        update(Release)
        .where(col(Release.id) == release_id, col(Release.is_withheld) != is_withheld)
        .values(is_withheld=is_withheld)
        .execution_options(synchronize_session=False)
    )
