"""Locks on what is no row: an object of the storage, between those who list and who sweep it."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_KEEP = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:object, 0))")
_TAKE = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:object, 0))")


async def keep_object(session: AsyncSession, sha256: str) -> None:
    """Wait until nobody is about to delete the object, and let nobody begin before the commit."""
    await session.execute(_KEEP, {"object": f"object {sha256}"})


async def take_object(session: AsyncSession, sha256: str) -> bool:
    """Keep everybody from listing the object until the commit; False when somebody is doing so."""
    taken = await session.execute(_TAKE, {"object": f"object {sha256}"})
    return bool(taken.scalar())
