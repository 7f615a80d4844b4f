"""Held jobs are tried again or given up, and what they leave undone is entered."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from devsper_registry.auth.principal import OPERATOR, Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries.reading.jobs import JobFilter
from devsper_registry.db.tables import File, Verification
from devsper_registry.db.tables.job import JOB, Kind
from devsper_registry.db.tables.job import State as Queued
from devsper_registry.db.tables.verification import State
from devsper_registry.errors import AdministratorsOnly, JobNotFound, JobNotHeld, RegistryError
from devsper_registry.services import examining, tending
from tests.build import wheel
from tests.services import held, state
from tests.services.published import account, publish

pytestmark = pytest.mark.anyio
FILE = wheel("demo", "1.0")


async def in_queue(backend: Backend) -> list[tuple[Any, ...]]:
    async with backend.read() as session:
        columns = (JOB.c.id, JOB.c.status, JOB.c.headers, JOB.c.attempts)
        return [tuple(row) for row in await session.execute(select(*columns).order_by(JOB.c.id))]


async def hold(backend: Backend, **given: Any) -> int:
    async with backend.transaction() as session:
        return await held.job(session, **given)


async def unexamined(backend: Backend, *, tries: int) -> tuple[int, UUID]:
    """Publish a file whose examination was begun so often; return the job that is held, and it."""
    await publish(backend, await account(backend), FILE)
    async with backend.transaction() as session:
        file_id: UUID = (await session.execute(select(col(File.id)))).scalar_one()
        await session.execute(
            update(Verification).values(state=State.RUNNING, attempts=tries, started_at=held.SINCE)
        )
        await held.all_jobs(session)
        job: int = (await session.execute(select(JOB.c.id))).scalar_one()
    return job, file_id


async def examination(backend: Backend) -> tuple[str, int]:
    async with backend.read() as session:
        wanted = select(col(Verification.state), col(Verification.attempts))
        return tuple((await session.execute(wanted)).one())  # type: ignore[return-value]


async def told(backend: Backend) -> tuple[str, str | None, str | None, dict[str, Any]]:
    """What the journal tells last."""
    event = (await state.events(backend))[-1]
    return event.action, event.package, event.filename, event.detail


async def test_a_requeued_job_is_due_and_tried_as_often_as_a_new_one(registry: Backend) -> None:
    job = await hold(registry)
    row = await tending.requeue(registry, by=OPERATOR, job=job)
    assert (row.id, row.kind, row.state, row.starts) == (job, "sweep", Queued.QUEUED, 0)
    assert row.next_attempt_at is not None
    kept = {"starts": 0, "problem": held.PROBLEM}
    assert await in_queue(registry) == [(job, Queued.QUEUED, kept, 0)]
    detail = {"job": job, "kind": "sweep", "problem": held.PROBLEM}
    assert await told(registry) == ("job.requeued", None, None, detail)


async def test_a_requeued_examination_comes_to_its_verdict(registry: Backend) -> None:
    job, file_id = await unexamined(registry, tries=examining.MOST_ATTEMPTS)
    await tending.requeue(registry, by=OPERATOR, job=job)
    assert await examination(registry) == (State.PENDING, 0)
    assert (await told(registry))[:3] == ("job.requeued", "demo", FILE.filename)
    await examining.examine(registry, file_id)
    assert await examination(registry) == (State.PASSED, 1)


async def test_a_discarded_job_is_gone(registry: Backend) -> None:
    job = await hold(registry)
    row = await tending.discard(registry, by=OPERATOR, job=job)
    assert (row.id, row.state, row.held_since) == (job, Queued.HELD, held.SINCE)
    assert await in_queue(registry) == []
    detail = {"job": job, "kind": "sweep", "problem": held.PROBLEM}
    assert await told(registry) == ("job.discarded", None, None, detail)


async def test_a_file_whose_examination_is_discarded_is_not_pending_for_ever(
    registry: Backend,
) -> None:
    job, _ = await unexamined(registry, tries=1)
    await tending.discard(registry, by=OPERATOR, job=job)
    assert await examination(registry) == (State.ERROR, 1)
    action, package, filename, detail = await told(registry)
    assert (action, package, filename) == ("job.discarded", "demo", FILE.filename)
    assert detail == {"job": job, "kind": "verify", "problem": None, "verification": "error"}


async def test_an_examination_that_another_job_is_to_do_stays_as_it_is(registry: Backend) -> None:
    job, file_id = await unexamined(registry, tries=0)
    other = await hold(
        registry, kind=Kind.VERIFY, payload={"file": str(file_id)}, state=Queued.QUEUED
    )
    await tending.discard(registry, by=OPERATOR, job=job)
    assert await examination(registry) == (State.RUNNING, 0)
    assert [row[0] for row in await in_queue(registry)] == [other]
    assert "verification" not in (await told(registry))[3]


async def test_an_examination_that_has_ended_is_left_alone(registry: Backend) -> None:
    job, file_id = await unexamined(registry, tries=0)
    await examining.examine(registry, file_id)
    await tending.discard(registry, by=OPERATOR, job=job)
    assert await examination(registry) == (State.PASSED, 1)


async def test_the_job_of_a_deleted_file_is_discarded_too(registry: Backend) -> None:
    nobody = {"file": str(UUID(int=7))}
    job = await hold(registry, kind=Kind.VERIFY, payload=nobody)
    await tending.discard(registry, by=OPERATOR, job=job)
    assert await in_queue(registry) == []
    assert (await told(registry))[:3] == ("job.discarded", None, None)


@pytest.mark.parametrize("verb", [tending.requeue, tending.discard])
@pytest.mark.parametrize(
    ("stands", "word"), [(Queued.QUEUED, "waiting"), (Queued.RUNNING, "running")]
)
async def test_what_is_not_held_is_left_to_the_worker(
    registry: Backend, verb: Any, stands: Queued, word: str
) -> None:
    job = await hold(registry, state=stands)
    await refused(registry, verb, job, JobNotHeld(job=job, state=word))


@pytest.mark.parametrize("verb", [tending.requeue, tending.discard])
async def test_a_job_that_is_gone_is_not_found(registry: Backend, verb: Any) -> None:
    job = await hold(registry)
    await tending.discard(registry, by=OPERATOR, job=job)
    await refused(registry, verb, job, JobNotFound(job=job))


@pytest.mark.parametrize("verb", [tending.requeue, tending.discard])
async def test_administrators_alone_decide(registry: Backend, verb: Any) -> None:
    job = await hold(registry)
    await refused(registry, verb, job, AdministratorsOnly(), by=await account(registry))


async def refused(
    backend: Backend, verb: Any, job: int, wanted: RegistryError, *, by: Principal = OPERATOR
) -> None:
    """Assert that this refuses it, and that nothing changed."""
    before = await state.digest(backend)
    with pytest.raises(type(wanted)) as told:
        await verb(backend, by=by, job=job)
    assert str(told.value) == str(wanted)
    assert await state.digest(backend) == before


async def test_jobs_are_found_by_state_and_kind_over_more_than_a_page(registry: Backend) -> None:
    async with registry.transaction() as session:
        ids = [await held.job(session) for _ in range(150)]
        waiting = await held.job(session, Kind.RENEW_DOWNLOADS, state=Queued.QUEUED)

    async def found(most: int = 1000, **only: Any) -> list[int]:
        listed = await tending.find(registry, by=OPERATOR, only=JobFilter(**only), most=most)
        return [job.id for job, _ in listed]

    assert await found() == [waiting, *reversed(ids)]
    assert await found(states=(Queued.HELD,)) == ids[::-1]
    assert await found(kinds=("renew-downloads",)) == [waiting]
    assert await found(most=120, states=(Queued.HELD,)) == ids[:29:-1]
