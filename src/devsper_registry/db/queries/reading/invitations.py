"""Open invitations, for whom they are and for those who sent them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.arrays import among
from devsper_registry.db.queries.reading import paging
from devsper_registry.db.queries.typed import Column
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import OrganizationInvitation

# Nobody reads more of them; whoever has so many answers some first.
MOST = 100


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An open invitation, never its token."""

    id: UUID
    organization_id: UUID
    account_id: UUID | None
    email: str | None
    position: str
    invited_by: UUID | None
    created_at: datetime
    expires_at: datetime


_COLUMNS = paging.shown(InvitationRow, OrganizationInvitation)


async def by_account(
    session: AsyncSession, account_ids: Collection[UUID], *, at: datetime, visible_to: Sight
) -> dict[UUID, list[InvitationRow]]:
    """Return what is open at the moment for each account, the newest first."""
    return await _by(
        session, col(OrganizationInvitation.account_id), account_ids, at=at, visible_to=visible_to
    )


async def by_organization(
    session: AsyncSession, organization_ids: Collection[UUID], *, at: datetime, visible_to: Sight
) -> dict[UUID, list[InvitationRow]]:
    """Return what each organization has open at the moment, the newest first."""
    column = col(OrganizationInvitation.organization_id)
    return await _by(session, column, organization_ids, at=at, visible_to=visible_to)


async def by_id(
    session: AsyncSession, invitation_id: UUID, *, visible_to: Sight
) -> InvitationRow | None:
    """Return the invitation."""
    known: Any = select(*_COLUMNS).where(
        col(OrganizationInvitation.id) == invitation_id, visibility.invitations(visible_to)
    )
    row = (await session.execute(known)).one_or_none()
    return None if row is None else InvitationRow(*row)


async def _by(
    session: AsyncSession,
    parent: Column,
    parents: Collection[UUID],
    *,
    at: datetime,
    visible_to: Sight,
) -> dict[UUID, list[InvitationRow]]:
    known: Any = (
        select(parent, *_COLUMNS)
        .where(
            among(parent, parents),
            col(OrganizationInvitation.expires_at) > at,
            visibility.invitations(visible_to),
        )
        .order_by(col(OrganizationInvitation.created_at).desc(), col(OrganizationInvitation.id))
        .limit(MOST * len(parents))
    )
    found: dict[UUID, list[InvitationRow]] = {id_: [] for id_ in parents}
    for row in await session.execute(known):
        found[row[0]].append(InvitationRow(*row[1:]))
    return found
