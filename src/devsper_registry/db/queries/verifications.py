"""The examinations' rows: each step is a compare-and-set, so that two who take it are one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from packaging.utils import NormalizedName
from sqlalchemy import delete as sql_delete
from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import accounts
from devsper_registry.db.tables import Account, File, Finding, Package, Release, Verification
from devsper_registry.db.tables.verification import Decision, Outcome, State

UNDER_WAY = (State.PENDING, State.RUNNING)


class Subject(NamedTuple):
    """The file that is examined, and what is known of it beside its bytes."""

    file_id: UUID
    filename: str
    sha256: str
    size: int
    release_id: UUID
    version: str
    sort_key: str
    package_id: UUID
    package: NormalizedName
    uploader: str | None


class Standing(NamedTuple):
    """How far an examination has come, and what keeps the file from being listed."""

    state: str
    withheld: str | None


class Earlier(NamedTuple):
    """The profile of the release before, and who uploaded it."""

    version: str
    profile: dict[str, Any]
    uploader: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an examination ended."""

    state: State
    outcome: Outcome
    checks_version: str
    is_exempted: bool
    profile: dict[str, Any] | None


async def request(session: AsyncSession, file_id: UUID, *, at: datetime) -> bool:
    """Ask for an examination, the first or another; False while one is under way."""
    values = {"state": State.PENDING, "attempts": 0, "requested_at": at, "started_at": None}
    asked = (
        insert(Verification)
        .values(file_id=file_id, is_exempted=False, **values)
        .on_conflict_do_update(
            index_elements=["file_id"],
            set_=values,
            where=col(Verification.state).not_in(UNDER_WAY),
        )
        .returning(col(Verification.file_id))
    )
    return (await session.execute(asked)).scalar() is not None


async def begin(session: AsyncSession, file_id: UUID, *, at: datetime, most: int) -> int | None:
    """Begin an attempt and return its number; None where nothing waits or `most` have failed.

    One that is running is begun again: whoever runs it has died, or will find that it is too late.
    """
    begun = (
        update(Verification)
        .where(
            col(Verification.file_id) == file_id,
            col(Verification.state).in_(UNDER_WAY),
            col(Verification.attempts) < most,
        )
        .values(
            state=State.RUNNING,
            started_at=at,
            attempts=col(Verification.attempts) + 1,
            # What comes from now on makes it so again: it may be read already.
            is_outdated=False,
        )
        .returning(col(Verification.attempts))
    )
    return (await session.execute(begun)).scalar()


async def finish(
    session: AsyncSession, file_id: UUID, verdict: Verdict, *, attempt: int, at: datetime
) -> bool:
    """Enter the verdict of that attempt; False when it is not the one that runs any more."""
    finished = (
        update(Verification)
        .where(
            col(Verification.file_id) == file_id,
            col(Verification.state) == State.RUNNING,
            col(Verification.attempts) == attempt,
        )
        .values(
            state=verdict.state,
            outcome=verdict.outcome,
            checks_version=verdict.checks_version,
            is_exempted=verdict.is_exempted,
            profile=verdict.profile,
            finished_at=at,
        )
        .returning(col(Verification.file_id))
    )
    return (await session.execute(finished)).scalar() is not None


async def give_up(session: AsyncSession, file_id: UUID, *, most: int, at: datetime) -> bool:
    """Enter that so many attempts came to no verdict; False where that is not so."""
    given_up = (
        update(Verification)
        .where(
            col(Verification.file_id) == file_id,
            col(Verification.state).in_(UNDER_WAY),
            col(Verification.attempts) >= most,
        )
        .values(state=State.ERROR, finished_at=at)
        .returning(col(Verification.file_id))
    )
    return (await session.execute(given_up)).scalar() is not None


async def reopen(session: AsyncSession, file_id: UUID) -> None:
    """Let one that came to no verdict be tried as often as a new one."""
    await session.execute(
        update(Verification)
        .where(col(Verification.file_id) == file_id, col(Verification.state).in_(UNDER_WAY))
        .values(state=State.PENDING, attempts=0, started_at=None)
    )


async def replace_findings(
    session: AsyncSession, file_id: UUID, findings: Sequence[Finding]
) -> None:
    """Put these in the place of what was found before."""
    await session.execute(sql_delete(Finding).where(col(Finding.file_id) == file_id))
    if findings:
        await session.execute(insert(Finding), [finding.model_dump() for finding in findings])


