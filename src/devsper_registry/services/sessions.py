"""Who is asking: turns the credentials of a request into a principal, judged at every request."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from secrets import compare_digest
from uuid import UUID

from packaging.utils import NormalizedName

from devsper_registry.auth import api_key, jwt
from devsper_registry.auth.credentials import Credentials
from devsper_registry.auth.principal import ANONYMOUS, Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import credentials as stored_keys
from devsper_registry.db.queries.credentials import StoredKey
from devsper_registry.errors import AccountSuspended, DatabaseUnavailable, InvalidKey, RegistryError
from devsper_registry.services import failing, session_tokens

NOTE_USE_EVERY = timedelta(minutes=1)


async def authenticate(
    backend: Backend, credentials: Credentials | None, *, address: str | None = None
) -> Principal:
    """Return who shows these credentials, nobody for None; `address` is the client's.

    Raises `InvalidKey`, `AccountSuspended`, and for a session token what `session_tokens` raises.
    """
    if credentials is None:
        return replace(ANONYMOUS, address=address)
    by = _by_session if jwt.is_shaped_so(credentials.token) else _by_key
    try:
        return await by(backend, credentials.token, address)
    except RegistryError as error:
        failing.note(backend, error, address=address)
        raise


async def _by_session(backend: Backend, token: str, address: str | None) -> Principal:
    """A session may do all that its account may; administration only for administrators."""
    account, session = await session_tokens.read(backend, token, address=address)
    scopes = frozenset(Scope) if account.is_administrator else frozenset(Scope) - {Scope.ADMIN}
    return Principal(
        account_id=account.id,
        account_name=account.name,
        scopes=scopes,
        is_administrator=account.is_administrator,
        issued_at=session.issued_at,
        expires_at=session.expires_at,
        address=address,
    )


def known(
    backend: Backend, credentials: Credentials, *, address: str | None = None
) -> Principal | None:
    """Return who shows these credentials where that is a key that is kept, and good; else None.

    Nothing is refused here: `authenticate` does, and asks.
    """
    digest = api_key.sha256(credentials.token)
    key = backend.keys.get(digest)
    if key is None:
        return None
    try:
        return _stands_for(backend, key, digest, address)
    except RegistryError:
        return None


async def _by_key(backend: Backend, secret: str, address: str | None) -> Principal:
    # A mistyped or foreign key is told by its checksum, and does not reach the database.
    if not api_key.is_well_formed(secret):
        raise InvalidKey
    digest, kept = api_key.sha256(secret), backend.keys
    key = kept.get(digest)
    if key is None:
        edition = kept.edition
        async with backend.database.raw() as connection:
            key = await stored_keys.by_sha256(connection, digest)
        if key is None:
            raise InvalidKey
        kept.put(digest, key, edition=edition)
    return _stands_for(backend, key, digest, address)


def _stands_for(backend: Backend, key: StoredKey, digest: bytes, address: str | None) -> Principal:
    # The index has compared digests, which nobody can steer towards a stored one; what decides
    # takes the same time wherever two of them begin to differ.
    if not compare_digest(key.secret_sha256, digest):
        raise InvalidKey
    now = backend.now()
    # Whose it was is not in the sentence; the journal wants to know.
    known = {"account_id": key.account_id, "api_key_id": key.id}
    if key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now):
        raise InvalidKey(**known)
    if key.suspended_at is not None:
        raise AccountSuspended(**known)
    _note_use(backend, key, now, address)
    packages = None if key.packages is None else frozenset(map(NormalizedName, key.packages))
    return Principal(
        account_id=key.account_id,
        account_name=key.account_name,
        api_key_id=key.id,
        scopes=_scopes(tuple(key.scopes)),
        packages=packages,
        is_administrator=key.is_administrator,
        expires_at=key.expires_at,
        address=address,
    )


# There are as many as ways to choose among three.
@lru_cache
def _scopes(named: tuple[str, ...]) -> frozenset[Scope]:
    return frozenset(map(Scope, named))


def _note_use(backend: Backend, key: StoredKey, now: datetime, address: str | None) -> None:
    if key.last_used_at is not None and now - key.last_used_at < NOTE_USE_EVERY:
        return
    # The request does not wait for this write. The name keeps a burst from writing it many times.
    name = f"note use of key {key.id}"
    if all(task.get_name() != name for task in backend.errands):
        task = asyncio.create_task(_touch(backend, key.id, now, address), name=name)
        backend.errands.add(task)
        # Of a kept key, nobody reads again when it was used. One that is not kept may have been
        # read before rights changed.
        kept = backend.keys
        if kept.get(key.secret_sha256) is key:
            kept.put(key.secret_sha256, replace(key, last_used_at=now), edition=kept.edition)
        task.add_done_callback(backend.errands.discard)


async def _touch(backend: Backend, key_id: UUID, now: datetime, address: str | None) -> None:
    try:
        async with backend.database.raw() as connection:
            await stored_keys.touch(
                connection, key_id, at=now, every=NOTE_USE_EVERY, address=address
            )
    except DatabaseUnavailable:
        return  # the next request notes it
