"""What is known of the safety of files: their examinations, what was found, and what waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.reading import files, moments, paging
from devsper_registry.db.queries.reading.files import FileRow
from devsper_registry.db.queries.reading.paging import Ordering, Page, Slice
from devsper_registry.db.queries.typed import Condition, Selection, kept
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import File, Finding, Package, Release, Verification
from devsper_registry.db.tables.verification import State

# What a person has to look at.
UNSETTLED = (State.FLAGGED, State.REJECTED, State.ERROR)
NEWEST_FIRST = Ordering(
    "verification queue",
    (col(Verification.requested_at), col(Verification.file_id)),
    descending=True,
)


@dataclass(frozen=True, slots=True)
class VerificationRow:
    """An examination. From `outcome` on, None for those who may not read the findings."""

    file_id: UUID
    state: str
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    is_readable: bool
    outcome: str | None
    checks_version: str | None
    is_exempted: bool | None
    decision: str | None
    decided_at: datetime | None
    decided_by: UUID | None
    decision_reason: str | None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Something that was found, and what the policy makes of it."""

    file_id: UUID
    check: str
    code: str
    severity: str
    sentence: str
    path: str | None
    line: int | None
    evidence: str | None
    action: str
    is_exempted: bool


@dataclass(frozen=True, slots=True)
class ReleaseState:
    """How far a release's files have come, each state once, and whether all are verified."""

    release_id: UUID
    states: list[str]
    is_verified: bool


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which files; None is no condition. `package` is normalized."""

    states: tuple[str, ...] = tuple(UNSETTLED)
    severities: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    package: str | None = None
    since: datetime | None = None
    decided: bool | None = False

    def __post_init__(self) -> None:
        """Raise `MomentOutOfRange` for a moment that cannot be compared with."""
        moments.require_comparable(self.since)


_OPEN = ("file_id", "state", "requested_at", "started_at", "finished_at")
_CLOSED = (
    "outcome",
    "checks_version",
    "is_exempted",
    "decision",
    "decided_at",
    "decided_by",
    "decision_reason",
)
_SEVERITIES = ("info", "low", "medium", "high", "critical")


async def by_file(
    session: AsyncSession, file_ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, VerificationRow]:
    """Return the examination of each file that has one."""
    known = _rows(visible_to).where(among(col(Verification.file_id), file_ids))
    return {row[0]: VerificationRow(*row) for row in await session.execute(known)}


async def findings_by_file(
    session: AsyncSession, file_ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, list[FindingRow]]:
    """Return what was found in each file, the worst first; nothing where it may not be read."""
    known = _findings(visible_to).where(among(col(Finding.file_id), file_ids))
    found: dict[UUID, list[FindingRow]] = {}
    for row in await session.execute(known):
        found.setdefault(row[0], []).append(FindingRow(*row))
    return found


async def by_release(
    session: AsyncSession,
    release_ids: Collection[UUID],
    checks_version: str,
    *,
    visible_to: Sight,
) -> dict[UUID, ReleaseState]:
    """Return how the files of each release stand; those that were never examined are pending.

    It is verified when each file passed, by the checks of this version, without any exemption or
    decision that made it pass.
    """
    state = func.coalesce(col(Verification.state), State.PENDING)
    passed = and_(
        col(Verification.state) == State.PASSED,
        col(Verification.checks_version) == checks_version,
        col(Verification.decision).is_(None),
        col(Verification.is_exempted).is_(False),
    )
    known = (
        _from(
            select(
                col(File.release_id),
                func.array_agg(state.distinct()),
                func.bool_and(func.coalesce(passed, False)),
            ),
            visibility.releases(visible_to),
            outer=True,
        )
        .where(among(col(File.release_id), release_ids))
        .group_by(col(File.release_id))
    )
    return {row[0]: ReleaseState(*row) for row in await session.execute(known)}


async def queue(
    session: AsyncSession, wanted: Slice, *, only: QueueFilter, visible_to: Sight
) -> Page[FileRow]:
    """Return a page of the files that wait for a person, of those whose findings one may read."""
    statement = _queued(select(*files.COLUMNS), only, visible_to)
    return await paging.page(session, statement, FileRow, ordering=NEWEST_FIRST, wanted=wanted)


async def count_queue(session: AsyncSession, *, only: QueueFilter, visible_to: Sight) -> int:
    """Return through how many files `queue` goes."""
    statement = _queued(select(func.count()), only, visible_to)
    return (await session.execute(statement)).scalar_one()  # type: ignore[no-any-return]


def _queued(statement: Selection, only: QueueFilter, visible_to: Sight) -> Selection:
    conditions: list[Condition] = [visibility.findings(visible_to)]
    if only.states:
        conditions.append(among(col(Verification.state), only.states))
    if only.package is not None:
        conditions.append(col(Package.normalized_name) == only.package)
    if only.since is not None:
        conditions.append(col(Verification.requested_at) >= only.since)
    if only.decided is not None:
        conditions.append(col(Verification.decision).is_not(None) == only.decided)
    if only.severities or only.checks:
        found = [col(Finding.file_id) == col(Verification.file_id)]
        if only.severities:
            found.append(among(col(Finding.severity), only.severities))
        if only.checks:
            found.append(among(col(Finding.check), only.checks))
        conditions.append(exists().where(*found))
    return _from(statement, visibility.files(visible_to)).where(*conditions)


@kept
def _rows(visible_to: Sight) -> Selection:
    readable = visibility.findings(visible_to)
    opened: list[ColumnElement[Any]] = [getattr(Verification, name) for name in _OPEN]
    closed = [case((readable, getattr(Verification, name))).label(name) for name in _CLOSED]
    return _from(
        select(*opened, readable.label("is_readable"), *closed), visibility.files(visible_to)
    )


@kept
def _findings(visible_to: Sight) -> Selection:
    worst = case({name: rank for rank, name in enumerate(_SEVERITIES)}, value=col(Finding.severity))
    return (
        _from(select(*paging.shown(FindingRow, Finding)), visibility.files(visible_to))
        .join(Finding, col(Finding.file_id) == col(File.id))
        .where(visibility.findings(visible_to))
        .order_by(worst.desc(), col(Finding.id))
    )


def _from(statement: Selection, seen: Condition, *, outer: bool = False) -> Selection:
    return (
        statement.select_from(File)
        .join(Release, col(Release.id) == col(File.release_id))
        .join(Package, col(Package.id) == col(Release.package_id))
        .join(Verification, col(Verification.file_id) == col(File.id), isouter=outer)
        .where(seen)
    )
