"""The queue of jobs. The table is pgqueuer's, so it stands apart from the tables that are ours."""

from enum import StrEnum

from sqlalchemy import BigInteger, Column, DateTime, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ENUM, JSONB


class Kind(StrEnum):
    """What a job does; `worker/jobs.py` says how. A name may stand in the queue: it stays."""

    SWEEP = "sweep"
    RENEW_DOWNLOADS = "renew-downloads"
    CLEAR_QUEUE_LOG = "clear-queue-log"
    VERIFY = "verify"
    VERIFY_OUTDATED = "verify-outdated"
    NOTE_ADVISORIES = "note-advisories"


class State(StrEnum):
    """The states that a job in the table has; pgqueuer deletes it when it is done."""

    QUEUED = "queued"
    RUNNING = "picked"
    HELD = "failed"


# Where pgqueuer's trigger rings when a job was added or taken away.
CHANNEL = "ch_pgqueuer"
# Not in SQLModel's metadata: its migration is compared with what pgqueuer wants, not with this.
JOB = Table(
    "pgqueuer",
    MetaData(),
    Column("id", BigInteger, primary_key=True),
    Column("priority", Integer),
    Column("created", DateTime(timezone=True)),
    Column("updated", DateTime(timezone=True)),
    Column("execute_after", DateTime(timezone=True)),
    Column("status", ENUM(*State, name="pgqueuer_status", create_type=False)),
    Column("entrypoint", Text),
    Column("dedupe_key", Text),
    Column("payload", LargeBinary),
    # `starts`: how often it began. `problem`: the sentence of its last failure.
    Column("headers", JSONB),
    # What pgqueuer has been told of failures; `starts` counts those too that nobody told.
    Column("attempts", Integer),
)
