"""Pages by keyset: one statement each, forward and backward, unmoved by what is inserted before.

An ordering's columns are never NULL, and the last one is unique. They share one direction, so that
PostgreSQL can compare them as a row and start where the index says.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, literal, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries.arrays import rows_of
from devsper_registry.db.queries.reading import cursors
from devsper_registry.db.queries.typed import Column, Condition, Selection, type_of
from devsper_registry.errors import PageBothWays, PageSizeInvalid

T = TypeVar("T")
P = TypeVar("P", UUID, str)

LARGEST = 100
DEFAULT = 20


@dataclass(frozen=True, slots=True)
class Ordering:
    """In which order a list stands; the name is part of its cursors."""

    name: str
    columns: tuple[Column, ...]
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """Which page is wanted; made by `asked`, which knows the bounds."""

    size: int = DEFAULT
    cursor: str | None = None
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page in the list's order, a cursor for each item, and whether there is more either way."""

    items: list[T]
    cursors: list[str]
    has_next: bool
    has_previous: bool


def asked(
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    default: int = DEFAULT,
) -> Slice:
    """Return the slice that Relay's arguments ask for; raise `PageSizeInvalid`, `PageBothWays`."""
    backward = last is not None or before is not None
    if backward and (first is not None or after is not None):
        raise PageBothWays
    given = last if backward else first
    size = default if given is None else given
    if not 1 <= size <= LARGEST:
        raise PageSizeInvalid(size=size, largest=LARGEST)
    return Slice(size=size, cursor=before if backward else after, backward=backward)


def nothing() -> Page[Any]:
    """Return the page of a list that has nothing in it."""
    return Page(items=[], cursors=[], has_next=False, has_previous=False)


def shown(row: type[Any], table: type[Any]) -> list[Column]:
    """Return the table's columns for each field of the row's dataclass, by name."""
    return [col(getattr(table, field.name)) for field in fields(row)]


async def page(
    session: AsyncSession,
    statement: Selection,
    make: Callable[..., T],
    *,
    ordering: Ordering,
    wanted: Slice,
) -> Page[T]:
    """Return one page of the statement's rows, each made by `make(*columns)`."""
    rows = (await session.execute(sliced(statement, ordering, wanted))).all()
    return cut(rows, make, ordering, wanted)


async def pages(
    session: AsyncSession,
    statement: Selection,
    make: Callable[..., T],
    *,
    parents: Collection[P],
    like: Column,
    belongs: Callable[[ColumnElement[Any]], Condition],
    ordering: Ordering,
    wanted: Slice,
) -> dict[P, Page[T]]:
    """Return the same page of the rows of each parent, in one statement for all of them.

    `belongs` is the condition that ties a row to its parent, a value of the type of `like`.
    """
    each = rows_of(parents, like, "parent")
    inner = sliced(statement.where(belongs(each)), ordering, wanted).lateral("child")
    found: dict[P, list[Sequence[Any]]] = {parent: [] for parent in parents}
    for row in await session.execute(select(each, inner).join(inner, true())):
        found[row[0]].append(row[1:])
    return {parent: cut(rows, make, ordering, wanted) for parent, rows in found.items()}


def sliced(statement: Selection, ordering: Ordering, wanted: Slice) -> Selection:
    """Return the statement cut down to the slice and one row more, its keys as `key_0`, `key_1`."""
    keys = ordering.columns
    downward = ordering.descending != wanted.backward
    if wanted.cursor is not None:
        values = cursors.decode(wanted.cursor, ordering.name, keys)
        here = tuple_(*(literal(v, type_of(key)) for v, key in zip(values, keys, strict=True)))
        row = tuple_(*keys)
        statement = statement.where(row < here if downward else row > here)
    return (
        statement.add_columns(*(key.label(f"key_{i}") for i, key in enumerate(keys)))
        .order_by(*(key.desc() if downward else key.asc() for key in keys))
        .limit(wanted.size + 1)  # One more than shown tells whether there is a next page.
    )


def cut(
    rows: Sequence[Sequence[Any]], make: Callable[..., T], ordering: Ordering, wanted: Slice
) -> Page[T]:
    """Return the page of a `sliced` statement's rows, whose last columns are the keys."""
    more = len(rows) > wanted.size
    kept = list(rows[: wanted.size])
    if wanted.backward:
        kept.reverse()
    count = len(ordering.columns)
    further = wanted.cursor is not None
    return Page(
        items=[make(*row[:-count]) for row in kept],
        cursors=[cursors.encode(ordering.name, row[-count:]) for row in kept],
        has_next=further if wanted.backward else more,
        has_previous=more if wanted.backward else further,
    )
