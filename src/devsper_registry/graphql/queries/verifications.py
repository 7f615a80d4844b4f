"""Which files wait for a person."""

from datetime import datetime
from typing import Annotated

import strawberry
from packaging.utils import canonicalize_name

from devsper_registry.db.queries.reading import verification
from devsper_registry.db.queries.reading.verification import QueueFilter
from devsper_registry.graphql import pages
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.pages import After, Before, Connection, First, Last
from devsper_registry.graphql.types.file import File
from devsper_registry.graphql.types.words import Severity, VerificationState


@strawberry.input(description="Which files; all conditions must hold.")
class VerificationFilter:
    """Conditions on files; what is left out or null is no condition, but for the first and last."""

    states: list[VerificationState] | None = strawberry.field(
        default=None,
        description="Their examination is in one of these states; FLAGGED, REJECTED and ERROR "
        "where left out.",
    )
    severities: list[Severity] | None = strawberry.field(
        default=None, description="Something of one of these severities was found."
    )
    checks: list[str] | None = strawberry.field(
        default=None, description="One of these checks found something, such as names."
    )
    package: str | None = strawberry.field(
        default=None, description="They are of the package of this name, in any spelling."
    )
    since: datetime | None = strawberry.field(
        default=None, description="Their examination was asked for at this moment or later."
    )
    decided: bool | None = strawberry.field(
        default=False,
        description="Whether an administrator has decided of them; null for all. Those where "
        "nobody has, where left out.",
    )

    def to_query(self) -> QueueFilter:
        """Return it in the database's terms."""
        states: tuple[str, ...] = verification.UNSETTLED
        if self.states is not None:
            states = tuple(str(state.value) for state in self.states)
        return QueueFilter(
            states=states,
            severities=tuple(str(each.value) for each in self.severities or ()),
            checks=tuple(self.checks or ()),
            package=None if self.package is None else canonicalize_name(self.package),
            since=self.since,
            decided=self.decided,
        )


FilesOnly = Annotated[
    VerificationFilter | None,
    strawberry.argument(description="Which files; those that wait for a person, where left out."),
]


@strawberry.type
class Verifications:
    """A part of the root: the queue of moderators and of publishers."""

    @strawberry.field(
        description="The files in which something was found that a person has to look at, the "
        "newest first: all of them for administrators, for others those that they publish. Null "
        "for strangers."
    )
    async def verification_queue(
        self,
        info: RegistryInfo,
        filter: FilesOnly = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[File] | None:
        """Return a page of the queue."""
        context = info.context
        if context.principal.is_anonymous:
            return None
        only = QueueFilter() if filter is None else filter.to_query()
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        async with context.backend.read() as session:
            page = await verification.queue(session, wanted, only=only, visible_to=context.sight)

        async def count() -> int:
            async with context.backend.read() as session:
                return await verification.count_queue(session, only=only, visible_to=context.sight)

        return pages.connection(page, File.of, count=count)
