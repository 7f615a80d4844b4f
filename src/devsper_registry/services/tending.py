"""Tending the queue: what was held after its last attempt is tried again, or given up for good."""

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import jobs, journal, packages, verifications
from devsper_registry.db.queries.reading import jobs as queue
from devsper_registry.db.queries.reading import paging
from devsper_registry.db.queries.reading.jobs import JobFilter, JobRow, Subject
from devsper_registry.db.queries.reading.paging import Slice
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import Event
from devsper_registry.db.tables.job import Kind, State
from devsper_registry.db.tables.verification import State as Examination
from devsper_registry.errors import JobNotFound, JobNotHeld, RegistryError
from devsper_registry.services import sight

# No larger pages are given.
PAGE = paging.LARGEST
WORDS = {State.QUEUED: "waiting", State.RUNNING: "running", State.HELD: "held"}


async def find(
    backend: Backend, *, by: Principal, only: JobFilter, most: int
) -> list[tuple[JobRow, Subject | None]]:
    """Return so many jobs, the newest first, each with the file that it is about."""
    _require_administrator(by)
    found: list[JobRow] = []
    cursor = None
    async with backend.read() as session:
        while True:
            wanted = Slice(size=min(most - len(found), PAGE), cursor=cursor)
            page = await queue.page(session, wanted, only=only, visible_to=sight.of(backend, by))
            found += page.items
            if not page.has_next or len(found) >= most:
                break
            cursor = page.cursors[-1]
        named = await queue.subjects(session, {job.file_id for job in found if job.file_id})
    return [(job, named.get(job.file_id) if job.file_id else None) for job in found]


async def requeue(backend: Backend, *, by: Principal, job: int) -> JobRow:
    """Let the held job be tried again, as often as a new one; return it as it waits."""
    _require_administrator(by)
    async with backend.transaction() as session:
        about = await _about(session, job)
        row = await jobs.requeue(session, job)
        if row is None:
            raise await _refusal(session, job)
        if row.kind == Kind.VERIFY and row.file_id is not None:
            await verifications.reopen(session, row.file_id)
        await journal.add(session, _event(backend, "job.requeued", row, about, by=by))
        return row


async def discard(backend: Backend, *, by: Principal, job: int) -> JobRow:
    """Take the held job out of the queue for good, and enter what that leaves undone; return it.

    The examination of a file has failed then, if no other job is to do it: it would be pending for
    ever. The file stays as it is until an administrator decides, or has it examined again.
    """
    _require_administrator(by)
    async with backend.transaction() as session:
        about = await _about(session, job)
        row = await jobs.discard(session, job)
        if row is None:
            raise await _refusal(session, job)
        event = _event(backend, "job.discarded", row, about, by=by)
        if await _abandon(backend, session, row):
            event.detail = {**event.detail, "verification": Examination.ERROR}
        await journal.add(session, event)
        return row


def _require_administrator(by: Principal) -> None:
    permissions.require_administrator(by)
    permissions.require_account(by)


async def _about(session: AsyncSession, job: int) -> Subject | None:
    """Return the file that the job is about, its package locked: first, as everybody locks it."""
    row = await jobs.by_id(session, job)
    if row is None or row.file_id is None:
        return None
    subject = (await queue.subjects(session, [row.file_id])).get(row.file_id)
    if subject is not None:
        await packages.lock(session, subject.package)
    return subject


async def _abandon(backend: Backend, session: AsyncSession, row: JobRow) -> bool:
    if row.kind != Kind.VERIFY or row.file_id is None:
        return False
    if await jobs.is_due_otherwise(session, row):
        return False
    return await verifications.give_up(session, row.file_id, most=0, at=backend.now())


async def _refusal(session: AsyncSession, job: int) -> RegistryError:
    row = await jobs.by_id(session, job)
    if row is None:
        return JobNotFound(job=job)
    return JobNotHeld(job=job, state=WORDS[State(row.state)])


def _event(
    backend: Backend, action: str, row: JobRow, about: Subject | None, *, by: Principal
) -> Event:
    return journal.event(
        action,
        at=backend.now(),
        by=by,
        **({} if about is None else about._asdict()),
        job=row.id,
        kind=row.kind,
        problem=row.problem,
    )
