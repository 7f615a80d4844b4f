"""Which packages an administrator vouches for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import accounts
from devsper_registry.db.tables import Package


async def give(
    session: AsyncSession, package_id: UUID, *, by: UUID | None, reason: str, at: datetime
) -> None:
    """Enter who vouches for the package, why and since when."""
    changed = update(Package).where(col(Package.id) == package_id)
    known = accounts.known(by)
    await session.execute(changed.values(trusted_at=at, trusted_by=known, trusted_reason=reason))


async def withdraw(session: AsyncSession, package_id: UUID) -> bool:
    """Take it back; tell whether there was something to take back."""
    changed = (
        update(Package)
        .where(col(Package.id) == package_id, col(Package.trusted_at).is_not(None))
        .values(trusted_at=None, trusted_by=None, trusted_reason=None)
        .returning(col(Package.id))
    )
    return (await session.execute(changed)).scalar() is not None