async def decide(
    session: AsyncSession,
    file_id: UUID,
    decision: Decision,
    *,
    by: UUID | None,
    reason: str,
    at: datetime,
) -> None:
    """Enter what an administrator has decided; it stands whatever is found."""
    values: dict[str, Any] = {
        "decision": decision,
        "decided_by": accounts.known(by),
        "decided_at": at,
        "decision_reason": reason,
    }
    # A file from before there were examinations has no row.
    made = insert(Verification).values(
        file_id=file_id, state=State.PENDING, attempts=0, requested_at=at, **values
    )
    await session.execute(made.on_conflict_do_update(index_elements=["file_id"], set_=values))


async def decision(session: AsyncSession, file_id: UUID) -> Decision | None:
    """Return what an administrator has decided of the file."""
    wanted = select(col(Verification.decision)).where(col(Verification.file_id) == file_id)
    decided = (await session.execute(wanted)).scalar_one_or_none()
    return None if decided is None else Decision(decided)


async def standing(session: AsyncSession, filename: str) -> Standing:
    """Return how the file of this name stands; it may have been deleted just now."""
    wanted = (
        select(col(Verification.state), col(File.withheld))
        .join_from(File, Verification, col(Verification.file_id) == col(File.id))
        .where(col(File.filename) == filename)
    )
    row: Any = (await session.execute(wanted)).first()
    return Standing(State.PENDING, None) if row is None else Standing(*row)


async def subject(session: AsyncSession, file_id: UUID) -> Subject | None:
    """Return the file; None when it was deleted meanwhile."""
    wanted = (
        select(
            col(File.id),
            col(File.filename),
            col(File.sha256),
            col(File.size),
            col(Release.id),
            col(Release.version),
            col(Release.sort_key),
            col(Package.id),
            col(Package.normalized_name),
            col(Account.name),
        )
        .join_from(File, Release, col(Release.id) == col(File.release_id))
        .join(Package, col(Package.id) == col(Release.package_id))
        .outerjoin(Account, col(Account.id) == col(File.uploaded_by))
        .where(col(File.id) == file_id)
    )
    row: Any = (await session.execute(wanted)).first()
    return None if row is None else Subject(*row)


async def earlier(session: AsyncSession, of: Subject) -> Earlier | None:
    """Return the next lower version's file that was examined, one of the same kind first."""
    wanted = (
        select(col(Release.version), col(Verification.profile), col(Account.name))
        .join_from(Verification, File, col(File.id) == col(Verification.file_id))
        .join(Release, col(Release.id) == col(File.release_id))
        .outerjoin(Account, col(Account.id) == col(File.uploaded_by))
        .where(
            col(Release.package_id) == of.package_id,
            col(Release.sort_key) < of.sort_key,
            col(Verification.profile).is_not(None),
            # What was refused is nothing to be measured by.
            or_(
                col(Verification.state).in_((State.PASSED, State.FLAGGED)),
                col(Verification.decision) == Decision.RELEASED,
            ),
            col(File.withheld).is_(None),
        )
        .order_by(
            col(Release.sort_key).desc(),
            (col(File.packagetype) == _packagetype(of.file_id)).desc(),
            col(File.filename),
        )
        .limit(1)
    )
    row: Any = (await session.execute(wanted)).first()
    return None if row is None else Earlier(*row)


async def outdated(session: AsyncSession, checks_version: str, *, most: int) -> list[UUID]:
    """Return files whose findings are of other checks or facts, or that wait unasked.

    Those first of which something new is known.
    """
    ended = (State.PASSED, State.FLAGGED, State.REJECTED)
    wanted = (
        select(col(Verification.file_id))
        .where(
            or_(
                col(Verification.state).in_(ended)
                & or_(
                    col(Verification.checks_version) != checks_version,
                    col(Verification.is_outdated),
                ),
                # The tables' migration has left those that were there before.
                (col(Verification.state) == State.PENDING)
                & col(Verification.checks_version).is_(None),
            )
        )
        .order_by(col(Verification.is_outdated).desc(), col(Verification.file_id))
        .limit(most)
    )
    return list((await session.execute(wanted)).scalars())


async def known(session: AsyncSession, names: Collection[str]) -> frozenset[str]:
    """Return those of the normalized names that are packages here."""
    wanted = select(col(Package.normalized_name)).where(col(Package.normalized_name).in_(names))
    return frozenset((await session.execute(wanted)).scalars())


def _packagetype(file_id: UUID) -> Any:
    return select(col(File.packagetype)).where(col(File.id) == file_id).scalar_subquery()
