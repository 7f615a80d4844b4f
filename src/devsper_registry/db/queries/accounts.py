"""The accounts' rows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.tables import Account


async def any_exist(session: AsyncSession) -> bool:
    """Tell whether there is an account at all."""
    return bool((await session.execute(select(exists().select_from(Account)))).scalar())


async def by_name(session: AsyncSession, name: str) -> Account | None:
    """Return the account of that name."""
    found = await session.execute(select(Account).where(col(Account.name) == name))
    return found.scalar_one_or_none()


async def by_id(session: AsyncSession, account_id: UUID) -> Account | None:
    """Return the account of that id."""
    return await session.get(Account, account_id)


async def ensure(session: AsyncSession, account: Account) -> bool:
    """Insert the account unless its name, or its issuer's subject, has one; tell whether it is new.

    Of several that come at once, the others wait for the first, and then find it there.
    """
    added = insert(Account).values(account.model_dump()).on_conflict_do_nothing()
    return (await session.execute(added.returning(col(Account.id)))).scalar() is not None


def known(account_id: UUID | None) -> ScalarSelect[UUID]:
    """Return the id as a value to store, NULL for one that is no account's, as an operator's."""
    return select(col(Account.id)).where(col(Account.id) == account_id).scalar_subquery()


async def by_subject(session: AsyncSession, issuer: str, subject: str) -> Account | None:
    """Return the account that signs in there under this subject."""
    those = col(Account.issuer) == issuer, col(Account.subject) == subject
    return (await session.execute(select(Account).where(*those))).scalar_one_or_none()


async def lock(session: AsyncSession, account_id: UUID) -> Account | None:
    """Return the account as it is now; until the commit, whoever changes it waits for us."""
    wanted = select(Account).where(col(Account.id) == account_id)
    locked = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    return (await session.execute(locked)).scalar_one_or_none()


async def change(session: AsyncSession, account_id: UUID, values: Mapping[str, Any]) -> None:
    """Set these columns of the account."""
    await session.execute(update(Account).where(col(Account.id) == account_id).values(values))


async def is_suspended(session: AsyncSession, account_id: UUID) -> bool:
    """Tell whether the account is suspended; until the commit, nobody changes that."""
    wanted = select(col(Account.suspended_at)).where(col(Account.id) == account_id)
    return (await session.execute(wanted.with_for_update(read=True))).scalar_one() is not None


async def all_of_them(session: AsyncSession) -> list[Account]:
    """Return the accounts, the oldest first."""
    wanted = select(Account).order_by(col(Account.created_at), col(Account.id))
    return list((await session.execute(wanted)).scalars())
