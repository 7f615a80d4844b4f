"""Jobs: put into the queue with what makes them necessary, and noted while they run."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson
from asyncpg import Connection
from sqlalchemy import cast, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from devsper_registry.db.queries.reading.jobs import COLUMNS, JobRow
from devsper_registry.db.tables.job import CHANNEL, JOB, Kind, State

# A key is free again once its job has begun: what changes from then on, the job may not see.
_BEGIN = """
    UPDATE pgqueuer
    SET dedupe_key = NULL,
        headers = coalesce(headers, '{}')
            || jsonb_build_object('starts', coalesce((headers->>'starts')::int, 0) + 1)
    WHERE id = $1
    RETURNING (headers->>'starts')::int
"""

_GIVE_BACK = """
    UPDATE pgqueuer
    SET headers = headers || jsonb_build_object('starts', (headers->>'starts')::int - 1)
    WHERE id = $1
"""

_FAIL = """
    UPDATE pgqueuer SET headers = headers || jsonb_build_object('problem', $2::text) WHERE id = $1
"""

_DEPTH = """
    SELECT kind, state, count(job.id),
           coalesce(greatest(extract(epoch FROM now() - min(job.execute_after)), 0), 0)::float8
    FROM unnest($1::text[]) AS kind
    CROSS JOIN (VALUES ('queued', 'waiting'), ('picked', 'running'), ('failed', 'held'))
            AS named (status, state)
    LEFT JOIN pgqueuer job
           ON job.entrypoint = kind AND job.status = named.status::pgqueuer_status
    GROUP BY kind, state
    ORDER BY kind, state
"""

_CLEAR_LOG = "DELETE FROM pgqueuer_log WHERE created < now() - $1::interval"


async def enqueue(
    session: AsyncSession,
    kind: Kind,
    payload: Mapping[str, object] | None = None,
    *,
    key: str | None = None,
    priority: int = 0,
    delay: timedelta = timedelta(),
) -> None:
    """Put a job into the queue when the session's transaction commits, and not otherwise.

    While one with the same `key` waits, nothing is added: use one where the job reads anew what
    it has to do. The highest `priority` runs first. A payload may name the job's `package`.
    """
    statement = insert(JOB).values(
        entrypoint=kind,
        status=State.QUEUED,
        priority=priority,
        payload=orjson.dumps(payload or {}),
        dedupe_key=key,
        execute_after=func.now() + delay,
    )
    # The one conflict there can be is that of the keys.
    await session.execute(statement.on_conflict_do_nothing())


async def begin(connection: Connection, job: int) -> int | None:
    """Note that the job begins, and return how often it has; None when it was discarded."""
    starts: int | None = await connection.fetchval(_BEGIN, job)
    return starts


async def give_back(connection: Connection, job: int) -> None:
    """Note that the job was begun for nothing."""
    await connection.execute(_GIVE_BACK, job)


async def fail(connection: Connection, job: int, problem: str) -> None:
    """Note why the job failed, for administrators: a sentence without secrets."""
    await connection.execute(_FAIL, job, problem)


async def by_id(session: AsyncSession, job: int) -> JobRow | None:
    """Return a job that is in the queue."""
    row: Any = (await session.execute(select(*COLUMNS).where(JOB.c.id == job))).first()
    return None if row is None else JobRow(*row)


async def requeue(session: AsyncSession, job: int) -> JobRow | None:
    """Let a held job be tried again, as often as a new one; None where none of that id is held."""
    headers = func.coalesce(JOB.c.headers, cast({}, JSONB)).concat(cast({"starts": 0}, JSONB))
    values: dict[str, Any] = {
        "status": State.QUEUED,
        "execute_after": func.now(),
        "updated": func.now(),
        "attempts": 0,
        "headers": headers,
    }
    queued = update(JOB).where(*_is_held(job)).values(values).returning(*COLUMNS)
    row: Any = (await session.execute(queued)).first()
    if row is None:
        return None
    # An UPDATE rings nobody.
    await session.execute(select(func.pg_notify(CHANNEL, "")))
    return JobRow(*row)


async def discard(session: AsyncSession, job: int) -> JobRow | None:
    """Take a held job out of the queue, and return it; None where none of that id is held."""
    gone = delete(JOB).where(*_is_held(job)).returning(*COLUMNS)
    row: Any = (await session.execute(gone)).first()
    return None if row is None else JobRow(*row)


async def is_due_otherwise(session: AsyncSession, job: JobRow) -> bool:
    """Tell whether another job that waits or runs does the same."""
    same = select(JOB.c.id).where(
        JOB.c.entrypoint == job.kind,
        JOB.c.payload == job.payload,
        JOB.c.status != State.HELD,
    )
    return bool((await session.execute(select(exists(same)))).scalar())


def _is_held(job: int) -> tuple[Any, ...]:
    return JOB.c.id == job, JOB.c.status == State.HELD


async def depth(connection: Connection) -> list[tuple[str, str, int, float]]:
    """Return how many jobs of each kind wait, run and are held, and for how long one is due."""
    return [tuple(row) for row in await connection.fetch(_DEPTH, list(Kind))]


async def clear_log(connection: Connection, *, older_than: timedelta) -> None:
    """Forget what pgqueuer noted of jobs that long ago."""
    await connection.execute(_CLEAR_LOG, older_than)
