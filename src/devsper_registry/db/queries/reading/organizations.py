"""Organizations: the name for everybody who reads here, their people for their people."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.reading import paging
from devsper_registry.db.queries.reading.paging import Ordering, Page, Slice
from devsper_registry.db.queries.typed import Selection
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import Account, Organization, OrganizationMember


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """An organization."""

    id: UUID
    name: str
    display_name: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MemberRow:
    """What an account is in an organization."""

    organization_id: UUID
    account_id: UUID
    position: str
    created_at: datetime


_COLUMNS = paging.shown(OrganizationRow, Organization)
_MEMBER = paging.shown(MemberRow, OrganizationMember)
MEMBERS_BY_NAME = Ordering("member", (col(Account.name),))
BY_NAME = Ordering("organization", (col(Organization.name),))


async def by_id(
    session: AsyncSession, organization_ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, OrganizationRow]:
    """Return the organizations that have these ids."""
    known = _seen(visible_to).where(among(col(Organization.id), organization_ids))
    return {row[0]: OrganizationRow(*row) for row in await session.execute(known)}


async def by_name(
    session: AsyncSession, names: Collection[str], *, visible_to: Sight
) -> dict[str, OrganizationRow]:
    """Return the organizations of these names."""
    known = _seen(visible_to).where(among(col(Organization.name), names))
    found = [OrganizationRow(*row) for row in await session.execute(known)]
    return {organization.name: organization for organization in found}


async def positions(
    session: AsyncSession, organization_ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, str]:
    """Return what the one who looks is in each; where it is nothing, it is left out."""
    known = select(col(OrganizationMember.organization_id), col(OrganizationMember.position)).where(
        among(col(OrganizationMember.organization_id), organization_ids),
        col(OrganizationMember.account_id) == visible_to.account_id,
    )
    return {row[0]: row[1] for row in await session.execute(known)}


async def members(
    session: AsyncSession, organization_ids: Collection[UUID], wanted: Slice, *, visible_to: Sight
) -> dict[UUID, Page[MemberRow]]:
    """Return a page, by name, of the people of each organization; none for who is not of them."""
    return await paging.pages(
        session,
        select(*_MEMBER)
        .join_from(
            OrganizationMember, Account, col(Account.id) == col(OrganizationMember.account_id)
        )
        .where(visibility.members(visible_to)),
        MemberRow,
        parents=organization_ids,
        like=col(OrganizationMember.organization_id),
        belongs=lambda id_: col(OrganizationMember.organization_id) == id_,
        ordering=MEMBERS_BY_NAME,
        wanted=wanted,
    )


async def count_members(
    session: AsyncSession, organization_ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, int]:
    """Return through how many people `members` goes; organizations without any are left out."""
    counted = (
        select(col(OrganizationMember.organization_id), func.count())
        .where(
            among(col(OrganizationMember.organization_id), organization_ids),
            visibility.members(visible_to),
        )
        .group_by(col(OrganizationMember.organization_id))
    )
    return {row[0]: row[1] for row in await session.execute(counted)}


async def memberships(
    session: AsyncSession, account_ids: Collection[UUID], wanted: Slice, *, visible_to: Sight
) -> dict[UUID, Page[MemberRow]]:
    """Return a page, by name, of the organizations that each account belongs to."""
    return await paging.pages(
        session,
        select(*_MEMBER)
        .join_from(
            OrganizationMember,
            Organization,
            col(Organization.id) == col(OrganizationMember.organization_id),
        )
        .where(visibility.members(visible_to)),
        MemberRow,
        parents=account_ids,
        like=col(OrganizationMember.account_id),
        belongs=lambda id_: col(OrganizationMember.account_id) == id_,
        ordering=BY_NAME,
        wanted=wanted,
    )


async def count_memberships(
    session: AsyncSession, account_ids: Collection[UUID], *, visible_to: Sight
) -> dict[UUID, int]:
    """Return through how many organizations `memberships` goes."""
    counted = (
        select(col(OrganizationMember.account_id), func.count())
        .where(
            among(col(OrganizationMember.account_id), account_ids),
            visibility.members(visible_to),
        )
        .group_by(col(OrganizationMember.account_id))
    )
    return {row[0]: row[1] for row in await session.execute(counted)}


def _seen(visible_to: Sight) -> Selection:
    return select(*_COLUMNS).where(visibility.organizations(visible_to))
