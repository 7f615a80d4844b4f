"""What limits are measured by: bytes and files counted as they come and go, packages created.

Lock before counting: the package first, then the account, then the journal.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.tables import Account, Event, File, Package, Release


async def lock_account(session: AsyncSession, account_id: UUID) -> None:
    """Until the commit, whoever counts for the same account waits for us."""
    row = select(col(Account.id)).where(col(Account.id) == account_id)
    await session.execute(row.with_for_update(key_share=True))


async def of_account(session: AsyncSession, account_id: UUID) -> int:
    """Return the bytes of all files that the account published."""
    wanted = select(col(Account.stored_size)).where(col(Account.id) == account_id)
    return (await session.execute(wanted)).scalar() or 0


async def files_of_release(session: AsyncSession, release_id: UUID) -> int:
    """Return the number of files."""
    wanted = select(func.count()).where(col(File.release_id) == release_id)
    return (await session.execute(wanted)).scalar_one()


async def created_since(session: AsyncSession, account_id: UUID, moment: datetime) -> int:
    """Return how many packages the account created, those since deleted among them."""
    wanted = select(func.count()).where(
        col(Event.action) == "package.created",
        col(Event.account_id) == account_id,
        col(Event.at) > moment,
    )
    return (await session.execute(wanted)).scalar_one()


async def add(
    session: AsyncSession, size: int, *, package_id: UUID, account_id: UUID | None
) -> None:
    """Count a file that came, or with a negative size some that go."""
    await session.execute(
        update(Package)
        .where(col(Package.id) == package_id)
        .values(stored_size=col(Package.stored_size) + size)
    )
    await session.execute(
        update(Account)
        .where(col(Account.id) == account_id)
        .values(stored_size=col(Account.stored_size) + size)
    )


async def take_out(
    session: AsyncSession,
    package_id: UUID,
    *,
    release_id: UUID | None = None,
    file_id: UUID | None = None,
) -> None:
    """Count the files that are about to go: one, those of a release or of the whole package."""
    wanted = (
        select(col(File.uploaded_by), func.sum(col(File.size)))
        .join(Release, col(Release.id) == col(File.release_id))
        .where(col(Release.package_id) == package_id)
    )
    if release_id is not None:
        wanted = wanted.where(col(Release.id) == release_id)
    if file_id is not None:
        wanted = wanted.where(col(File.id) == file_id)
    # Always in the same order, so that two who delete never wait for each other.
    shares = wanted.group_by(col(File.uploaded_by)).order_by(col(File.uploaded_by))
    for account_id, size in (await session.execute(shares)).all():
        await add(session, -int(size), package_id=package_id, account_id=account_id)
