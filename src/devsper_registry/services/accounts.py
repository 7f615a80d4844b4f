"""Accounts: the administrator of the first start, and those that an operator adds."""

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import OPERATOR, Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import accounts, journal
from devsper_registry.db.tables import Account
from devsper_registry.errors import AccountNameInvalid, KeyNotYours
from devsper_registry.services import keys, names
from devsper_registry.services.keys import CreatedKey

ADMINISTRATOR = "admin"
FIRST_KEY = "first key"


async def first_administrator(backend: Backend) -> CreatedKey | None:
    """Create the administrator and its key where there is no account yet; else return None.

    Several replicas may start at once on one empty database: one of them gets the key.
    """
    async with backend.transaction() as session:
        if await accounts.any_exist(session):
            return None
        admin = Account(name=ADMINISTRATOR, is_administrator=True, created_at=backend.now())
        if not await accounts.ensure(session, admin):
            return None
        change = journal.event("account.created", at=backend.now(), by=OPERATOR, account=admin.name)
        await journal.add(session, change)
        # In the same transaction: an administrator without a key could never be reached.
        return await keys.add(
            backend, session, by=OPERATOR, account=admin, name=FIRST_KEY, scopes=frozenset(Scope)
        )


async def ensure(backend: Backend, *, by: Principal, name: str) -> bool:
    """Create an ordinary account unless there is one of that name; tell whether it is new."""
    if not by.administers:
        raise KeyNotYours
    if not names.is_plain(name):
        raise AccountNameInvalid(account=name)
    async with backend.transaction() as session:
        account = Account(name=name, created_at=backend.now())
        if not await accounts.ensure(session, account):
            return False
        change = journal.event("account.created", at=backend.now(), by=by, account=name)
        await journal.add(session, change)
        return True


async def find(backend: Backend, *, by: Principal) -> list[Account]:
    """Return all accounts, the oldest first."""
    permissions.require_administrator(by)
    async with backend.read() as session:
        return await accounts.all_of_them(session)
