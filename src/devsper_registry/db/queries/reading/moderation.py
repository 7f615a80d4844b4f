"""What moderators look after: quarantined packages, why and since when. For administrators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.reading import paging
from devsper_registry.db.queries.reading.packages import PackageRow
from devsper_registry.db.queries.reading.paging import Ordering, Page, Slice
from devsper_registry.db.queries.typed import Selection
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Event, Package
from devsper_registry.db.tables.package import Status

QUARANTINED = "package.quarantined"
BY_NAME = Ordering("moderation name", (col(Package.normalized_name),))


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A quarantined package, and the event that put it there."""

    package: PackageRow
    at: datetime | None
    account_id: UUID | None


async def page(session: AsyncSession, wanted: Slice, *, visible_to: Sight) -> Page[CaseRow]:
    """Return a page of the cases; nothing unless an administrator looks."""
    cause = (
        select(col(Event.at), col(Event.account_id))
        .where(col(Event.package) == col(Package.normalized_name), col(Event.action) == QUARANTINED)
        .order_by(col(Event.serial).desc())
        .limit(1)
        .lateral("cause")
    )
    columns = (*paging.shown(PackageRow, Package), cause.c.at, cause.c.account_id)
    statement = _cases(select(*columns), visible_to).outerjoin(cause, true())
    return await paging.page(session, statement, _case, ordering=BY_NAME, wanted=wanted)


async def count(session: AsyncSession, *, visible_to: Sight) -> int:
    """Return how many cases there are."""
    statement = _cases(select(func.count()), visible_to)
    return (await session.execute(statement)).scalar_one()  # type: ignore[no-any-return]


def _cases(statement: Selection, visible_to: Sight) -> Selection:
    return statement.select_from(Package).where(
        col(Package.status) == Status.QUARANTINED,
        visibility.contents(visible_to),
        visibility.administrators(visible_to),
    )


def _case(*columns: Any) -> CaseRow:
    *package, at, account_id = columns
    return CaseRow(PackageRow(*package), at, account_id)
