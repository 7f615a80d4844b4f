"""The queue of jobs, for administrators."""

from typing import Annotated

import strawberry

from devsper_registry.db.queries.reading import jobs
from devsper_registry.db.queries.reading.jobs import JobFilter
from devsper_registry.graphql import pages
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.pages import After, Before, Connection, First, Last
from devsper_registry.graphql.types.job import Job, JobsFilter

JobsOnly = Annotated[
    JobsFilter | None, strawberry.argument(description="Which jobs; all, where left out.")
]


@strawberry.type
class Jobs:
    """A part of the root: what workers do."""

    @strawberry.field(
        description="The jobs that wait, run or are held, the newest first; null for others than "
        "administrators, and for a key that is bound to packages."
    )
    async def jobs(
        self,
        info: RegistryInfo,
        filter: JobsOnly = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Job] | None:
        """Return a page of the queue."""
        context = info.context
        if not (context.sight.everything and context.sight.is_whole):
            return None
        only = JobFilter() if filter is None else filter.to_query()
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        async with context.backend.read() as session:
            page = await jobs.page(session, wanted, only=only, visible_to=context.sight)

        async def count() -> int:
            async with context.backend.read() as session:
                return await jobs.count(session, only=only, visible_to=context.sight)

        return pages.connection(page, Job.of, count=count)
