"""Packages change hands: to an account that has a part in them already, or to an organization."""

from uuid import UUID

from packaging.utils import NormalizedName

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import accounts, journal, owners, packages, trust
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import Package
from devsper_registry.errors import (
    AccountNotFound,
    TransferForNobody,
    TransferToStranger,
)
from devsper_registry.services import authority
from devsper_registry.services.organizations import run


async def transfer(
    backend: Backend,
    *,
    by: Principal,
    package: NormalizedName,
    account: str | None = None,
    organization: str | None = None,
) -> UUID:
    """Give the package to the account or the organization; return its id.

    It takes an owner of the package who is one in the organization too, or a receiver who has a
    role in the package already. Whoever owned it before does no more, but through the organization.
    """
    permissions.require_account(by)
    if (account is None) == (organization is None):
        raise TransferForNobody
    async with backend.transaction() as session:
        # The organization before the package, as everybody locks them.
        receiver = None if organization is None else await _run(session, organization, by=by)
        given = await authority.owned(backend, session, package, by=by)
        before = await owners.names(session, given.id)
        if receiver is not None:
            await owners.set_organization(session, given.id, receiver)
        else:
            person = await _collaborator(session, given, str(account), by=by)
            await owners.set_account(session, given.id, person, at=backend.now())
        after = await owners.names(session, given.id)
        if before != after:
            event = journal.event(
                "package.transferred",
                at=backend.now(),
                by=by,
                package=package,
                before=before,
                after=after,
            )
            # Whoever vouched for it did so for those who had it.
            lost = await trust.withdraw(session, given.id)
            untrusted = journal.event(
                "package.untrusted", at=event.at, by=by, package=package, reason="transferred"
            )
            await journal.add(session, event, *([untrusted] if lost else []))
        return given.id


async def _run(session: AsyncSession, name: str, *, by: Principal) -> UUID:
    organization, _ = await run(session, name, by=by)
    return organization.id


async def _collaborator(
    session: AsyncSession, package: Package, name: str, *, by: Principal
) -> UUID:
    account = await accounts.by_name(session, name)
    if account is None:
        raise AccountNotFound(account=name)
    role = await packages.role(session, package_id=package.id, account_id=account.id)
    if role is None and not by.administers:
        raise TransferToStranger(account=name, package=package.normalized_name)
    return account.id
