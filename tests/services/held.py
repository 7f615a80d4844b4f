"""Jobs that a worker has given up."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import insert, update

from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables.job import JOB, Kind, State

SINCE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PROBLEM = "It took longer than 0:15:00 and was stopped."


async def all_jobs(session: AsyncSession) -> None:
    """Leave every job that waits as a worker leaves it after its last attempt."""
    await session.execute(update(JOB).values(status=State.HELD))


async def job(
    session: AsyncSession,
    kind: Kind = Kind.SWEEP,
    payload: Mapping[str, Any] | None = None,
    *,
    state: State = State.HELD,
    problem: str = PROBLEM,
) -> int:
    """Put a job into the queue as a worker leaves it after its last attempt; return its id."""
    row = insert(JOB).values(
        entrypoint=kind,
        status=state,
        priority=0,
        payload=orjson.dumps(payload or {}),
        created=SINCE,
        updated=SINCE,
        execute_after=SINCE,
        headers={"starts": 5, "problem": problem},
        attempts=4,
    )
    number: int = (await session.execute(row.returning(JOB.c.id))).scalar_one()
    return number
