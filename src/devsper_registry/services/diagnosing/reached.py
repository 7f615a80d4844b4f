"""What is reached over the network beside the database: Redis, the key set, our own address."""

import ssl
from datetime import UTC, datetime
from typing import Any

import httpx2

from devsper_registry.backend import Backend
from devsper_registry.rates import reaching
from devsper_registry.rates.shared import PATIENCE_SECONDS
from devsper_registry.services import signing_keys
from devsper_registry.services.diagnosing import clocks
from devsper_registry.services.diagnosing.verdict import Verdict

PATIENCE = 5.0
# Days before the end of a certificate at which somebody should ask why it was not renewed.
RENEWED_BY = 14


async def examine(backend: Backend) -> list[Verdict]:
    """Ask those of them that the settings name."""
    return [
        *await _redis(backend),
        *await _key_set(backend),
        *await _own_address(backend),
    ]


async def _redis(backend: Backend) -> list[Verdict]:
    url = backend.settings.redis_url
    if url is None:
        return []
    try:
        answer = await reaching.ask(url.get_secret_value())
    except reaching.Unreachable as error:
        return [
            Verdict.fail(
                "redis",
                f"It does not answer ({error}).",
                "Correct REDIS_URL, or start it; until then each replica counts for itself.",
            )
        ]
    milliseconds = answer.seconds * 1000
    found = f"{answer.version} answers in {milliseconds:.1f} ms."
    if answer.seconds > PATIENCE_SECONDS / 2:
        return [
            Verdict.warn(
                "redis",
                found,
                f"Bring it nearer: after {PATIENCE_SECONDS * 1000:.0f} ms a replica counts alone.",
            )
        ]
    return [Verdict.ok("redis", found)]


async def _key_set(backend: Backend) -> list[Verdict]:
    url = backend.settings.jwks_url
    if url is None:
        return []
    try:
        source = await signing_keys.ask(url)
    except signing_keys.Unusable as error:
        return [
            Verdict.fail(
                "jwks",
                f"JWKS_URL is not usable ({error}).",
                "Let the auth service show RS256 or ES256 keys there; nobody can sign in.",
            )
        ]
    verdicts = [Verdict.ok("jwks", f"{_keys(len(source.keys))}, asked for at {url}.")]
    if source.date is not None:
        verdicts.append(clocks.compare("the auth service's", source.date, backend.now()))
    return verdicts


async def _own_address(backend: Backend) -> list[Verdict]:
    url = backend.settings.base_url
    if url is None:
        return []
    try:
        async with (
            httpx2.AsyncClient(timeout=PATIENCE, follow_redirects=False) as client,
            client.stream("GET", f"{url}/health") as response,
        ):
            until = _certified_until(response)
            status = response.status_code
    except httpx2.HTTPError as error:
        return [_away(url, error)]
    if status != httpx2.codes.OK:
        return [
            Verdict.warn(
                "address",
                f"BASE_URL {url} answers /health with {status}.",
                "Lead that address, through the proxy, to the registry; start it if it is not up.",
            )
        ]
    return [_lasting(url, until, backend.now())]


def _away(url: str, error: httpx2.HTTPError) -> Verdict:
    if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
        return Verdict.fail(
            "address",
            f"BASE_URL {url} shows no certificate that is trusted here ({error}).",
            "Give the proxy one of an authority that installers trust, for this very name.",
        )
    return Verdict.warn(
        "address",
        f"BASE_URL {url} is not reached from here ({str(error) or type(error).__name__}).",
        "Start the registry and the proxy, or look from where the clients are.",
    )


def _lasting(url: str, until: datetime | None, now: datetime) -> Verdict:
    if until is None:
        return Verdict.ok("address", f"{url} leads here.")
    days = (until - now).days
    found = f"{url} leads here; its certificate is good for {days} days."
    if days < RENEWED_BY:
        return Verdict.warn(
            "address", found, "Renew it, and see why that did not happen by itself."
        )
    return Verdict.ok("address", found)


def _certified_until(response: httpx2.Response) -> datetime | None:
    stream = response.extensions.get("network_stream")
    connection: Any = None if stream is None else stream.get_extra_info("ssl_object")
    certificate = None if connection is None else connection.getpeercert()
    if not certificate:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)


def _causes(error: BaseException | None) -> list[BaseException]:
    found = []
    while error is not None:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _keys(number: int) -> str:
    return "1 usable key" if number == 1 else f"{number} usable keys"
