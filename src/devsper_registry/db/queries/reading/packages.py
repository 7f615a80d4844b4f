"""Packages, by what they are called and in lists."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, Text, cast, func, select
from sqlalchemy.dialects.postgresql import array as pg_array
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import roles, visibility
from devsper_registry.db.queries.arrays import among, rows_of
from devsper_registry.db.queries.reading import filters, paging
from devsper_registry.db.queries.reading.filters import EVERYTHING, PackageFilter
from devsper_registry.db.queries.reading.paging import Ordering, Page, Slice
from devsper_registry.db.queries.typed import Column, Condition, Selection, kept
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Account, Package, PackageDocument
from devsper_registry.db.tables.package import Role, Visibility


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package without what its releases tell."""

    id: UUID
    name: str
    normalized_name: str
    status: str
    status_reason: str | None
    visibility: str
    organization_id: UUID | None
    serial: int
    created_at: datetime
    trusted_at: datetime | None
    trusted_by: UUID | None
    trusted_reason: str | None


class Order(StrEnum):
    """What a list of packages may be ordered by."""

    NAME = "name"
    CREATED_AT = "created-at"
    UPDATED_AT = "updated-at"
    DOWNLOADS = "downloads"


_COLUMNS = paging.shown(PackageRow, Package)
_KEYS: dict[Order, tuple[Column, ...]] = {
    Order.NAME: (col(Package.normalized_name),),
    Order.CREATED_AT: (col(Package.created_at), col(Package.id)),
    Order.UPDATED_AT: (col(PackageDocument.updated_at), col(PackageDocument.package_id)),
    Order.DOWNLOADS: (col(PackageDocument.downloads_30d), col(PackageDocument.package_id)),
}
BY_NAME = Ordering("package name", _KEYS[Order.NAME])


def ordering(by: Order, *, descending: bool = False) -> Ordering:
    """Return the ordering of a list; a cursor of one is refused by another."""
    return Ordering(f"package {by} {'down' if descending else 'up'}", _KEYS[by], descending)


async def by_id(
    session: AsyncSession, ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, PackageRow]:
    """Return the packages that have these ids."""
    known = _rows(visible_to).where(among(col(Package.id), ids))
    return {row[0]: PackageRow(*row) for row in await session.execute(known)}


async def by_name(
    session: AsyncSession, names: Collection[str], *, visible_to: Sight
) -> dict[str, PackageRow]:
    """Return the packages of these normalized names."""
    known = _rows(visible_to).where(among(col(Package.normalized_name), names))
    found = [PackageRow(*row) for row in await session.execute(known)]
    return {package.normalized_name: package for package in found}


@kept
def _rows(visible_to: Sight) -> Selection:
    return select(*_COLUMNS).where(visibility.packages(visible_to))


async def private_names(session: AsyncSession, *, visible_to: Sight) -> frozenset[str]:
    """Return the normalized names of all private packages that this one may list."""
    known = select(col(Package.normalized_name)).where(
        col(Package.visibility) == Visibility.PRIVATE, visibility.contents(visible_to)
    )
    return frozenset((await session.execute(known)).scalars())


async def is_readable(session: AsyncSession, name: str, *, visible_to: Sight) -> bool:
    """Tell whether there is a package of this normalized name whose releases may be seen."""
    known: Any = select(col(Package.id)).where(
        col(Package.normalized_name) == name, visibility.contents(visible_to)
    )
    return (await session.execute(known)).first() is not None


async def page(
    session: AsyncSession,
    wanted: Slice,
    *,
    ordering: Ordering = BY_NAME,
    only: PackageFilter = EVERYTHING,
    visible_to: Sight,
) -> Page[PackageRow]:
    """Return a page of the packages that the filter lets through."""
    statement = filters.listed(filters.joined(*_COLUMNS), only, visible_to=visible_to)
    return await paging.page(session, statement, PackageRow, ordering=ordering, wanted=wanted)


