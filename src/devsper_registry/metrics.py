"""What the process counts, for Prometheus. Names and labels are stable: docs/metrics.md."""

import structlog
from prometheus_client import REGISTRY, Counter, generate_latest

REFUSALS = Counter("devsper_refusals", "Requests refused, by the code of the refusal.", ["code"])
UPLOADS = Counter("devsper_uploads", "Uploads, by what came of them.", ["outcome"])

log = structlog.get_logger(__name__)


def refused(code: str, **where: object) -> None:
    """Count a refusal and log it in one line; `where` holds no secret and no query."""
    REFUSALS.labels(code=code).inc()
    log.info("refused", code=code, **where)


def uploaded(outcome: str) -> None:
    """Count an upload: new, repeated or refused."""
    UPLOADS.labels(outcome=outcome).inc()


def exposition() -> bytes:
    """Return everything in Prometheus's text format."""
    return generate_latest(REGISTRY)
