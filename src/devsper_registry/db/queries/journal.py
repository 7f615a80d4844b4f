"""The journal's rows. Serials are handed out in the order of the commits."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from devsper_registry.db.tables import Event, Package

# Held from the insert to the commit: without it a later serial could become visible first, and a
# reader that remembers the highest serial it saw would miss the earlier one for ever.
_ORDER = text("SELECT pg_advisory_xact_lock(hashtext('devsper_registry.event'))")


async def add(session: AsyncSession, event: Event) -> int:
    """Write the event, stamp its package's serial, return the serial.

    Call it last in a transaction: from here to the commit, writers wait for one another.
    """
    await session.flush()
    await session.execute(_ORDER)
    session.add(event)
    await session.flush()
    assert event.serial is not None
    if event.package is not None:
        await session.execute(
            update(Package)
            .where(col(Package.normalized_name) == event.package)
            .values(serial=event.serial)
        )
    return event.serial


async def last_serial(session: AsyncSession) -> int:
    """Return the newest serial, 0 before the first event."""
    return (await session.execute(select(func.max(col(Event.serial))))).scalar() or 0


def event(
    action: str,
    *,
    at: Any,
    package: str | None = None,
    version: str | None = None,
    filename: str | None = None,
    account_id: UUID | None = None,
    api_key_id: UUID | None = None,
    **detail: Any,
) -> Event:
    """Return an unsaved event; further keywords become its detail."""
    return Event(
        at=at,
        action=action,
        package=package,
        version=version,
        filename=filename,
        account_id=account_id,
        api_key_id=api_key_id,
        detail=detail,
    )
