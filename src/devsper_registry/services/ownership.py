"""Who has which role in a package. Only owners say so, and one of them always stays."""

from uuid import UUID

from packaging.utils import NormalizedName

from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import accounts, collaborators, journal
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import Account, Event, Package
from devsper_registry.db.tables.package import Role
from devsper_registry.errors import (
    AccountNotFound,
    CollaboratorExists,
    CollaboratorNotFound,
    LastOwner,
)
from devsper_registry.services import authority


async def add(
    backend: Backend, *, by: Principal, package: NormalizedName, account: str, role: Role
) -> UUID:
    """Give the account a role; a second time changes nothing. Return the package's id."""
    async with backend.transaction() as session:
        owned = await authority.owned(backend, session, package, by=by)
        person = await _account(session, account)
        held = await collaborators.role(session, owned.id, account_id=person.id)
        if held == role:
            return owned.id
        if held is not None:
            raise CollaboratorExists(account=account, role=held, package=package)
        await collaborators.add(
            session, owned.id, account_id=person.id, role=role, at=backend.now()
        )
        await journal.add(session, _event(backend, by, owned, person, before=None, after=role))
        return owned.id


async def change(
    backend: Backend, *, by: Principal, package: NormalizedName, account: str, role: Role
) -> UUID:
    """Give the account another role; a second time changes nothing. Return the package's id."""
    async with backend.transaction() as session:
        owned = await authority.owned(backend, session, package, by=by)
        person, held = await _collaborator(session, owned, account)
        if held == role:
            return owned.id
        await _require_other_owner(session, owned, person, held=held)
        await collaborators.change(session, owned.id, account_id=person.id, role=role)
        await journal.add(session, _event(backend, by, owned, person, before=held, after=role))
        return owned.id


async def remove(backend: Backend, *, by: Principal, package: NormalizedName, account: str) -> UUID:
    """Take the account's role from it; everybody may leave by themselves. Return the package's id.

    The last owner stays: nobody could ever change the package again.
    """
    async with backend.transaction() as session:
        if account == by.account_name:
            left = await authority.joined(backend, session, package, by=by)
        else:
            left = await authority.owned(backend, session, package, by=by)
        person, held = await _collaborator(session, left, account)
        await _require_other_owner(session, left, person, held=held)
        await collaborators.remove(session, left.id, account_id=person.id)
        await journal.add(session, _event(backend, by, left, person, before=held, after=None))
        return left.id


async def _account(session: AsyncSession, name: str) -> Account:
    account = await accounts.by_name(session, name)
    if account is None:
        raise AccountNotFound(account=name)
    return account


async def _collaborator(session: AsyncSession, package: Package, name: str) -> tuple[Account, Role]:
    account = await _account(session, name)
    held = await collaborators.role(session, package.id, account_id=account.id)
    if held is None:
        raise CollaboratorNotFound(account=name, package=package.normalized_name)
    return account, held


async def _require_other_owner(
    session: AsyncSession, package: Package, account: Account, *, held: Role
) -> None:
    if package.organization_id is not None:
        return  # which has an owner always
    # The package is locked, so two owners who remove each other come here one after the other.
    if held is Role.OWNER and not await collaborators.has_other_owner(
        session, package.id, than=account.id
    ):
        raise LastOwner(account=account.name, package=package.normalized_name)


def _event(
    backend: Backend,
    by: Principal,
    package: Package,
    account: Account,
    *,
    before: Role | None,
    after: Role | None,
) -> Event:
    verb = "added" if before is None else "removed" if after is None else "changed"
    return journal.event(
        f"collaborator.{verb}",
        at=backend.now(),
        by=by,
        package=package.normalized_name,
        account=account.name,
        before=before,
        after=after,
    )
