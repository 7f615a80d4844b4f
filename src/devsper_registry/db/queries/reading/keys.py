"""API keys, the newest first: never the secret, nor what is stored of it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.api_keys import SHOWN, KeyRow
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.reading import paging
from devsper_registry.db.queries.reading.paging import Ordering, Page, Slice
from devsper_registry.db.queries.typed import Selection
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Account, ApiKey

NEWEST_FIRST = Ordering("api key", (col(ApiKey.created_at), col(ApiKey.id)), descending=True)


async def by_id(
    session: AsyncSession, ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, KeyRow]:
    """Return the keys that have these ids."""
    known = _seen(select(*SHOWN), visible_to).where(among(col(ApiKey.id), ids))
    return {row[0]: KeyRow(*row) for row in await session.execute(known)}


async def of_account(
    session: AsyncSession,
    account_id: UUID,
    wanted: Slice,
    *,
    with_revoked: bool = False,
    visible_to: Sight,
) -> Page[KeyRow]:
    """Return a page of the account's keys."""
    statement = _of(select(*SHOWN), account_id, with_revoked, visible_to)
    return await paging.page(session, statement, KeyRow, ordering=NEWEST_FIRST, wanted=wanted)


async def count_of_account(
    session: AsyncSession, account_id: UUID, *, with_revoked: bool = False, visible_to: Sight
) -> int:
    """Return how many keys `of_account` goes through."""
    statement = _of(select(func.count()), account_id, with_revoked, visible_to)
    return (await session.execute(statement)).scalar_one()  # type: ignore[no-any-return]


def _of(statement: Selection, account_id: UUID, with_revoked: bool, visible_to: Sight) -> Selection:
    known = _seen(statement, visible_to).where(col(ApiKey.account_id) == account_id)
    return known if with_revoked else known.where(col(ApiKey.revoked_at).is_(None))


def _seen(statement: Selection, visible_to: Sight) -> Selection:
    return (
        statement.select_from(ApiKey)
        .join(Account, col(Account.id) == col(ApiKey.account_id))
        .where(visibility.api_keys(visible_to))
    )
