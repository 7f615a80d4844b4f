"""The journal's rows. Serials are handed out in the order of the commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from asyncpg import Connection
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db import changes, pseudonyms
from devsper_registry.db.changes import OF_RECORD, Change, Ledger
from devsper_registry.db.tables import Event, Package

# Held from the insert to the commit: without it a later serial could become visible first, and a
# reader that remembers the highest serial it saw would miss the earlier one for ever.
# The notification goes out with the commit, and not without it.
_ORDER = text(
    "SELECT pg_advisory_xact_lock(hashtext('devsper_registry.event')),"
    " pg_notify(:channel, :speaker)"
)
CHANNEL = "devsper_registry"
_RING = "SELECT pg_notify($1, $2)"
_NEWS = "SELECT serial, action, package FROM event WHERE serial > $1 ORDER BY serial LIMIT $2"


class Actor(Protocol):
    """Who did it, as the journal wants to know: a `Principal` is one."""

    @property
    def account_id(self) -> UUID | None:
        """The account, None for a stranger."""

    @property
    def api_key_id(self) -> UUID | None:
        """The key, None for a session."""

    @property
    def address(self) -> str | None:
        """Where the request came from, None for what no request asked for."""


async def add(session: AsyncSession, *events: Event) -> int:
    """Write the events, stamp the serials of the packages they changed, return the newest serial.

    Call it last in a transaction: from here to the commit, writers wait for one another.
    """
    await session.flush()
    # Before the journal's lock, never after it: who holds a package may be waiting for the journal.
    for package in sorted(_changed(events)):
        await session.execute(
            select(col(Package.id))
            .where(col(Package.normalized_name) == package)
            .with_for_update(key_share=True)
        )
    ledger: Ledger = session.info[changes.KEY]
    await session.execute(_ORDER, {"channel": CHANNEL, "speaker": ledger.speaker})
    serial = 0
    for event in events:
        if event.address is not None:
            event.address = pseudonyms.of(session, event.address)
        session.add(event)
        await session.flush()
        assert event.serial is not None
        serial = event.serial
        ledger.changes.append(Change(serial, event.action, event.package))
    for package, its_serial in _changed(events).items():
        await session.execute(
            update(Package).where(col(Package.normalized_name) == package).values(serial=its_serial)
        )
    return serial


def _changed(events: Sequence[Event]) -> dict[str, int | None]:
    """Return the packages that are others afterwards, and the serial of each one's last event."""
    return {
        event.package: event.serial
        for event in events
        if event.package is not None and event.action not in OF_RECORD
    }


async def news(
    connection: Connection, after: int, *, most: int
) -> list[tuple[int, str, str | None]]:
    """Return serial, action and package of the next events."""
    return [tuple(row) for row in await connection.fetch(_NEWS, after, most)]


async def ring(connection: Connection, speaker: str) -> None:
    """Notify those who listen, in this name, although nothing has changed."""
    await connection.execute(_RING, CHANNEL, speaker)


async def last_serial(session: AsyncSession) -> int:
    """Return the newest serial, 0 before the first event."""
    return (await session.execute(select(func.max(col(Event.serial))))).scalar() or 0


def event(
    action: str,
    *,
    at: datetime,
    by: Actor,
    package: str | None = None,
    version: str | None = None,
    filename: str | None = None,
    **detail: Any,
) -> Event:
    """Return an unsaved event of what `by` did; further keywords become its detail."""
    return Event(
        at=at,
        action=action,
        package=package,
        version=version,
        filename=filename,
        account_id=by.account_id,
        api_key_id=by.api_key_id,
        address=by.address,
        detail=detail,
    )
