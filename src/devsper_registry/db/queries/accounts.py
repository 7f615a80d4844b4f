"""The accounts' rows."""

from sqlalchemy import exists, select
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


async def ensure(session: AsyncSession, account: Account) -> bool:
    """Insert the account unless its name, or its issuer's subject, has one; tell whether it is new.

    Of several that come at once, the others wait for the first, and then find it there.
    """
    added = insert(Account).values(account.model_dump()).on_conflict_do_nothing()
    return (await session.execute(added.returning(col(Account.id)))).scalar() is not None


async def by_subject(session: AsyncSession, issuer: str, subject: str) -> Account | None:
    """Return the account that signs in there under this subject."""
    those = col(Account.issuer) == issuer, col(Account.subject) == subject
    return (await session.execute(select(Account).where(*those))).scalar_one_or_none()
