"""Invitations to organizations: nobody belongs to one unasked."""

from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import accounts, invitations, journal, organizations
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import (
    Organization,
    OrganizationInvitation,
    OrganizationMember,
)
from devsper_registry.db.tables.organization import Position
from devsper_registry.errors import (
    AccountNotFound,
    InvitationForNobody,
    InvitationNotFound,
    MemberExists,
)
from devsper_registry.services import emails
from devsper_registry.services.organizations import event, require_owner, run

OPEN_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation; the token, of one by e-mail, is not kept and is never shown again."""

    id: UUID
    token: str | None = field(default=None, repr=False)


async def invite(
    backend: Backend,
    *,
    by: Principal,
    organization: str,
    position: Position,
    account: str | None = None,
    email: str | None = None,
) -> Invited:
    """Invite an account, or whoever is sent the token to an address; an earlier one is replaced."""
    if (account is None) == (email is None):
        raise InvitationForNobody
    token = None if email is None else token_urlsafe(32)
    async with backend.transaction() as session:
        theirs, mine = await run(session, organization, by=by)
        if position is Position.OWNER:
            require_owner(theirs, mine, by=by)
        invitation = OrganizationInvitation(
            organization_id=theirs.id,
            account_id=None if account is None else await _stranger(session, theirs, account),
            email=None if email is None else emails.checked(email).lower(),
            token_sha256=None if token is None else _sha256(token),
            position=position,
            invited_by=by.account_id,
            created_at=backend.now(),
            expires_at=backend.now() + OPEN_FOR,
        )
        await invitations.put(session, invitation)
        # The address of somebody who has not agreed to anything is not kept for ever.
        whom = {"account": account, "by_email": email is not None}
        await journal.add(
            session,
            event("invitation.created", backend, by, theirs, position=position, **whom),
        )
    return Invited(invitation.id, token)


async def accept(
    backend: Backend,
    *,
    by: Principal,
    invitation_id: UUID | None = None,
    token: str | None = None,
) -> UUID:
    """Join the organization that invites this account, or the bearer of this token; return its id.

    Raise `InvitationNotFound` also for the invitation of somebody else.
    """
    async with backend.transaction() as session:
        theirs, invitation = await _answered(
            backend, session, by=by, invitation_id=invitation_id, token=token
        )
        assert by.account_id is not None
        member = OrganizationMember(
            organization_id=theirs.id,
            account_id=by.account_id,
            position=invitation.position,
            created_at=backend.now(),
        )
        if not await organizations.join(session, member):
            raise MemberExists(account=by.account_name, organization=theirs.name)
        await journal.add(
            session,
            event(
                "member.joined",
                backend,
                by,
                theirs,
                account=by.account_name,
                before=None,
                after=invitation.position,
            ),
        )
        return theirs.id


async def decline(
    backend: Backend,
    *,
    by: Principal,
    invitation_id: UUID | None = None,
    token: str | None = None,
) -> None:
    """Refuse the invitation; raise `InvitationNotFound` also for one of somebody else."""
    async with backend.transaction() as session:
        theirs, _ = await _answered(
            backend, session, by=by, invitation_id=invitation_id, token=token
        )
        await journal.add(
            session, event("invitation.declined", backend, by, theirs, account=by.account_name)
        )


async def cancel(
    backend: Backend, *, by: Principal, organization: str, invitation_id: UUID
) -> None:
    """Take an invitation of the organization back."""
    async with backend.transaction() as session:
        theirs, _ = await run(session, organization, by=by)
        which = invitations.of_organization(invitation_id, theirs.id)
        taken = await invitations.take(session, which, at=backend.now())
        if taken is None:
            raise InvitationNotFound
        await journal.add(
            session,
            event("invitation.cancelled", backend, by, theirs, position=taken.position),
        )


async def sweep(backend: Backend) -> int:
    """Forget the invitations that were not answered in time, and with them addresses; how many."""
    async with backend.transaction() as session:
        return await invitations.sweep(session, at=backend.now())


async def _answered(
    backend: Backend,
    session: AsyncSession,
    *,
    by: Principal,
    invitation_id: UUID | None,
    token: str | None,
) -> tuple[Organization, OrganizationInvitation]:
    """Return the inviting organization, locked, and the invitation, which is open no more."""
    permissions.require_account(by)
    if (invitation_id is None) == (token is None) or by.account_id is None:
        raise InvitationNotFound
    if invitation_id is not None:
        which = invitations.of_account(invitation_id, by.account_id)
    else:
        which = invitations.of_token(_sha256(str(token)))
    at = backend.now()
    inviting = await invitations.organization_of(session, which, at=at)
    # The organization before its invitations, as everybody locks them.
    theirs = None if inviting is None else await organizations.lock(session, inviting.name)
    invitation = None if theirs is None else await invitations.take(session, which, at=at)
    if theirs is None or invitation is None:
        raise InvitationNotFound
    return theirs, invitation


async def _stranger(session: AsyncSession, organization: Organization, name: str) -> UUID:
    account = await accounts.by_name(session, name)
    if account is None:
        raise AccountNotFound(account=name)
    if await organizations.position(session, organization.id, account.id) is not None:
        raise MemberExists(account=name, organization=organization.name)
    return account.id


def _sha256(token: str) -> bytes:
    return sha256(token.encode()).digest()
