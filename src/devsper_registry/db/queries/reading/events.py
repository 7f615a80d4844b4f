"""The journal as people read it: a package's history, the public feed, the audit log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.reading import moments, paging
from devsper_registry.db.queries.reading.paging import Ordering, Page, Slice
from devsper_registry.db.queries.typed import Column, Condition, Selection
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Event, Package

# What of an event's detail is not for everybody.
PRIVATE_DETAIL = ("address", "user_agent")


@dataclass(frozen=True, slots=True)
class EventRow:
    """A change. Who made it, and by which key, is None for those who are not of the package.

    `origin` stands for the client's address, and is None but for administrators.
    """

    serial: int
    at: datetime
    action: str
    package: str | None
    version: str | None
    filename: str | None
    account_id: UUID | None
    api_key_id: UUID | None
    origin: str | None
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events; `account_id` is who acted, and finds nothing that does not show it."""

    package: str | None = None
    actions: tuple[str, ...] = ()
    account_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    after_serial: int | None = None

    def __post_init__(self) -> None:
        """Raise `MomentOutOfRange` for a moment that cannot be compared with."""
        moments.require_comparable(self.since, self.until)


EVERY_EVENT = EventFilter()
NEWEST_FIRST = Ordering("event down", (col(Event.serial),), descending=True)
OLDEST_FIRST = Ordering("event up", (col(Event.serial),))


async def by_serial(
    session: AsyncSession, serials: Collection[int], *, visible_to: Sight
) -> dict[int, EventRow]:
    """Return the events of these serials."""
    known = _seen(visible_to).where(among(col(Event.serial), serials))
    return {row[0]: EventRow(*row) for row in await session.execute(known)}


async def page(
    session: AsyncSession,
    wanted: Slice,
    *,
    ordering: Ordering = NEWEST_FIRST,
    only: EventFilter = EVERY_EVENT,
    visible_to: Sight,
) -> Page[EventRow]:
    """Return a page of the events that the filter lets through."""
    statement = _seen(visible_to).where(*_conditions(only, visible_to))
    return await paging.page(session, statement, EventRow, ordering=ordering, wanted=wanted)


async def count(
    session: AsyncSession, *, only: EventFilter = EVERY_EVENT, visible_to: Sight
) -> int:
    """Return how many events `page` goes through."""
    statement = _from(select(func.count()), visible_to).where(*_conditions(only, visible_to))
    return (await session.execute(statement)).scalar_one()  # type: ignore[no-any-return]


async def by_package(
    session: AsyncSession, names: Collection[str], wanted: Slice, *, visible_to: Sight
) -> dict[str, Page[EventRow]]:
    """Return the same page of each package's history, the newest first."""
    return await paging.pages(
        session,
        _seen(visible_to),
        EventRow,
        parents=names,
        like=col(Package.normalized_name),
        belongs=lambda name: col(Event.package) == name,
        ordering=NEWEST_FIRST,
        wanted=wanted,
    )


async def count_by_package(
    session: AsyncSession, names: Collection[str], *, visible_to: Sight
) -> dict[str, int]:
    """Return through how many events `by_package` goes; packages without any are left out."""
    statement = _from(select(col(Event.package), func.count()), visible_to)
    known = statement.where(among(col(Event.package), names)).group_by(col(Event.package))
    return {row[0]: row[1] for row in await session.execute(known)}


def _seen(visible_to: Sight) -> Selection:
    known = visibility.event_actors(visible_to)
    columns = (
        col(Event.serial),
        col(Event.at),
        col(Event.action),
        col(Event.package),
        col(Event.version),
        col(Event.filename),
        case((known, col(Event.account_id))).label("account_id"),
        case((known, col(Event.api_key_id))).label("api_key_id"),
        case((visibility.administrators(visible_to), col(Event.address))).label("origin"),
        case((known, col(Event.detail)), else_=_without_private(col(Event.detail))).label("detail"),
    )
    return _from(select(*columns), visible_to)


def _from(statement: Selection, visible_to: Sight) -> Selection:
    return (
        statement.select_from(Event)
        .outerjoin(Package, col(Package.normalized_name) == col(Event.package))
        .where(visibility.events(visible_to))
    )


def _without_private(detail: Column) -> ColumnElement[Any]:
    return detail.op("-")(literal(list(PRIVATE_DETAIL), ARRAY(TEXT)))


def _conditions(only: EventFilter, visible_to: Sight) -> list[Condition]:
    conditions: list[Condition] = []
    if only.package is not None:
        conditions.append(col(Event.package) == only.package)
    if only.actions:
        conditions.append(among(col(Event.action), only.actions))
    if only.account_id is not None:
        conditions.append(col(Event.account_id) == only.account_id)
        conditions.append(visibility.event_actors(visible_to))
    if only.since is not None:
        conditions.append(col(Event.at) >= only.since)
    if only.until is not None:
        conditions.append(col(Event.at) < only.until)
    if only.after_serial is not None:
        conditions.append(col(Event.serial) > only.after_serial)
    return conditions
