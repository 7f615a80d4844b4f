"""The search, the same for GraphQL and for scripts."""

import re
from dataclasses import dataclass

from packaging.utils import canonicalize_name

from devsper_registry.backend import Backend
from devsper_registry.db.queries.reading import facets, search
from devsper_registry.db.queries.reading.documents import DocumentRow
from devsper_registry.db.queries.reading.facets import Facets
from devsper_registry.db.queries.reading.filters import EVERYTHING, PackageFilter
from devsper_registry.db.queries.reading.matching import Wanted
from devsper_registry.db.queries.reading.packages import PackageRow
from devsper_registry.db.queries.reading.paging import Slice
from devsper_registry.db.queries.reading.search import Hit
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.errors import SearchTooLong
from devsper_registry.services import highlighting

LONGEST = 200
FIRST_PAGE = Slice()

__all__ = ["Facets", "Found", "Results", "Wanted", "asked", "count", "facets_of", "find"]


@dataclass(frozen=True, slots=True)
class Found:
    """A package that matches; `name_html` and `snippet_html` are safe to insert into a page."""

    package: PackageRow
    document: DocumentRow
    score: float
    name_html: str
    snippet_html: str
    cursor: str


@dataclass(frozen=True, slots=True)
class Results:
    """A page of matches, the best first; without any, names that look like what was typed."""

    found: list[Found]
    has_next: bool
    has_previous: bool
    suggestions: list[str]


def asked(backend: Backend, typed: str, only: PackageFilter = EVERYTHING) -> Wanted:
    """Return the search as the queries take it; raise `SearchTooLong`."""
    if len(typed) > LONGEST:
        raise SearchTooLong(length=len(typed), limit=LONGEST)
    shown = "".join(c if c.isprintable() else " " for c in typed)
    # As in the documents: "zope.interface" is two words.
    words = re.sub(r"(?<=\w)[._/](?=\w)", " ", shown).strip()
    name = re.sub(r"[^a-z0-9-]", "", canonicalize_name(re.sub(r"\s+", "-", shown.strip())))
    # Quotes and minus signs speak of words, and no name is meant.
    name = "" if re.search(r'"|(^|\s)-', shown) else name.strip("-")
    return Wanted(words, name, backend.now().date(), only)


async def find(
    backend: Backend, wanted: Wanted, page: Slice = FIRST_PAGE, *, visible_to: Sight
) -> Results:
    """Return a page of the matches: one statement, and two more when there are none."""
    async with backend.read() as session:
        hits = await search.page(session, wanted, page, visible_to=visible_to)
        suggestions = []
        if not hits.items and page.cursor is None and wanted.name:
            suggestions = await search.near_names(session, wanted.name, visible_to=visible_to)
    return Results(
        found=[
            _found(hit, cursor, wanted)
            for hit, cursor in zip(hits.items, hits.cursors, strict=True)
        ],
        has_next=hits.has_next,
        has_previous=hits.has_previous,
        suggestions=suggestions,
    )


async def count(backend: Backend, wanted: Wanted, *, visible_to: Sight) -> int:
    """Return how many packages match."""
    async with backend.read() as session:
        return await search.count(session, wanted, visible_to=visible_to)


async def facets_of(backend: Backend, wanted: Wanted, *, visible_to: Sight) -> Facets:
    """Return what the matches have in common."""
    async with backend.read() as session:
        return await facets.read(session, wanted, visible_to=visible_to)


def _found(hit: Hit, cursor: str, wanted: Wanted) -> Found:
    return Found(
        package=hit.package,
        document=hit.document,
        score=hit.score,
        name_html=highlighting.name(hit.package.name, wanted.words),
        snippet_html=highlighting.snippet(summary=hit.summary, excerpt=hit.excerpt),
        cursor=cursor,
    )
