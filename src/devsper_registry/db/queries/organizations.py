"""The organizations' rows, and who belongs to them."""

from uuid import UUID

from sqlalchemy import and_, exists, select, update
from sqlalchemy import delete as sql_delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries.typed import Condition
from devsper_registry.db.tables import Account, Organization, OrganizationMember, Package
from devsper_registry.db.tables.organization import Position


async def ensure(session: AsyncSession, organization: Organization) -> bool:
    """Insert the organization unless its name is taken, or an account's; tell whether it is new."""
    added = insert(Organization).values(organization.model_dump()).on_conflict_do_nothing()
    return (await session.execute(added.returning(col(Organization.id)))).scalar() is not None


async def lock(session: AsyncSession, name: str) -> Organization | None:
    """Return the organization as it is now; until the commit, whoever changes it waits for us.

    Its people and invitations are changed under this lock alone.
    """
    wanted = select(Organization).where(col(Organization.name) == name)
    # NO KEY UPDATE: packages that refer to it may still be written beside us.
    locked = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    return (await session.execute(locked)).scalar_one_or_none()


async def rename(session: AsyncSession, organization_id: UUID, display_name: str | None) -> None:
    """Set the name that it is shown by."""
    changed = update(Organization).where(col(Organization.id) == organization_id)
    await session.execute(changed.values(display_name=display_name))


async def has_packages(session: AsyncSession, organization_id: UUID) -> bool:
    """Tell whether any package belongs to it."""
    some = exists().where(col(Package.organization_id) == organization_id)
    return bool((await session.execute(select(some))).scalar())


async def delete(session: AsyncSession, organization_id: UUID) -> None:
    """Remove the organization with its members and invitations; its name becomes free."""
    await session.execute(sql_delete(Organization).where(col(Organization.id) == organization_id))


async def position(
    session: AsyncSession, organization_id: UUID, account_id: UUID | None
) -> Position | None:
    """Return what the account is in the organization, None for a stranger."""
    wanted = select(col(OrganizationMember.position)).where(_is(organization_id, account_id))
    found = (await session.execute(wanted)).scalar_one_or_none()
    return None if found is None else Position(found)


async def has_other_owner(session: AsyncSession, organization_id: UUID, *, than: UUID) -> bool:
    """Tell whether another account is an owner, one that is not shut out."""
    others = (
        select(OrganizationMember)
        .join(Account, col(Account.id) == col(OrganizationMember.account_id))
        .where(
            col(OrganizationMember.organization_id) == organization_id,
            col(OrganizationMember.account_id) != than,
            col(OrganizationMember.position) == Position.OWNER,
            col(Account.suspended_at).is_(None),
        )
    )
    return bool((await session.execute(select(exists(others)))).scalar())


async def join(session: AsyncSession, member: OrganizationMember) -> bool:
    """Insert the member unless the account is one; tell whether it is new."""
    added = insert(OrganizationMember).values(member.model_dump()).on_conflict_do_nothing()
    joined = await session.execute(added.returning(col(OrganizationMember.account_id)))
    return joined.scalar() is not None


async def change(
    session: AsyncSession, organization_id: UUID, account_id: UUID, position: Position
) -> None:
    """Give the member another position."""
    changed = update(OrganizationMember).where(_is(organization_id, account_id))
    await session.execute(changed.values(position=position))


async def leave(session: AsyncSession, organization_id: UUID, account_id: UUID) -> None:
    """Remove the member."""
    await session.execute(sql_delete(OrganizationMember).where(_is(organization_id, account_id)))


def _is(organization_id: UUID, account_id: UUID | None) -> Condition:
    return and_(
        col(OrganizationMember.organization_id) == organization_id,
        col(OrganizationMember.account_id) == account_id,
    )
