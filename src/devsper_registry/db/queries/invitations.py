"""Open invitations to organizations. Each is answered once: the row that is gone was answered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete as sql_delete
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries.typed import Condition
from devsper_registry.db.tables import Organization, OrganizationInvitation


async def put(session: AsyncSession, invitation: OrganizationInvitation) -> None:
    """Insert the invitation in place of an earlier one of the same account or address.

    The caller holds the organization.
    """
    await session.execute(
        sql_delete(OrganizationInvitation).where(
            col(OrganizationInvitation.organization_id) == invitation.organization_id,
            or_(
                col(OrganizationInvitation.account_id) == invitation.account_id,
                col(OrganizationInvitation.email) == invitation.email,
            ),
        )
    )
    session.add(invitation)
    await session.flush()


async def organization_of(
    session: AsyncSession, which: Condition, *, at: datetime
) -> Organization | None:
    """Return the organization that invites, where the invitation is open."""
    wanted = (
        select(Organization)
        .join(
            OrganizationInvitation,
            col(OrganizationInvitation.organization_id) == col(Organization.id),
        )
        .where(which, col(OrganizationInvitation.expires_at) > at)
    )
    return (await session.execute(wanted)).scalar_one_or_none()


async def take(
    session: AsyncSession, which: Condition, *, at: datetime
) -> OrganizationInvitation | None:
    """Remove the open invitation and return it; of two who come at once, one gets it."""
    taken = sql_delete(OrganizationInvitation).where(
        which, col(OrganizationInvitation.expires_at) > at
    )
    return (await session.execute(taken.returning(OrganizationInvitation))).scalar_one_or_none()


async def sweep(session: AsyncSession, *, at: datetime) -> int:
    """Remove what is open no more; return how many there were."""
    gone = sql_delete(OrganizationInvitation).where(col(OrganizationInvitation.expires_at) <= at)
    ids = await session.execute(gone.returning(col(OrganizationInvitation.id)))
    return len(ids.all())


def of_account(invitation_id: UUID, account_id: UUID | None) -> Condition:
    """Return the condition that it has the id and is for the account."""
    return (col(OrganizationInvitation.id) == invitation_id) & (
        col(OrganizationInvitation.account_id) == account_id
    )


def of_token(token_sha256: bytes) -> Condition:
    """Return the condition that it is for whoever shows the token."""
    return col(OrganizationInvitation.token_sha256) == token_sha256


def of_organization(invitation_id: UUID, organization_id: UUID) -> Condition:
    """Return the condition that it has the id and is the organization's."""
    return (col(OrganizationInvitation.id) == invitation_id) & (
        col(OrganizationInvitation.organization_id) == organization_id
    )
