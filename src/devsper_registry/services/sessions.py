"""Who is asking: turns the credentials of a request into a principal, at every request anew."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from packaging.utils import NormalizedName

from devsper_registry.auth import api_key
from devsper_registry.auth.credentials import Credentials
from devsper_registry.auth.principal import ANONYMOUS, Principal, Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import credentials as stored_keys
from devsper_registry.db.queries.credentials import StoredKey
from devsper_registry.errors import DatabaseUnavailable, InvalidKey

NOTE_USE_EVERY = timedelta(minutes=1)


async def authenticate(
    backend: Backend, credentials: Credentials | None, *, address: str | None = None
) -> Principal:
    """Return who shows these credentials, nobody for None; raise `InvalidKey` for bad ones.

    `address` is the client's.
    """
    if credentials is None:
        return replace(ANONYMOUS, address=address)
    # A mistyped or foreign token is told by its checksum, and does not reach the database.
    if not api_key.is_well_formed(credentials.token):
        raise InvalidKey
    async with backend.database.raw() as connection:
        key = await stored_keys.by_sha256(connection, api_key.sha256(credentials.token))
    now = backend.now()
    if key is None or not _is_usable(key, now):
        raise InvalidKey
    _note_use(backend, key, now)
    return _principal(key, address)


def _is_usable(key: StoredKey, now: datetime) -> bool:
    if key.revoked_at is not None or key.suspended_at is not None:
        return False
    return key.expires_at is None or now < key.expires_at


def _principal(key: StoredKey, address: str | None) -> Principal:
    packages = None if key.packages is None else frozenset(map(NormalizedName, key.packages))
    return Principal(
        account_id=key.account_id,
        account_name=key.account_name,
        api_key_id=key.id,
        scopes=frozenset(map(Scope, key.scopes)),
        packages=packages,
        is_administrator=key.is_administrator,
        address=address,
    )


def _note_use(backend: Backend, key: StoredKey, now: datetime) -> None:
    if key.last_used_at is not None and now - key.last_used_at < NOTE_USE_EVERY:
        return
    # The request does not wait for this write. The name keeps a burst from writing it many times.
    name = f"note use of key {key.id}"
    if all(task.get_name() != name for task in backend.errands):
        task = asyncio.create_task(_touch(backend, key.id, now), name=name)
        backend.errands.add(task)
        task.add_done_callback(backend.errands.discard)


async def _touch(backend: Backend, key_id: UUID, now: datetime) -> None:
    try:
        async with backend.database.raw() as connection:
            await stored_keys.touch(connection, key_id, at=now, every=NOTE_USE_EVERY)
    except DatabaseUnavailable:
        return  # the next request notes it
