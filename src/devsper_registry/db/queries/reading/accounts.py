"""Accounts: the name for everybody, the rest for themselves and for administrators."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.reading import paging
from devsper_registry.db.queries.reading.paging import Ordering, Page, Slice
from devsper_registry.db.queries.typed import Column, Condition, Selection
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Account


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account; what this one may not see is None."""

    id: UUID
    name: str
    display_name: str | None
    created_at: datetime
    email: str | None
    is_administrator: bool | None
    suspended_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts an administrator wants to see; None asks for both kinds."""

    name_prefix: str | None = None
    is_administrator: bool | None = None
    is_suspended: bool | None = None


EVERYONE = AccountFilter()
BY_NAME = Ordering("account name", (col(Account.name),))


async def by_id(
    session: AsyncSession, ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, AccountRow]:
    """Return the accounts that have these ids."""
    known = _shown(visible_to).where(among(col(Account.id), ids))
    return {row[0]: AccountRow(*row) for row in await session.execute(known)}


async def by_name(
    session: AsyncSession, names: Collection[str], *, visible_to: Sight
) -> dict[str, AccountRow]:
    """Return the accounts of these names."""
    known = _shown(visible_to).where(among(col(Account.name), names))
    found = [AccountRow(*row) for row in await session.execute(known)]
    return {account.name: account for account in found}


async def page(
    session: AsyncSession, wanted: Slice, *, only: AccountFilter = EVERYONE, visible_to: Sight
) -> Page[AccountRow]:
    """Return a page of all accounts; nothing unless an administrator looks."""
    statement = _shown(visible_to).where(*_conditions(only, visible_to))
    return await paging.page(session, statement, AccountRow, ordering=BY_NAME, wanted=wanted)


async def count(session: AsyncSession, *, only: AccountFilter = EVERYONE, visible_to: Sight) -> int:
    """Return how many accounts `page` goes through."""
    statement = select(func.count()).select_from(Account).where(*_conditions(only, visible_to))
    return (await session.execute(statement)).scalar_one()


def columns(visible_to: Sight) -> list[Column]:
    """Return the columns of an `AccountRow`, for a query that has joined the accounts already."""
    secret = visibility.account_secrets(visible_to)
    return [
        col(Account.id),
        col(Account.name),
        col(Account.display_name),
        col(Account.created_at),
        case((secret, col(Account.email))),
        case((secret, col(Account.is_administrator))),
        case((secret, col(Account.suspended_at))),
    ]


def _shown(visible_to: Sight) -> Selection:
    return select(*columns(visible_to)).where(visibility.accounts(visible_to))


def _conditions(only: AccountFilter, visible_to: Sight) -> list[Condition]:
    if not visible_to.everything:
        return [false()]
    conditions: list[Condition] = []
    if only.name_prefix is not None:
        conditions.append(col(Account.name).startswith(only.name_prefix, autoescape=True))
    if only.is_administrator is not None:
        conditions.append(col(Account.is_administrator).is_(only.is_administrator))
    if only.is_suspended is not None:
        suspended = col(Account.suspended_at).is_not(None)
        conditions.append(suspended if only.is_suspended else ~suspended)
    return conditions
