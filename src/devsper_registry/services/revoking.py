"""Ending API keys: revoked, or rotated, which puts a new one in the place of the old.

A key ends only keys that may do no more than itself, so that a leaked one cannot lock out the rest.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from devsper_registry.auth import api_key, permissions
from devsper_registry.auth.principal import Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import accounts, api_keys, journal
from devsper_registry.db.queries.api_keys import KeyRow
from devsper_registry.db.session import AsyncSession
from devsper_registry.errors import (
    KeyAmbiguous,
    KeyNotFound,
    KeyOfAnother,
)
from devsper_registry.services import keys
from devsper_registry.services.keys import CreatedKey

# Of a renewed key, so that no sum leaves the calendar.
LONGEST_LIFE = timedelta(days=36_500)


async def revoke(backend: Backend, *, by: Principal, key_id: UUID) -> KeyRow:
    """End the key: it opens no door from now. A second time changes nothing."""
    permissions.require_keys(by)
    async with backend.transaction() as session:
        key, _acting = await _covered(backend, session, key_id, by=by)
        if key.revoked_at is not None:
            return key
        await api_keys.revoke(session, key.id, at=backend.now())
        key = replace(key, revoked_at=backend.now())
        await journal.add(session, keys.event("key.revoked", backend, by, key))
        return key


async def rotate(
    backend: Backend, *, by: Principal, key_id: UUID, expires_at: datetime | None = None
) -> CreatedKey:
    """Put a new key with the same rights in the place of this one, which ends at the same moment.

    Where no end is given, the new one lives as long as the old one was made for. There is no time
    in which both open doors: who needs that creates a second key first and revokes the old one.
    """
    permissions.require_keys(by)
    async with backend.transaction() as session:
        key, acting = await _covered(backend, session, key_id, by=by)
        if not key.is_in_force(backend.now()):
            raise KeyNotFound(key=key_id)
        account = await accounts.by_name(session, key.account)
        if account is None or account.id != by.account_id:
            # What is done with a key is done in its account's name, by that account alone.
            raise KeyOfAnother(account=key.account)
        ends = expires_at or _as_long(key, now=backend.now(), acting=acting)
        new = await keys.add(
            backend,
            session,
            by=by,
            account=account,
            name=key.name,
            scopes=[Scope(scope) for scope in key.scopes],
            packages=key.packages,
            expires_at=ends,
            replaces=key,
        )
        await api_keys.revoke(session, key.id, at=backend.now())
        return new


async def named(backend: Backend, *, by: Principal, which: str) -> KeyRow:
    """Return the key in force that is given by its id, its name, its hint or itself."""
    permissions.require_keys(by)
    async with backend.read() as session:
        found = await _matching(session, which)
    found = [key for key in found if _is_known(key, by=by)]
    if not found:
        raise KeyNotFound(key=_without_secret(which))
    if len(found) > 1:
        raise KeyAmbiguous(key=which, ids=", ".join(str(key.id) for key in found))
    return found[0]


async def _covered(
    backend: Backend, session: AsyncSession, key_id: UUID, *, by: Principal
) -> tuple[KeyRow, KeyRow | None]:
    """Return the key and the one that acts, both locked; raise unless the one covers the other."""
    acting_id = [] if by.api_key_id is None else [by.api_key_id]
    found = await api_keys.lock(session, key_id, *acting_id)
    acting = await keys.hold(backend, session, by=by)
    key = found.get(key_id)
    if key is None or not _is_known(key, by=by):
        raise KeyNotFound(key=key_id)
    if not by.administers or by.packages is not None:
        permissions.require_covers(by, key.name, scopes=key.scopes, packages=key.packages)
    return key, acting


def _is_known(key: KeyRow, *, by: Principal) -> bool:
    """Tell whether this one may know of the key; another's answers as one that was never made."""
    return by.administers or key.account_id == by.account_id


def _as_long(key: KeyRow, *, now: datetime, acting: KeyRow | None) -> datetime | None:
    """Return the end of a life as long as the key's, and no later than that of the acting key."""
    if key.expires_at is None:
        return None
    end = now + min(key.expires_at - key.created_at, LONGEST_LIFE)
    if acting is None or acting.expires_at is None:
        return end
    return min(end, acting.expires_at)


async def _matching(session: AsyncSession, which: str) -> list[KeyRow]:
    if api_key.is_well_formed(which):
        return await api_keys.by_sha256(session, api_key.sha256(which))
    try:
        return await api_keys.by_id(session, UUID(which))
    except ValueError:
        return await api_keys.by_name_or_hint(session, which)


def _without_secret(which: str) -> str:
    return which[: api_key.HINT_LENGTH] + "…" if api_key.is_well_formed(which) else which
