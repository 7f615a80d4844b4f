"""API keys: created, listed, revoked. A secret is returned once, at its creation."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

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
    KeyAmbiguous,
    KeyExpiryInvalid,
    KeyNameInvalid,
    KeyNotFound,
    KeyScopesMissing,
    KeyScopeTooWide,
    NameInvalid,
)

LONGEST_NAME = 128


@dataclass(frozen=True, slots=True)
class CreatedKey:
    """A new key; its secret is not kept anywhere and cannot be shown again."""

    key: KeyRow
    secret: str = field(repr=False)


async def create(
    backend: Backend,
    *,
    by: Principal,
    account: str,
    name: str,
    scopes: Collection[Scope],
    packages: Collection[str] | None = None,
    expires_at: datetime | None = None,
) -> CreatedKey:
    """Create a key for the account. It may do no more than the one who asks for it."""
    async with backend.transaction() as session:
        owner = await _account(session, account)
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


async def revoke(backend: Backend, *, by: Principal, which: str) -> KeyRow:
    """Revoke the key given by its id, its name, its hint or itself; it opens no door from now."""
    async with backend.transaction() as session:
        found = await _matching(session, which)
        if not found:
            raise KeyNotFound(key=_without_secret(which))
        if len(found) > 1:
            raise KeyAmbiguous(key=which, ids=", ".join(str(key.id) for key in found))
        key = found[0]
        permissions.require_keys_of(by, key.account_id)
        if not await api_keys.revoke(session, key.id, at=backend.now()):
            raise KeyNotFound(key=_without_secret(which))
        await journal.add(session, _event("key.revoked", backend, by, key))
        return key


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
) -> CreatedKey:
    """Add a key within the caller's transaction; the caller has checked whose keys it may make."""
    _check_name(name)
    _check_scopes(scopes, account, by=by)
    if expires_at is not None and expires_at <= backend.now():
        raise KeyExpiryInvalid(expiry=expires_at.isoformat())
    new = api_key.generate()
    row = ApiKey(
        account_id=account.id,
        name=name,
        hint=new.hint,
        secret_sha256=new.secret_sha256,
        scopes=[scope.value for scope in Scope if scope in scopes],
        packages=_normalized(packages),
        created_at=backend.now(),
        expires_at=expires_at,
    )
    session.add(row)
    key = KeyRow(**row.model_dump(exclude={"secret_sha256"}), account=account.name)
    await journal.add(session, _event("key.created", backend, by, key))
    return CreatedKey(key=key, secret=new.secret)


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise KeyNameInvalid(name=name)


def _check_scopes(scopes: Collection[Scope], account: Account, *, by: Principal) -> None:
    if not scopes:
        raise KeyScopesMissing
    if Scope.ADMIN in scopes and not account.is_administrator:
        raise KeyScopeTooWide(account=account.name)
    for scope in scopes:
        permissions.require_scope(by, scope)


def _normalized(packages: Collection[str] | None) -> list[str] | None:
    if packages is None:
        return None
    try:
        return sorted({canonicalize_name(package, validate=True) for package in packages})
    except InvalidName as error:
        raise NameInvalid(name=error) from None


async def _account(session: AsyncSession, name: str) -> Account:
    account = await accounts.by_name(session, name)
    if account is None:
        raise AccountNotFound(account=name)
    return account


async def _matching(session: AsyncSession, which: str) -> list[KeyRow]:
    if api_key.is_well_formed(which):
        return await api_keys.by_sha256(session, api_key.sha256(which))
    try:
        return await api_keys.by_id(session, UUID(which))
    except ValueError:
        return await api_keys.by_name_or_hint(session, which)


def _without_secret(which: str) -> str:
    return which[: api_key.HINT_LENGTH] + "…" if api_key.is_well_formed(which) else which


def _event(action: str, backend: Backend, by: Principal, key: KeyRow) -> Event:
    return journal.event(
        action,
        at=backend.now(),
        by=by,
        key=str(key.id),
        key_name=key.name,
        account=key.account,
        scopes=key.scopes,
        packages=key.packages,
    )
