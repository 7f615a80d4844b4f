"""Who is what in an organization. One owner always stays; whoever leaves loses all at once."""

from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import accounts, journal, organizations
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import Account, Organization
from devsper_registry.db.tables.organization import Position
from devsper_registry.errors import LastOrganizationOwner, MemberNotFound
from devsper_registry.services.organizations import event, joined, require_owner, run


async def change(
    backend: Backend, *, by: Principal, organization: str, account: str, position: Position
) -> None:
    """Give a member another position; owners are made and unmade by owners alone."""
    async with backend.transaction() as session:
        theirs, mine = await run(session, organization, by=by)
        person, held = await _member(session, theirs, account)
        if held is position:
            return
        if Position.OWNER in {held, position}:
            require_owner(theirs, mine, by=by)
        await _require_other_owner(session, theirs, person, held=held)
        await organizations.change(session, theirs.id, person.id, position)
        await journal.add(
            session,
            event(
                "member.changed",
                backend,
                by,
                theirs,
                account=account,
                before=held,
                after=position,
            ),
        )


async def remove(backend: Backend, *, by: Principal, organization: str, account: str) -> None:
    """Remove a member; owners are removed by owners alone."""
    async with backend.transaction() as session:
        theirs, mine = await run(session, organization, by=by)
        person, held = await _member(session, theirs, account)
        if held is Position.OWNER:
            require_owner(theirs, mine, by=by)
        await _part(backend, session, theirs, person, held=held, by=by, action="member.removed")


async def leave(backend: Backend, *, by: Principal, organization: str) -> None:
    """Leave the organization oneself."""
    async with backend.transaction() as session:
        theirs, held = await joined(session, organization, by=by)
        if held is None or by.account_name is None:
            raise MemberNotFound(account=by.account_name, organization=organization)
        person, held = await _member(session, theirs, by.account_name)
        await _part(backend, session, theirs, person, held=held, by=by, action="member.left")


async def _part(
    backend: Backend,
    session: AsyncSession,
    organization: Organization,
    person: Account,
    *,
    held: Position,
    by: Principal,
    action: str,
) -> None:
    await _require_other_owner(session, organization, person, held=held)
    await organizations.leave(session, organization.id, person.id)
    change = {"account": person.name, "before": held, "after": None}
    await journal.add(session, event(action, backend, by, organization, **change))


async def _member(
    session: AsyncSession, organization: Organization, name: str
) -> tuple[Account, Position]:
    account = await accounts.by_name(session, name)
    if account is not None:
        held = await organizations.position(session, organization.id, account.id)
        if held is not None:
            return account, held
    # The same for an account that there is not: who belongs to it is all that is told.
    raise MemberNotFound(account=name, organization=organization.name)


async def _require_other_owner(
    session: AsyncSession, organization: Organization, account: Account, *, held: Position
) -> None:
    # The organization is locked: two owners who remove each other come here one after the other.
    if held is Position.OWNER and not await organizations.has_other_owner(
        session, organization.id, than=account.id
    ):
        raise LastOrganizationOwner(account=account.name, organization=organization.name)
