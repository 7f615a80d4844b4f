"""The key that somebody shows: what it is, and its end. Any key may ask for both."""

from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries import api_keys, journal
from devsper_registry.db.queries.api_keys import KeyRow
from devsper_registry.errors import NotAKey, NotAuthenticated
from devsper_registry.services import keys


async def find(backend: Backend, *, by: Principal) -> KeyRow | None:
    """Return the key; None for a session. Raise `NotAuthenticated` for a stranger."""
    if by.is_anonymous:
        raise NotAuthenticated
    if by.api_key_id is None:
        return None
    async with backend.read() as session:
        found = await api_keys.by_id(session, by.api_key_id)
    return found[0] if found else None


async def revoke(backend: Backend, *, by: Principal) -> None:
    """Revoke the key; a second time changes nothing. Raise `NotAKey` for a session."""
    if by.is_anonymous:
        raise NotAuthenticated
    if by.api_key_id is None:
        raise NotAKey
    async with backend.transaction() as session:
        found = await api_keys.by_id(session, by.api_key_id)
        if found and await api_keys.revoke(session, by.api_key_id, at=backend.now()):
            await journal.add(session, keys.event("key.revoked", backend, by, found[0]))
