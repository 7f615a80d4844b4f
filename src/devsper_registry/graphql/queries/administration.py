"""What administrators ask; null for everybody else."""

from typing import Annotated

import strawberry

from devsper_registry.db.queries.reading import accounts, events, moderation
from devsper_registry.graphql import pages
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.pages import After, Before, Connection, First, Last
from devsper_registry.graphql.queries.lists import EventsOnly
from devsper_registry.graphql.types.account import Account, AccountsFilter
from devsper_registry.graphql.types.event import Event, listed
from devsper_registry.graphql.types.moderation import ModerationCase

AccountsOnly = Annotated[
    AccountsFilter | None, strawberry.argument(description="Which accounts; all, where left out.")
]


@strawberry.type
class Administration:
    """A part of the root: what is for administrators alone."""

    @strawberry.field(description="All accounts, by name; null for others than administrators.")
    async def accounts(
        self,
        info: RegistryInfo,
        filter: AccountsOnly = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Account] | None:
        """Return a page of the accounts."""
        context = info.context
        if not context.sight.everything:
            return None
        only = accounts.EVERYONE if filter is None else filter.to_query()
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        async with context.backend.read() as session:
            page = await accounts.page(session, wanted, only=only, visible_to=context.sight)

        async def count() -> int:
            async with context.backend.read() as session:
                return await accounts.count(session, only=only, visible_to=context.sight)

        return pages.connection(page, Account.of, count=count)

    @strawberry.field(
        description="Everything that happened, the newest first: also what concerns no package; "
        "null for others than administrators."
    )
    async def audit_log(
        self,
        info: RegistryInfo,
        filter: EventsOnly = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event] | None:
        """Return a page of the whole journal."""
        if not info.context.sight.everything:
            return None
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        return await listed(info, wanted, only=filter, ordering=events.NEWEST_FIRST)

    @strawberry.field(
        description="The packages in quarantine, by name; null for others than administrators."
    )
    async def moderation_queue(
        self,
        info: RegistryInfo,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ModerationCase] | None:
        """Return a page of the cases."""
        context = info.context
        if not context.sight.everything:
            return None
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        async with context.backend.read() as session:
            page = await moderation.page(session, wanted, visible_to=context.sight)

        async def count() -> int:
            async with context.backend.read() as session:
                return await moderation.count(session, visible_to=context.sight)

        return pages.connection(page, ModerationCase.of, count=count)
