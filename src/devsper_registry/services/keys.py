"""API keys: created and listed. A secret is returned once, at its creation.

A key makes only keys that may do no more than itself, in scopes and for no longer. One that is made
for builds makes none: whoever steals it there must be gone when it has been revoked.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from packaging.utils import InvalidName, canonicalize_name

from devsper_registry.auth import api_key, permissions
from devsper_registry.auth.principal import Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import accounts, api_keys, journal
from devsper_registry.db.queries.api_keys import KeyRow
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables import Account, ApiKey, Event
from devsper_registry.errors import (
    AccountNotFound,
    AccountSuspended,
    InvalidKey,
    KeyExpiryInvalid,
    KeyNameInvalid,
    KeyScopesMissing,
    KeyScopeTooWide,
    KeyTooManyPackages,
    NameInvalid,
    NameTooLong,
)

LONGEST_NAME = 128
MOST_PACKAGES = 100
# The year after it is left for the zones of those who read it.
LAST_YEAR = 9998


@dataclass(frozen=True, slots=True)
class CreatedKey:
    """A new key; its secret is not kept anywhere and cannot be shown again."""

    key: KeyRow
    secret: str = field(repr=False)


async def create(
    backend: Backend,
    *,
    by: Principal,
    name: str,
    scopes: Collection[Scope],
    packages: Collection[str] | None = None,
    expires_at: datetime | None = None,
    account: str | None = None,
) -> CreatedKey:
    """Create a key for the account, for None one's own. It may do no more than who asks for it."""
    permissions.require_account(by)
    async with backend.transaction() as session:
        owner = await _account(session, account or str(by.account_name))
        permissions.require_keys_of(by, owner.id)
        return await add(
            backend,
            session,
            by=by,
            account=owner,
            name=name,
            scopes=scopes,
            packages=packages,
            expires_at=expires_at,
        )


async def find(backend: Backend, *, by: Principal, account: str | None = None) -> list[KeyRow]:
    """Return the account's keys, revoked and expired ones too; everyone's for None."""
    async with backend.read() as session:
        owner = None if account is None else await _account(session, account)
        permissions.require_keys_of(by, None if owner is None else owner.id)
        return await api_keys.of_account(session, None if owner is None else owner.id)


async def add(
    backend: Backend,
    session: AsyncSession,
    *,
    by: Principal,
    account: Account,
    name: str,
    scopes: Collection[Scope],
    packages: Collection[str] | None = None,
    expires_at: datetime | None = None,
    replaces: KeyRow | None = None,
) -> CreatedKey:
    """Add a key within the caller's transaction; the caller has checked whose keys it may make.

    It may do no more than the principal: `require_within` says so in its own words.
    """
    _check_name(name)
    _check_scopes(scopes, account)
    _check_expiry(expires_at, now=backend.now())
    bound = _normalized(packages)
    # A request under way leaves no key to whoever has been suspended since it came.
    if await accounts.is_suspended(session, account.id):
        raise AccountSuspended
    acting = await hold(backend, session, by=by)
    permissions.require_within(
        by,
        scopes=scopes,
        expires_at=expires_at,
        ends=None if acting is None else acting.expires_at,
    )
    new = api_key.generate()
    row = ApiKey(
        account_id=account.id,
        name=name,
        hint=new.hint,
        secret_sha256=new.secret_sha256,
        scopes=[scope.value for scope in Scope if scope in scopes],
        packages=bound,
        created_at=backend.now(),
        expires_at=expires_at,
    )
    session.add(row)
    key = KeyRow(**row.model_dump(exclude={"secret_sha256"}), account=account.name)
    action = "key.created" if replaces is None else "key.rotated"
    await journal.add(session, event(action, backend, by, key, replaces=replaces))
    return CreatedKey(key=key, secret=new.secret)


async def hold(backend: Backend, session: AsyncSession, *, by: Principal) -> KeyRow | None:
    """Return the key that acts, None for a session; until the commit nobody ends it.

    Raise `InvalidKey` where it has been ended since the request came: it leaves no heir.
    """
    if by.api_key_id is None:
        return None
    key = (await api_keys.lock(session, by.api_key_id)).get(by.api_key_id)
    if key is None or not key.is_in_force(backend.now()):
        raise InvalidKey
    return key


def event(
    action: str,
    backend: Backend,
    by: Principal,
    key: KeyRow,
    *,
    replaces: KeyRow | None = None,
    **detail: Any,
) -> Event:
    """Return the event of a change to the key; further keywords join its detail."""
    return journal.event(
        action,
        at=backend.now(),
        by=by,
        key=str(key.id),
        key_name=key.name,
        account=key.account,
        scopes=key.scopes,
        packages=key.packages,
        expires_at=None if key.expires_at is None else key.expires_at.isoformat(),
        **({} if replaces is None else {"replaces": str(replaces.id)}),
        **detail,
    )


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise KeyNameInvalid(name=name)


def _check_scopes(scopes: Collection[Scope], account: Account) -> None:
    if not scopes:
        raise KeyScopesMissing
    if Scope.ADMIN in scopes and not account.is_administrator:
        raise KeyScopeTooWide(account=account.name)


def _check_expiry(expires_at: datetime | None, *, now: datetime) -> None:
    if expires_at is None:
        return
    # A moment without its zone cannot be compared.
    if expires_at.tzinfo is None or expires_at.year > LAST_YEAR or expires_at <= now:
        raise KeyExpiryInvalid(expiry=expires_at.isoformat())


def _normalized(packages: Collection[str] | None) -> list[str] | None:
    if packages is None:
        return None
    if not 1 <= len(packages) <= MOST_PACKAGES:
        raise KeyTooManyPackages(count=len(packages), limit=MOST_PACKAGES)
    for package in packages:
        if len(package) > LONGEST_NAME:
            raise NameTooLong(length=len(package), limit=LONGEST_NAME, field="packages")
    try:
        return sorted({canonicalize_name(package, validate=True) for package in packages})
    except InvalidName as error:
        raise NameInvalid(name=error, field="packages") from None


async def _account(session: AsyncSession, name: str) -> Account:
    account = await accounts.by_name(session, name)
    if account is None:
        raise AccountNotFound(account=name)
    return account
