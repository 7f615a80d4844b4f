"""The queue as administrators see it: what waits, runs or is held, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from packaging.utils import NormalizedName
from sqlalchemy import Integer, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.reading import paging
from devsper_registry.db.queries.reading.paging import Ordering, Page, Slice
from devsper_registry.db.queries.typed import Selection
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import File, Package, Release
from devsper_registry.db.tables.job import JOB, State
from devsper_registry.redaction import redact

NEWEST_FIRST = Ordering("jobs", (JOB.c.id,), descending=True)
# One for each field of a row.
COLUMNS = (
    JOB.c.id,
    JOB.c.entrypoint,
    JOB.c.status,
    JOB.c.payload,
    func.coalesce(JOB.c.headers["starts"].astext.cast(Integer), 0),
    JOB.c.headers["problem"].astext,
    JOB.c.created,
    JOB.c.execute_after,
    JOB.c.updated,
)


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job in the queue; `state` is one of the table's (`State`)."""

    id: int
    kind: str
    state: str
    payload: bytes | None
    starts: int
    noted: str | None
    created_at: datetime
    due_at: datetime
    updated_at: datetime

    @property
    def problem(self) -> str | None:
        """Why its last attempt failed, without what looks like a secret."""
        return None if self.noted is None else redact(self.noted)

    @property
    def next_attempt_at(self) -> datetime | None:
        """When it is due, while it waits."""
        return self.due_at if self.state == State.QUEUED else None

    @property
    def held_since(self) -> datetime | None:
        """Since when it is held, if it is."""
        return self.updated_at if self.state == State.HELD else None

    @property
    def file_id(self) -> UUID | None:
        """The file that it is about."""
        try:
            return UUID(orjson.loads(self.payload or b"{}")["file"])
        except (ValueError, KeyError, TypeError, AttributeError):
            return None


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs; what is empty is no condition."""

    states: tuple[State, ...] = ()
    kinds: tuple[str, ...] = ()


class Subject(NamedTuple):
    """The file that a job is about."""

    package: NormalizedName
    version: str
    filename: str


async def page(
    session: AsyncSession, wanted: Slice, *, only: JobFilter, visible_to: Sight
) -> Page[JobRow]:
    """Return a page of the queue, the newest first; nothing unless an administrator looks."""
    statement = _jobs(select(*COLUMNS), only, visible_to)
    return await paging.page(session, statement, JobRow, ordering=NEWEST_FIRST, wanted=wanted)


async def count(session: AsyncSession, *, only: JobFilter, visible_to: Sight) -> int:
    """Return how many there are."""
    statement = _jobs(select(func.count()), only, visible_to)
    return (await session.execute(statement)).scalar_one()  # type: ignore[no-any-return]


async def subjects(session: AsyncSession, file_ids: Collection[UUID]) -> dict[UUID, Subject]:
    """Return what the files are called, whoever asks; those that were deleted are left out."""
    named = (
        select(
            col(File.id),
            col(Package.normalized_name),
            col(Release.version),
            col(File.filename),
        )
        .join_from(File, Release, col(Release.id) == col(File.release_id))
        .join(Package, col(Package.id) == col(Release.package_id))
        .where(among(col(File.id), file_ids))
    )
    found: Any = await session.execute(named)
    return {row[0]: Subject(*row[1:]) for row in found}


def _jobs(statement: Selection, only: JobFilter, visible_to: Sight) -> Selection:
    known = statement.select_from(JOB).where(visibility.administrators(visible_to))
    if only.states:
        known = known.where(JOB.c.status.in_(only.states))
    if only.kinds:
        known = known.where(JOB.c.entrypoint.in_(only.kinds))
    return known
