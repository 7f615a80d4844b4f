"""What a search finds."""

from collections.abc import Awaitable, Callable

import strawberry

from devsper_registry.db.queries.reading import facets
from devsper_registry.graphql.guards.cost import price
from devsper_registry.graphql.pages import PageInfo
from devsper_registry.graphql.scalars import HTML
from devsper_registry.graphql.types.package import Package
from devsper_registry.services import searching
from devsper_registry.services.searching import Found

MOST_VALUES = facets.MOST_VALUES


@strawberry.type(description="A package that was found, and how.")
class SearchEdge:
    """Relay's edge, with what is known of the match."""

    node: Package = strawberry.field(description="The package.")
    cursor: str = strawberry.field(
        description="Its place: opaque, and good for this search on this day."
    )
    score: float = strawberry.field(
        description="How well it matches, the more the better; of this search alone."
    )
    name_html: HTML = strawberry.field(description="Its name, what matched within <mark>.")
    snippet_html: HTML = strawberry.field(
        description="Its summary, or the lines of its description that matched, within <mark>."
    )

    @classmethod
    def of(cls, found: Found) -> "SearchEdge":
        """Return the edge of a match."""
        return cls(
            node=Package.of(found.package),
            cursor=found.cursor,
            score=found.score,
            name_html=HTML(found.name_html),
            snippet_html=HTML(found.snippet_html),
        )


@strawberry.type(description="A value that matches have in common.")
class FacetValue:
    """One value of a facet."""

    value: str = strawberry.field(description="The value, as the filter takes it.")
    count: int = strawberry.field(description="How many matches have it.")


@strawberry.type(
    description="What the matches have in common, to narrow the search by: for each, the 20 most "
    "frequent values. Of more than 1,000 matches, the best are counted."
)
class SearchFacets:
    """The facets of a search."""

    classifiers: list[FacetValue] = strawberry.field(
        description="Trove classifiers.", metadata=price(length=MOST_VALUES)
    )
    licenses: list[FacetValue] = strawberry.field(
        description="Licences.", metadata=price(length=MOST_VALUES)
    )
    pythons: list[FacetValue] = strawberry.field(
        description="Minor versions of Python that they run on.",
        metadata=price(length=MOST_VALUES),
    )
    entry_point_groups: list[FacetValue] = strawberry.field(
        description="Groups of entry points, such as pytest11.",
        metadata=price(length=MOST_VALUES),
    )
    owners: list[FacetValue] = strawberry.field(
        description="The accounts that own them.", metadata=price(length=MOST_VALUES)
    )

    @classmethod
    def of(cls, facets: searching.Facets) -> "SearchFacets":
        """Return the facets as the schema shows them."""
        return cls(
            classifiers=_values(facets.classifiers),
            licenses=_values(facets.licenses),
            pythons=_values(facets.pythons),
            entry_point_groups=_values(facets.entry_point_groups),
            owners=_values(facets.owners),
        )


@strawberry.type(description="A page of what a search found, the best first.")
class SearchConnection:
    """Relay's connection. Counts and facets are read only when somebody asks for them."""

    edges: list[SearchEdge] = strawberry.field(
        description="The packages, each with its cursor and how it matches."
    )
    page_info: PageInfo = strawberry.field(description="Where the page stands in its list.")
    suggestions: list[str] = strawberry.field(
        description="Where nothing was found: names that look like what was typed."
    )
    count: strawberry.Private[Callable[[], Awaitable[int]]]
    count_facets: strawberry.Private[Callable[[], Awaitable[searching.Facets]]]

    @strawberry.field(description="The packages alone.")
    def nodes(self) -> list[Package]:
        """Return the packages."""
        return [edge.node for edge in self.edges]

    @strawberry.field(
        description="How many packages match; a statement of its own.", metadata=price(weight=20)
    )
    async def total_count(self) -> int:
        """Count the matches."""
        return await self.count()

    @strawberry.field(
        description="What the matches have in common; a statement of its own.",
        metadata=price(weight=20),
    )
    async def facets(self) -> SearchFacets:
        """Count what the matches have in common."""
        return SearchFacets.of(await self.count_facets())


def _values(counted: list[tuple[str, int]]) -> list[FacetValue]:
    return [FacetValue(value=value, count=count) for value, count in counted]
