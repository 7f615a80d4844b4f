"""What administrators do with jobs that are held."""

from typing import Annotated

import strawberry

from devsper_registry.graphql import ids
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.job import Job
from devsper_registry.services import tending


@strawberry.input(description="A held job to try again.")
class RequeueJobInput:
    """A job."""

    id: strawberry.ID = strawberry.field(description="The job's id, as the list shows it.")


@strawberry.type(description="The job is due at once, and tried as often as a new one.")
class JobRequeued:
    """A job that waits again."""

    job: Job = strawberry.field(description="The job as it was put back; soon it is done and gone.")


RequeueJobResult = Annotated[
    JobRequeued | Problem,
    strawberry.union("RequeueJobResult", description="The job, or why it is as it was."),
]
RequeueJobArgument = Annotated[RequeueJobInput, strawberry.argument(description="Which job.")]


@strawberry.input(description="A held job that nobody shall do any more.")
class DiscardJobInput:
    """A job."""

    id: strawberry.ID = strawberry.field(description="The job's id, as the list shows it.")


@strawberry.type(
    description="The job is gone. A file that it was to examine counts as one whose examination "
    "failed, and stays as it is until an administrator decides or has it examined again."
)
class JobDiscarded:
    """A job that was."""

    job: Job = strawberry.field(description="The job as it was held.")


DiscardJobResult = Annotated[
    JobDiscarded | Problem,
    strawberry.union("DiscardJobResult", description="The job, or why it is as it was."),
]
DiscardJobArgument = Annotated[DiscardJobInput, strawberry.argument(description="Which job.")]


@strawberry.type
class JobMutations:
    """What is done with the queue."""

    @mutation("Let a held job be tried again; for administrators.")
    async def requeue_job(self, info: RegistryInfo, input: RequeueJobArgument) -> RequeueJobResult:
        """Put a job back."""
        context = info.context
        job = ids.number_of(input.id, "Job")
        row = await tending.requeue(context.backend, by=context.principal, job=job)
        return JobRequeued(job=Job.of(row))

    @mutation("Take a held job out of the queue for good; for administrators.")
    async def discard_job(self, info: RegistryInfo, input: DiscardJobArgument) -> DiscardJobResult:
        """Give a job up."""
        context = info.context
        job = ids.number_of(input.id, "Job")
        row = await tending.discard(context.backend, by=context.principal, job=job)
        return JobDiscarded(job=Job.of(row))
