"""The auth service's public keys: had once, kept, and had anew when they change."""

import asyncio

import httpx2
import structlog

from devsper_registry.auth import jwks
from devsper_registry.auth.jwks import SigningKey
from devsper_registry.backend import Backend
from devsper_registry.errors import SessionInvalid, SessionsUnavailable

PATIENCE = 5.0
LARGEST = 256 * 1024
ACCEPT = {
    "Accept": "application/jwk-set+json, application/json",
    # Bytes as they are: nothing grows while it is unpacked.
    "Accept-Encoding": "identity",
}

log = structlog.get_logger(__name__)


class _Unusable(Exception):
    """The source answers, and not with a key set."""


async def find(backend: Backend, key_id: str) -> SigningKey:
    """Return the key of this id; raise `SessionInvalid` for one that nobody knows.

    An unknown one asks the source, at most once in 30 s. While the source is down, the keys that
    were had before stay good, and `SessionsUnavailable` is raised for others.
    """
    cache = backend.signing_keys
    known = cache.keys.get(key_id)
    if known is not None:
        if cache.is_old(backend.now()):
            _load(backend)
        return known
    loading = _load(backend)
    if loading is not None:
        # Whoever gives up waiting must not take the keys from the others.
        await asyncio.shield(loading)
    if key_id in cache.keys:
        return cache.keys[key_id]
    if cache.failed:
        raise SessionsUnavailable
    raise SessionInvalid(problem="its key is unknown")


def _load(backend: Backend) -> asyncio.Task[None] | None:
    """Return the load under way, a new one where it is time, else None."""
    cache, now = backend.signing_keys, backend.now()
    if cache.loading is None and cache.may_load(now):
        cache.tried_at = now
        cache.loading = asyncio.create_task(_loaded(backend))
        backend.errands.add(cache.loading)
        cache.loading.add_done_callback(backend.errands.discard)
    return cache.loading


async def _loaded(backend: Backend) -> None:
    cache, url = backend.signing_keys, backend.settings.jwks_url
    assert url is not None
    try:
        async with asyncio.timeout(PATIENCE):
            keys = jwks.read(await _fetched(url))
        if not keys:
            raise _Unusable("there is no RS256 or ES256 key in it")
        cache.keys, cache.loaded_at, cache.failed = keys, backend.now(), False
    except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL, _Unusable) as error:
        # What was had before stays: an empty set is what a broken source sends.
        cache.failed = True
        log.warning("signing keys not loaded", url=url, reason=str(error) or type(error).__name__)
    finally:
        cache.loading = None


async def _fetched(url: str) -> bytes:
    # A redirect could lead to keys of somebody else, or into the inner network.
    async with (
        httpx2.AsyncClient(follow_redirects=False, timeout=PATIENCE) as client,
        client.stream("GET", url, headers=ACCEPT) as response,
    ):
        if response.status_code != httpx2.codes.OK:
            raise _Unusable(f"it answers {response.status_code}")
        content = bytearray()
        async for chunk in response.aiter_raw():
            content += chunk
            if len(content) > LARGEST:
                raise _Unusable(f"it is larger than {LARGEST} bytes")
        return bytes(content)
