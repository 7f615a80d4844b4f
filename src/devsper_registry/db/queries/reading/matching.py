"""Which packages a search finds, and how well: the statement that its parts share.

A package matches when its words do (name, keywords, summary, opening of the description), when its
name begins with what was typed, or when its name is nearly that. Matches are ranked by

    exact name first, then  relevance x popularity x freshness

    relevance  = 0.1 + ts_rank(name A, keywords B, summary C) + similarity of the names
                 + 0.5 where the name begins with what was typed
    popularity = 1 + ln(1 + downloads of 30 days) / 10
    freshness  = between 1 (changed today) and 0.5, half of the way after a year

At most 1,000 matches by name and 1,000 by words are ranked, those with the best names and the most
downloads: one word that stands in every description costs no more than a rare one.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Double,
    Integer,
    Subquery,
    cast,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import REGCONFIG
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlmodel import col

from devsper_registry.db.queries.reading import filters
from devsper_registry.db.queries.reading.filters import PackageFilter
from devsper_registry.db.queries.typed import Condition, Selection
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import PackageDocument

MOST_RANKED = 1000
# Written into the statement: of a parameter the planner would not know that it never changes, and
# the words would be parsed anew for every document.
ENGLISH, SIMPLE = (
    literal_column(f"'{name}'::regconfig", REGCONFIG) for name in ("english", "simple")
)
Columns = ReadOnlyColumnCollection[str, Any]
# Of A to D, as PostgreSQL wants them: the lowest weight first.
_WEIGHTS = "{0.05, 0.2, 0.4, 1.0}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, cleaned: as words, and as a normalized name ("" when none can be made).

    Both empty means everything. `today` fixes the freshness, so that pages agree with one another.
    """

    words: str
    name: str
    today: date
    only: PackageFilter

    @property
    def is_everything(self) -> bool:
        """Whether nothing was typed."""
        return not self.words


# The planner does not count what it costs to unpack the words of each document, and would read
# them all when most of them match; and how many match it can tell only for words that it knows. It
# is told anew for each transaction.
_BY_INDEX = text(
    "SELECT set_config('enable_seqscan', 'off', true),"
    " set_config('max_parallel_workers_per_gather', '0', true),"
    " set_config('plan_cache_mode', 'force_custom_plan', true)"
)


async def by_index(session: AsyncSession) -> None:
    """Keep the transaction's searches to the indexes."""
    await session.execute(_BY_INDEX)


def query(wanted: Wanted) -> ColumnElement[Any]:
    """Return the words as a tsquery: stemmed, or as they stand (the only way for stop words)."""
    stemmed, plain = (
        func.websearch_to_tsquery(config, wanted.words) for config in (ENGLISH, SIMPLE)
    )
    return stemmed.op("||")(plain)


def matched(statement: Selection, wanted: Wanted, *, visible_to: Sight) -> Selection:
    """Narrow a `filters.joined` selection to what the search finds."""
    narrowed = filters.listed(statement, wanted.only, visible_to=visible_to)
    if wanted.is_everything:
        return narrowed
    return narrowed.where(or_(_by_words(wanted), _by_name(wanted)))


def candidates(wanted: Wanted, *columns: Any, visible_to: Sight) -> CTE:
    """Return the matches that are worth ranking, with these columns of theirs."""
    all_ = filters.listed(filters.joined(*columns), wanted.only, visible_to=visible_to)
    most_downloaded = (
        col(PackageDocument.downloads_30d).desc(),
        col(PackageDocument.package_id).desc(),
    )
    if wanted.is_everything:
        return all_.order_by(*most_downloaded).limit(MOST_RANKED).cte("candidate")
    named = _by_name(wanted)
    # Each on its own, as no index serves both: few are called so, and of the many that have common
    # words those with the most downloads are read from the index until there are enough.
    told = all_.where(_by_words(wanted), not_(named)).order_by(*most_downloaded)
    called = all_.where(named).order_by(*_name_first(wanted), *most_downloaded)
    return union_all(told.limit(MOST_RANKED), called.limit(MOST_RANKED)).cte("candidate")


def ranked(wanted: Wanted, *, visible_to: Sight) -> Subquery:
    """Return the candidates as `package_id`, `exact` (1 or 0) and `score`."""
    # Ranked only here, behind the limit: the words of a document are slow to read.
    found = candidates(wanted, *map(col, _RANKED_BY), visible_to=visible_to).c
    exact = cast(found.normalized_name == wanted.name, Integer)
    score = _relevance(found, wanted) * _popularity(found) * _freshness(found, wanted.today)
    return select(
        found.package_id, exact.label("exact"), cast(score, Double).label("score")
    ).subquery("ranked")


_RANKED_BY = (
    PackageDocument.package_id,
    PackageDocument.normalized_name,
    PackageDocument.title,
    PackageDocument.downloads_30d,
    PackageDocument.updated_at,
)


def _by_words(wanted: Wanted) -> Condition:
    return col(PackageDocument.search).op("@@")(query(wanted))


def _by_name(wanted: Wanted) -> Condition:
    if not wanted.name:
        return false()
    name = col(PackageDocument.normalized_name)
    return or_(name.startswith(wanted.name, autoescape=True), name.op("%")(wanted.name))


def _name_first(wanted: Wanted) -> list[ColumnElement[Any]]:
    if not wanted.name:
        return []
    name = col(PackageDocument.normalized_name)
    return [(name == wanted.name).desc(), name.startswith(wanted.name, autoescape=True).desc()]


def _relevance(found: Columns, wanted: Wanted) -> ColumnElement[Any]:
    if wanted.is_everything:
        return literal(1.0, Double)
    words = func.ts_rank(text(f"'{_WEIGHTS}'::real[]"), found.title, query(wanted))
    if not wanted.name:
        return 0.1 + cast(words, Double)
    likeness = func.similarity(found.normalized_name, wanted.name)
    begins = found.normalized_name.startswith(wanted.name, autoescape=True)
    return 0.1 + cast(words, Double) + cast(likeness, Double) + 0.5 * cast(begins, Integer)


def _popularity(found: Columns) -> ColumnElement[Any]:
    return 1.0 + func.ln(cast(found.downloads_30d, Double) + 1.0) / 10.0


def _freshness(found: Columns, today: date) -> ColumnElement[Any]:
    age = literal(today, Date) - cast(found.updated_at, Date)
    years = cast(func.greatest(age, 0), Double) / 365.0
    return 0.5 + 0.5 * func.power(literal(2.0, Double), -years)
