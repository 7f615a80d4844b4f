"""What is listed for everybody, as far as each may see it."""

from typing import Annotated

import strawberry

from devsper_registry.db.queries.reading import documents, events, packages
from devsper_registry.db.queries.reading.filters import EVERYTHING
from devsper_registry.graphql import pages
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.guards.cost import price
from devsper_registry.graphql.pages import After, Before, Connection, First, Last, PageInfo
from devsper_registry.graphql.types.event import Event, EventsFilter, listed
from devsper_registry.graphql.types.package import Package
from devsper_registry.graphql.types.package_list import PackageOrder, PackagesFilter
from devsper_registry.graphql.types.search import SearchConnection, SearchEdge
from devsper_registry.graphql.types.stats import Stats
from devsper_registry.graphql.types.words import OrderDirection
from devsper_registry.rates import SEARCH
from devsper_registry.services import figures, pacing, searching

Filter = Annotated[
    PackagesFilter | None, strawberry.argument(description="Which packages; all, where left out.")
]
OrderBy = Annotated[
    PackageOrder | None, strawberry.argument(description="The order; by name, where left out.")
]
Typed = Annotated[
    str,
    strawberry.argument(
        description='Words, "words together", -without or a name; empty finds everything.'
    ),
]
EventsOnly = Annotated[
    EventsFilter | None, strawberry.argument(description="Which events; all, where left out.")
]
Direction = Annotated[
    OrderDirection | None,
    strawberry.argument(description="DESC for the newest first, as where left out, or ASC."),
]


@strawberry.type
class Lists:
    """A part of the root: lists, the search and figures."""

    @strawberry.field(description="Packages: filtered, ordered, page by page.")
    async def packages(
        self,
        info: RegistryInfo,
        filter: Filter = None,
        order_by: OrderBy = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Package]:
        """Return a page of the packages."""
        context = info.context
        only = EVERYTHING if filter is None else filter.to_query()
        ordering = packages.BY_NAME if order_by is None else order_by.to_query()
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        async with context.backend.read() as session:
            page = await packages.page(
                session, wanted, ordering=ordering, only=only, visible_to=context.sight
            )

        async def count() -> int:
            async with context.backend.read() as session:
                return await packages.count(session, only=only, visible_to=context.sight)

        return pages.connection(page, Package.of, count=count)

    @strawberry.field(
        description="The packages that match what was typed and every filter, the best first: the "
        "exact name, then by relevance, downloads and freshness.",
        metadata=price(weight=20),
    )
    async def search(
        self,
        info: RegistryInfo,
        query: Typed = "",
        filter: Filter = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> SearchConnection:
        """Return a page of the matches."""
        backend, sight = info.context.backend, info.context.sight
        only = EVERYTHING if filter is None else filter.to_query()
        await pacing.count(backend, SEARCH, info.context.principal)
        typed = searching.asked(backend, query, only)
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        results = await searching.find(backend, typed, wanted, visible_to=sight)
        told = {found.package.id: found.document for found in results.found}
        info.context.loaders.prime(documents.by_package, told)
        return SearchConnection(
            edges=[SearchEdge.of(found) for found in results.found],
            page_info=PageInfo(
                has_next_page=results.has_next,
                has_previous_page=results.has_previous,
                start_cursor=results.found[0].cursor if results.found else None,
                end_cursor=results.found[-1].cursor if results.found else None,
            ),
            suggestions=results.suggestions,
            count=lambda: searching.count(backend, typed, visible_to=sight),
            count_facets=lambda: searching.facets_of(backend, typed, visible_to=sight),
        )

    @strawberry.field(
        description="What happened to the packages that you may see; follow it with "
        "filter.afterSerial and the direction ASC."
    )
    async def events(
        self,
        info: RegistryInfo,
        filter: EventsOnly = None,
        direction: Direction = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event]:
        """Return a page of the journal."""
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        ascending = direction is OrderDirection.ASC
        ordering = events.OLDEST_FIRST if ascending else events.NEWEST_FIRST
        return await listed(info, wanted, only=filter, ordering=ordering)

    @strawberry.field(description="The registry in figures.", metadata=price(weight=20))
    async def stats(self, info: RegistryInfo) -> Stats:
        """Return the figures."""
        return Stats.of(await figures.read(info.context.backend, visible_to=info.context.sight))
