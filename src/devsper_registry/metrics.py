"""What the process counts, for Prometheus. Names and labels are stable: docs/metrics.md."""

import structlog
from prometheus_client import REGISTRY, Counter, Gauge, generate_latest

REFUSALS = Counter("devsper_refusals", "Requests refused, by the code of the refusal.", ["code"])
UPLOADS = Counter("devsper_uploads", "Uploads, by what came of them.", ["outcome"])
RATES_SHARED = Gauge(
    "devsper_rates_shared", "1 while rate limits are counted in Redis, 0 while it is away."
)
RATES_FALLBACKS = Counter(
    "devsper_rates_fallbacks", "How often Redis was given up, and rates counted in memory."
)
LISTENING = Gauge(
    "devsper_listening",
    "1 while changes are heard from the database, 0 while nothing kept is used.",
)

log = structlog.get_logger(__name__)


def refused(code: str, **where: object) -> None:
    """Count a refusal; `where` holds no secret and no query.

    It has a line of its own only where it is looked for: the line of the request has its code.
    """
    REFUSALS.labels(code=code).inc()
    log.debug("refused", code=code, **where)


def uploaded(outcome: str) -> None:
    """Count an upload: new, repeated or refused."""
    UPLOADS.labels(outcome=outcome).inc()


def rates_shared(shared: bool) -> None:
    """Note that rates are counted in Redis from now on, or that it was given up."""
    RATES_SHARED.set(shared)
    if not shared:
        RATES_FALLBACKS.inc()


def listening(hears: bool) -> None:
    """Note that changes by other processes are heard from now on, or no longer."""
    LISTENING.set(hears)


def exposition() -> bytes:
    """Return everything in Prometheus's text format."""
    return generate_latest(REGISTRY)
