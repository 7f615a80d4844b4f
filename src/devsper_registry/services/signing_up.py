"""The account of somebody whom the auth service knows and who comes here for the first time."""

from itertools import islice

from devsper_registry.auth import account_names
from devsper_registry.auth.claims import Person
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import accounts, journal
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import Account

TRIES = 20


async def at_first_sight(backend: Backend, person: Person, *, address: str | None) -> None:
    """Make the person's account, unless another request has just made it."""
    async with backend.transaction() as session:
        await ensure(backend, session, person, by=None, address=address)


async def ensure(
    backend: Backend,
    session: AsyncSession,
    person: Person,
    *,
    by: Principal | None,
    address: str | None = None,
) -> tuple[Account, bool]:
    """Return the person's account, and whether it is new; for None it signs up by itself.

    It is an ordinary account: no token makes an administrator.
    """
    # Names go to whoever comes first; the database tells who that was.
    for name in islice(account_names.derived(person.names), TRIES):
        found = await accounts.by_subject(session, person.issuer, person.subject)
        if found is not None:
            return found, False
        account = Account(
            name=name,
            email=person.email,
            display_name=person.display_name,
            issuer=person.issuer,
            subject=person.subject,
            created_at=backend.now(),
        )
        if await accounts.ensure(session, account):
            itself = Principal(account_id=account.id, account_name=name, address=address)
            change = journal.event(
                "account.created",
                at=backend.now(),
                by=by or itself,
                account=name,
                issuer=person.issuer,
                subject=person.subject,
            )
            await journal.add(session, change)
            return account, True
    raise AssertionError("twenty names by chance were all taken")