async def count(
    session: AsyncSession, *, only: PackageFilter = EVERYTHING, visible_to: Sight
) -> int:
    """Return how many packages the filter lets through."""
    statement = filters.listed(filters.joined(func.count()), only, visible_to=visible_to)
    return (await session.execute(statement)).scalar_one()  # type: ignore[no-any-return]


async def by_account(
    session: AsyncSession,
    account_ids: Collection[UUID],
    wanted: Slice,
    *,
    role: str | None = None,
    visible_to: Sight,
) -> dict[UUID, Page[PackageRow]]:
    """Return a page, by name, of the packages in which each account has a role (or this one)."""
    held = roles.effective(visibility.members(visible_to))
    return await paging.pages(
        session,
        _held(select(*_COLUMNS), held, role, visible_to),
        PackageRow,
        parents=account_ids,
        like=col(Account.id),
        belongs=lambda account_id: held.c.account_id == account_id,
        ordering=BY_NAME,
        wanted=wanted,
    )


async def count_by_account(
    session: AsyncSession,
    account_ids: Collection[UUID],
    *,
    role: str | None = None,
    visible_to: Sight,
) -> dict[UUID, int]:
    """Return of how many packages `by_account` gives pages; accounts without any are left out."""
    held = roles.effective(visibility.members(visible_to))
    counted = _held(select(held.c.account_id, func.count()), held, role, visible_to)
    counted = counted.where(among(held.c.account_id, account_ids))
    found = await session.execute(counted.group_by(held.c.account_id))
    return {row[0]: row[1] for row in found}


async def by_organization(
    session: AsyncSession, organization_ids: Collection[UUID], wanted: Slice, *, visible_to: Sight
) -> dict[UUID, Page[PackageRow]]:
    """Return a page, by name, of the packages of each organization."""
    return await paging.pages(
        session,
        select(*_COLUMNS).where(visibility.contents(visible_to)),
        PackageRow,
        parents=organization_ids,
        like=col(Package.organization_id),
        belongs=lambda id_: col(Package.organization_id) == id_,
        ordering=BY_NAME,
        wanted=wanted,
    )


async def count_by_organization(
    session: AsyncSession, organization_ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, int]:
    """Return of how many packages `by_organization` gives pages; empty ones are left out."""
    counted = (
        select(col(Package.organization_id), func.count())
        .where(
            among(col(Package.organization_id), organization_ids),
            visibility.contents(visible_to),
        )
        .group_by(col(Package.organization_id))
    )
    return {id_: number for id_, number in await session.execute(counted) if id_ is not None}


async def dependents(
    session: AsyncSession, names: Collection[str], wanted: Slice, *, visible_to: Sight
) -> dict[str, Page[PackageRow]]:
    """Return a page, by name, of the packages whose latest release requires each of these."""
    return await paging.pages(
        session,
        filters.listed(filters.joined(*_COLUMNS), EVERYTHING, visible_to=visible_to),
        PackageRow,
        parents=names,
        like=col(Package.normalized_name),
        belongs=_requires,
        ordering=BY_NAME,
        wanted=wanted,
    )


async def count_dependents(
    session: AsyncSession, names: Collection[str], *, visible_to: Sight
) -> dict[str, int]:
    """Return through how many packages `dependents` goes for each name."""
    each = rows_of(names, col(Package.normalized_name), "required")
    seen = filters.listed(filters.joined(func.count()), EVERYTHING, visible_to=visible_to)
    found = await session.execute(select(each, seen.where(_requires(each)).scalar_subquery()))
    return {row[0]: row[1] for row in found}


def _requires(name: ColumnElement[Any]) -> Condition:
    return col(PackageDocument.dependencies).contains(pg_array([cast(name, Text)]))


def _held(statement: Selection, held: Subquery, role: str | None, visible_to: Sight) -> Selection:
    theirs = statement.join_from(Package, held, held.c.package_id == col(Package.id)).where(
        visibility.contents(visible_to)
    )
    return theirs if role is None else theirs.where(held.c.rank == roles.rank(Role(role)))
