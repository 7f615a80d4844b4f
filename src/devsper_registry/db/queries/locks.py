"""Locks on what is no row: an object of the storage, what it holds, the looks of a name."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_KEEP = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:object, 0))")
_CONTENT = text("SELECT pg_advisory_xact_lock(hashtextextended(:content, 0))")
_LOOKS = text("SELECT pg_advisory_xact_lock(hashtextextended(:looks, 0))")
_TAKE = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:object, 0))")


async def keep_object(session: AsyncSession, sha256: str) -> None:
    """Wait until nobody is about to delete the object, and let nobody begin before the commit."""
    await session.execute(_KEEP, {"object": f"object {sha256}"})


async def take_object(session: AsyncSession, sha256: str) -> bool:
    """Keep everybody from listing the object until the commit; False when somebody is doing so."""
    taken = await session.execute(_TAKE, {"object": f"object {sha256}"})
    return bool(taken.scalar())


async def content(session: AsyncSession, sha256: str) -> None:
    """Until the commit, whoever lists the same content waits for us."""
    await session.execute(_CONTENT, {"content": f"content {sha256}"})


async def looks(session: AsyncSession, ultranormalized_name: str) -> None:
    """Until the commit, whoever makes a package that looks the same waits for us."""
    await session.execute(_LOOKS, {"looks": f"looks {ultranormalized_name}"})
