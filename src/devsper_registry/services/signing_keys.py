"""The auth service's public keys: had once, kept, and had anew when they change."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

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


class Unusable(Exception):
    """The source does not answer, or not with a key set; the text says which."""


@dataclass(frozen=True, slots=True)
class Source:
    """What the source answered: its usable keys, and its clock where it told it."""

    keys: Mapping[str, SigningKey]
    date: datetime | None


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
        source = await ask(url)
        cache.keys, cache.loaded_at, cache.failed = source.keys, backend.now(), False
    except Unusable as error:
        # What was had before stays: an empty set is what a broken source sends.
        cache.failed = True
        log.warning("signing keys not loaded", url=url, reason=str(error))
    finally:
        cache.loading = None


async def ask(url: str) -> Source:
    """Return what stands at the URL now; raise `Unusable` where that is no key set."""
    try:
        async with asyncio.timeout(PATIENCE):
            content, told = await _fetched(url)
    except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise Unusable(str(error) or type(error).__name__) from error
    keys = jwks.read(content)
    if not keys:
        raise Unusable("there is no RS256 or ES256 key in it")
    return Source(keys, _moment(told))


async def _fetched(url: str) -> tuple[bytes, str]:
    # A redirect could lead to keys of somebody else, or into the inner network.
    async with (
        httpx2.AsyncClient(follow_redirects=False, timeout=PATIENCE) as client,
        client.stream("GET", url, headers=ACCEPT) as response,
    ):
        if response.status_code != httpx2.codes.OK:
            raise Unusable(f"it answers {response.status_code}")
        content = bytearray()
        async for chunk in response.aiter_raw():
            content += chunk
            if len(content) > LARGEST:
                raise Unusable(f"it is larger than {LARGEST} bytes")
        return bytes(content), response.headers.get("Date", "")


def _moment(told: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
