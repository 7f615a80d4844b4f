"""The search: a page of hits, how many there are, and names that are near when there are none."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, literal, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.reading import filters, matching, paging
from devsper_registry.db.queries.reading.documents import DocumentRow
from devsper_registry.db.queries.reading.matching import Wanted
from devsper_registry.db.queries.reading.packages import PackageRow
from devsper_registry.db.queries.reading.paging import Ordering, Page, Slice
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Package, PackageDocument

# Private-use characters, which no text in a document holds: only they become tags.
MARK, UNMARK = "\ue000", "\ue001"
FRAGMENTS = " … "
_SUMMARY = f'StartSel="{MARK}", StopSel="{UNMARK}", HighlightAll=true'
_EXCERPT = (
    f'StartSel="{MARK}", StopSel="{UNMARK}", MaxFragments=2, MaxWords=20, MinWords=8, '
    f'FragmentDelimiter="{FRAGMENTS}"'
)
# Two letters that changed places in a name of six leave a similarity of 0.27.
_LIKENESS = text("SELECT set_config('pg_trgm.similarity_threshold', '0.2', true)")


@dataclass(frozen=True, slots=True)
class Hit:
    """A package that was found. What matched stands between `MARK` and `UNMARK`, unescaped."""

    package: PackageRow
    document: DocumentRow
    score: float
    summary: str
    excerpt: str


_PACKAGE = paging.shown(PackageRow, Package)
_DOCUMENT = paging.shown(DocumentRow, PackageDocument)


async def page(
    session: AsyncSession, asked: Wanted, wanted: Slice, *, visible_to: Sight
) -> Page[Hit]:
    """Return a page of the best matches, the best first."""
    found = matching.ranked(asked, visible_to=visible_to)
    ordering = Ordering("search", (found.c.exact, found.c.score, found.c.package_id), True)
    best = paging.sliced(select(found.c.package_id), ordering, wanted).subquery("best")
    keys = (best.c.key_0, best.c.key_1, best.c.key_2)
    statement = (
        select(*_PACKAGE, *_DOCUMENT, best.c.key_1, *_headlines(asked), *keys)
        .join_from(best, Package, col(Package.id) == best.c.package_id)
        .join(PackageDocument, col(PackageDocument.package_id) == best.c.package_id)
        .order_by(*(key.asc() if wanted.backward else key.desc() for key in keys))
    )
    await matching.by_index(session)
    rows = (await session.execute(statement)).all()
    return paging.cut(rows, _hit, ordering, wanted)


async def count(session: AsyncSession, asked: Wanted, *, visible_to: Sight) -> int:
    """Return how many packages match, those too that are not ranked."""
    statement = matching.matched(filters.joined(func.count()), asked, visible_to=visible_to)
    await matching.by_index(session)
    return (await session.execute(statement)).scalar_one()  # type: ignore[no-any-return]


async def near_names(
    session: AsyncSession, name: str, *, most: int = 5, visible_to: Sight
) -> list[str]:
    """Return names that look like this one, the nearest first."""
    known = col(PackageDocument.normalized_name)
    statement = (
        filters.joined(col(Package.name))
        .where(known.op("%")(name), visibility.contents(visible_to))
        .order_by(func.similarity(known, name).desc(), known)
        .limit(most)
    )
    await session.execute(_LIKENESS)
    return list((await session.execute(statement)).scalars())


def _headlines(asked: Wanted) -> list[ColumnElement[str]]:
    summary = func.coalesce(col(PackageDocument.summary), "")
    if asked.is_everything:
        return [summary, cast(literal(""), Text)]
    excerpt = col(PackageDocument.excerpt)
    return [
        func.ts_headline(matching.ENGLISH, text_, matching.query(asked), options)
        for text_, options in ((summary, _SUMMARY), (excerpt, _EXCERPT))
    ]


def _hit(*columns: Any) -> Hit:
    package, document = columns[: len(_PACKAGE)], columns[len(_PACKAGE) : -3]
    return Hit(PackageRow(*package), DocumentRow(*document), *columns[-3:])
