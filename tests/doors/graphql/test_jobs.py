"""What GraphQL shows administrators of the queue, and what they do with it."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.db.tables import File
from devsper_registry.db.tables.job import Kind, State
from devsper_registry.graphql import ids
from tests.build import wheel
from tests.doors.graphql.changing import Person, door, person, with_key
from tests.services import held
from tests.services.published import publish
from tests.statements import statements

pytestmark = pytest.mark.anyio
FILE = wheel("demo", "1.0")
SECRET = "It asked https://ci:hunter2@files.example.com/ with Bearer abcdefgh12345678."
JOBS = """query($filter: JobsFilter, $first: Int, $after: String, $last: Int, $before: String) {
  jobs(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    totalCount pageInfo { hasNextPage endCursor startCursor }
    nodes { id number kind state attempts problem enqueuedAt nextAttemptAt heldSince
      file { filename release { package { name } } } }
  }
}"""


async def shown(backend: Backend, by: Person | None, **variables: Any) -> Any:
    async with door(backend) as opened:
        body = await opened.post(JOBS, by, **variables)
    assert "errors" not in body, body["errors"]
    return body["data"]["jobs"]


async def numbers(backend: Backend, by: Person, **variables: Any) -> list[int]:
    return [int(node["number"]) for node in (await shown(backend, by, **variables))["nodes"]]


async def held_job(backend: Backend, **given: Any) -> int:
    async with backend.transaction() as session:
        return await held.job(session, **given)


async def examination(backend: Backend, by: Person) -> int:
    """Publish a file and hold its examination; return the job."""
    await publish(backend, by.principal, FILE)
    async with backend.transaction() as session:
        await held.all_jobs(session)
        file_id = (await session.execute(select(col(File.id)))).scalar_one()
    return await held_job(backend, kind=Kind.VERIFY, payload={"file": str(file_id)}, problem=SECRET)


async def test_an_administrator_sees_why_a_job_is_held_and_what_it_is_about(
    backend: Backend,
) -> None:
    root = await person(backend, "root", is_administrator=True)
    job = await examination(backend, root)
    assert (await shown(backend, root, first=1))["nodes"] == [
        {
            "id": ids.encode("Job", job),
            "number": str(job),
            "kind": "verify",
            "state": "HELD",
            "attempts": 5,
            "problem": "It asked https://[redacted]@files.example.com/ with Bearer [redacted]",
            "enqueuedAt": held.SINCE.isoformat(),
            "nextAttemptAt": None,
            "heldSince": held.SINCE.isoformat(),
            "file": {"filename": FILE.filename, "release": {"package": {"name": "demo"}}},
        }
    ]


async def test_jobs_are_filtered_by_state_and_kind_and_paged_both_ways(backend: Backend) -> None:
    root = await person(backend, "root", is_administrator=True)
    sweeps = [await held_job(backend) for _ in range(3)]
    renewal = await held_job(backend, kind=Kind.RENEW_DOWNLOADS, state=State.QUEUED)
    running = await held_job(backend, state=State.RUNNING)
    every = [running, renewal, *reversed(sweeps)]
    assert await numbers(backend, root) == every
    for filter_, expected in (
        ({"states": ["HELD"]}, every[2:]),
        ({"states": ["WAITING", "RUNNING"]}, every[:2]),
        ({"kinds": ["renew-downloads"]}, [renewal]),
        ({"states": ["HELD"], "kinds": ["renew-downloads"]}, []),
        ({"kinds": ["no-such"]}, []),
    ):
        page = await shown(backend, root, filter=filter_)
        assert [int(node["number"]) for node in page["nodes"]] == expected, filter_
        assert page["totalCount"] == len(expected)
    page = await shown(backend, root, first=2)
    assert page["pageInfo"]["hasNextPage"]
    # What is put into the queue meanwhile moves nothing.
    await held_job(backend)
    after = page["pageInfo"]["endCursor"]
    assert await numbers(backend, root, first=9, after=after) == every[2:]
    assert await numbers(backend, root, last=1, before=after) == every[:1]


async def test_the_queue_is_null_for_all_others(backend: Backend) -> None:
    await held_job(backend)
    ann = await person(backend, "ann")
    await person(backend, "root", is_administrator=True)
    bound = await with_key(backend, "root", *Scope, packages=["demo"])
    for by in (None, ann, bound):
        assert await shown(backend, by) is None


async def test_the_queue_takes_as_many_statements_for_many_jobs_as_for_one(
    backend: Backend,
) -> None:
    root = await person(backend, "root", is_administrator=True)
    await examination(backend, root)
    for number in range(2, 5):
        await publish(backend, root.principal, wheel(f"demo-{number}", "1.0"))
        async with door(backend) as opened:
            with statements(backend) as seen:
                await opened.post(JOBS, root)
        # The queue, its length, the files, their releases and packages.
        assert len(seen) == 5


async def test_a_held_job_is_tried_again_or_discarded_once(backend: Backend) -> None:
    root = await person(backend, "root", is_administrator=True)
    one, other = [{"id": ids.encode("Job", await held_job(backend))} for _ in range(2)]
    async with door(backend) as opened:
        requeued = "JobRequeued { job { id state attempts heldSince } }"
        discarded = "JobDiscarded { job { id state attempts } }"
        assert await opened.change("requeueJob", requeued, root, **one) == {
            "job": {**one, "state": "WAITING", "attempts": 0, "heldSince": None}
        }
        assert await opened.change("discardJob", discarded, root, **other) == {
            "job": {**other, "state": "HELD", "attempts": 5}
        }
        again = await opened.change("requeueJob", requeued, root, **one)
        assert (again["code"], again["field"]) == ("job.not-held", "id")
        gone = await opened.change("discardJob", discarded, root, **other)
        assert (gone["code"], gone["field"]) == ("job.not-found", "id")
        for wrong in ("nonsense", ids.encode("Event", 1), ids.encode("Job", -1)):
            found = await opened.change("requeueJob", requeued, root, id=wrong)
            assert found["code"] == "id.invalid"
