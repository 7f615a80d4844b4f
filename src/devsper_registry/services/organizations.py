"""Organizations: made by anybody, shaped by their owners, deleted when nothing is theirs."""

from typing import Any
from uuid import UUID

from devsper_registry.auth import account_names, permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import journal, organizations
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import Event, Organization, OrganizationMember
from devsper_registry.db.tables.organization import Position
from devsper_registry.errors import (
    OrganizationNameInvalid,
    OrganizationNameTaken,
    OrganizationNotEmpty,
    OrganizationNotFound,
    OrganizationNotRun,
    OrganizationNotYours,
)
from devsper_registry.services import names


async def create(
    backend: Backend, *, by: Principal, name: str, display_name: str | None = None
) -> UUID:
    """Make an organization whose first owner is the one who asks; return its id."""
    permissions.require_account(by)
    if not names.is_plain(name):
        raise OrganizationNameInvalid(organization=name)
    if name in account_names.RESERVED and not by.administers:
        raise OrganizationNameTaken(organization=name)
    made = Organization(name=name, display_name=names.shown(display_name), created_at=backend.now())
    async with backend.transaction() as session:
        if not await organizations.ensure(session, made):
            raise OrganizationNameTaken(organization=name)
        if by.account_id is not None:
            owner = OrganizationMember(
                organization_id=made.id,
                account_id=by.account_id,
                position=Position.OWNER,
                created_at=made.created_at,
            )
            await organizations.join(session, owner)
        await journal.add(
            session,
            event("organization.created", backend, by, made, display_name=made.display_name),
        )
    return made.id


async def update(backend: Backend, *, by: Principal, name: str, display_name: str | None) -> UUID:
    """Change the name that it is shown by; return its id."""
    async with backend.transaction() as session:
        organization, _ = await owned(session, name, by=by)
        before, wanted = organization.display_name, names.shown(display_name)
        if wanted != before:
            await organizations.rename(session, organization.id, wanted)
            change = {"before": before, "after": wanted}
            await journal.add(
                session, event("organization.changed", backend, by, organization, **change)
            )
        return organization.id


async def delete(backend: Backend, *, by: Principal, name: str) -> None:
    """Remove an organization that has no packages; its name becomes free."""
    async with backend.transaction() as session:
        organization, _ = await owned(session, name, by=by)
        if await organizations.has_packages(session, organization.id):
            raise OrganizationNotEmpty(organization=name)
        await organizations.delete(session, organization.id)
        await journal.add(session, event("organization.deleted", backend, by, organization))


async def joined(
    session: AsyncSession, name: str, *, by: Principal
) -> tuple[Organization, Position | None]:
    """Return the organization, locked, and what the principal is in it.

    Missing for those who do not belong to it; an administrator belongs to all, as None.
    """
    permissions.require_account(by)
    organization = await organizations.lock(session, name)
    if organization is None:
        raise OrganizationNotFound(organization=name)
    position = await organizations.position(session, organization.id, by.account_id)
    if position is None and not by.administers:
        raise OrganizationNotFound(organization=name)
    return organization, position


async def run(
    session: AsyncSession, name: str, *, by: Principal
) -> tuple[Organization, Position | None]:
    """Return the organization likewise; raise unless this one decides over its people."""
    organization, position = await joined(session, name, by=by)
    if position is Position.MEMBER and not by.administers:
        raise OrganizationNotRun(organization=name)
    return organization, position


async def owned(
    session: AsyncSession, name: str, *, by: Principal
) -> tuple[Organization, Position | None]:
    """Return the organization likewise; raise unless this one decides over it."""
    organization, position = await joined(session, name, by=by)
    require_owner(organization, position, by=by)
    return organization, position


def require_owner(organization: Organization, position: Position | None, *, by: Principal) -> None:
    """Raise unless the principal is an owner of the organization, or an administrator acts."""
    if position is not Position.OWNER and not by.administers:
        raise OrganizationNotYours(organization=organization.name)


def event(
    action: str, backend: Backend, by: Principal, organization: Organization, **detail: Any
) -> Event:
    """Return the event of what was done to an organization."""
    return journal.event(action, at=backend.now(), by=by, organization=organization.name, **detail)
