"""Relay's connections over the pages that the queries return."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Generic, TypeVar

import strawberry

from devsper_registry.db.queries.reading import paging
from devsper_registry.db.queries.reading.paging import Page

T = TypeVar("T")
R = TypeVar("R")

First = Annotated[
    int | None, strawberry.argument(description="How many from the start of the list, 1 to 100.")
]
After = Annotated[
    str | None, strawberry.argument(description="Begin after the item that has this cursor.")
]
Last = Annotated[
    int | None, strawberry.argument(description="How many from the end of the list, 1 to 100.")
]
Before = Annotated[
    str | None, strawberry.argument(description="End before the item that has this cursor.")
]
IncludeYanked = Annotated[
    bool, strawberry.argument(description="Whether yanked releases are in the list too.")
]
asked = paging.asked


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="Whether more items follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether items precede this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first item.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last item.")

    @classmethod
    def of(cls, page: Page[R]) -> "PageInfo":
        """Return the information of a page."""
        return cls(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.cursors[0] if page.cursors else None,
            end_cursor=page.cursors[-1] if page.cursors else None,
        )


@strawberry.type(description="An item of a list, and its place there.")
class Edge(Generic[T]):
    """Relay's edge."""

    node: T = strawberry.field(description="The item.")
    cursor: str = strawberry.field(
        description="The item's place: opaque, and stable while the list changes around it."
    )


@strawberry.type(description="A page of a list, and the way to the next one.")
class Connection(Generic[T]):
    """Relay's connection. The items are counted only when somebody asks for the count."""

    edges: list[Edge[T]] = strawberry.field(description="The items with their cursors.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in its list.")
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="The items without their cursors.")
    def nodes(self) -> list[T]:
        """Return the items alone."""
        return [edge.node for edge in self.edges]

    @strawberry.field(description="How many items the whole list has; a statement of its own.")
    async def total_count(self) -> int:
        """Count the list."""
        return await self.count()


def connection(
    page: Page[R], make: Callable[[R], T], *, count: Callable[[], Awaitable[int]]
) -> Connection[T]:
    """Return the page with each row made into its type."""
    return Connection(
        edges=[
            Edge(node=make(row), cursor=cursor)
            for row, cursor in zip(page.items, page.cursors, strict=True)
        ],
        page_info=PageInfo.of(page),
        count=count,
    )
