"""Jobs of the queue, as administrators see them."""

from datetime import datetime

import strawberry

from devsper_registry.db.queries.reading import files
from devsper_registry.db.queries.reading.jobs import JobFilter, JobRow
from devsper_registry.db.tables.job import State
from devsper_registry.graphql import ids
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.types.file import File
from devsper_registry.graphql.types.words import JobState


@strawberry.type(description="Something that a worker does, that no request waits for.")
class Job:
    """A row of the queue; one that is done is gone."""

    row: strawberry.Private[JobRow]
    id: strawberry.ID = strawberry.field(description="Its id, for what changes it.")
    number: str = strawberry.field(
        description="Its number, as the log and `devsper-registry jobs` call it."
    )
    kind: str = strawberry.field(description="What it does, such as verify or sweep.")
    state: JobState = strawberry.field(description="Whether it waits, runs or is held.")
    attempts: int = strawberry.field(
        description="How often it was begun, since it was put into the queue or tried anew."
    )
    problem: str | None = strawberry.field(
        description="Why its last attempt failed, in a sentence; null where none has."
    )
    enqueued_at: datetime = strawberry.field(description="When it was put into the queue.")
    next_attempt_at: datetime | None = strawberry.field(
        description="When it is due; null unless it waits."
    )
    held_since: datetime | None = strawberry.field(
        description="Since when it is held; null unless it is."
    )

    @classmethod
    def of(cls, row: JobRow) -> "Job":
        """Return the job of a row."""
        return cls(
            row=row,
            id=ids.encode("Job", row.id),
            number=str(row.id),
            kind=row.kind,
            state=JobState(row.state),
            attempts=row.starts,
            problem=row.problem,
            enqueued_at=row.created_at,
            next_attempt_at=row.next_attempt_at,
            held_since=row.held_since,
        )

    @strawberry.field(
        description="The file that it is about; null where there is none, or none any more."
    )
    async def file(self, info: RegistryInfo) -> File | None:
        """Return the file."""
        if self.row.file_id is None:
            return None
        row = await info.context.loaders.load(files.by_id, self.row.file_id)
        return None if row is None else File.of(row)


@strawberry.input(description="Which jobs; all conditions must hold.")
class JobsFilter:
    """Conditions on jobs; what is left out or null is no condition."""

    states: list[JobState] | None = strawberry.field(
        default=None, description="They are in one of these states."
    )
    kinds: list[str] | None = strawberry.field(
        default=None, description="They are of one of these kinds, such as verify."
    )

    def to_query(self) -> JobFilter:
        """Return it in the database's terms."""
        return JobFilter(
            states=tuple(State(str(state.value)) for state in self.states or ()),
            kinds=tuple(self.kinds or ()),
        )
