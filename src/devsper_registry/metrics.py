"""What the process counts, for Prometheus. Names and labels are stable: docs/metrics.md.

Several processes that serve on one port count into files of one folder, so that each can tell what
all of them have counted; one that takes a dead one's place goes on from where that one was.
"""

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import structlog
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
    values,
)
from prometheus_client.metrics import MetricWrapperBase

REQUESTS = Counter("devsper_requests", "Requests answered.", ["route", "status"])
REQUEST_SECONDS = Histogram(
    "devsper_request_seconds",
    "From a request's head to the end of its answer.",
    ["route"],
    buckets=(0.005, 0.02, 0.1, 0.5, 2, 10, 60),
)
REFUSALS = Counter("devsper_refusals", "Requests refused, by the code of the refusal.", ["code"])
UPLOADS = Counter("devsper_uploads", "Uploads, by what came of them.", ["outcome"])
PAGES = Counter("devsper_pages", "Pages of the simple index, by where they came from.", ["result"])
DOWNLOADS = Counter("devsper_downloads", "Files that were downloaded, whole or in part.")
POOL_SIZE = Gauge(
    "devsper_pool_size", "Connections that may be open.", ["pool"], multiprocess_mode="livesum"
)
POOL_IN_USE = Gauge(
    "devsper_pool_in_use", "Connections in use.", ["pool"], multiprocess_mode="livesum"
)
POOL_WAITING = Gauge(
    "devsper_pool_waiting", "Who waits for a connection.", ["pool"], multiprocess_mode="livesum"
)
RATES_REFUSED = Counter("devsper_rates_refused", "Actions that were one too many.", ["action"])
RATES_SHARED = Gauge(
    "devsper_rates_shared",
    "1 while rate limits are counted in Redis, 0 while it is away.",
    multiprocess_mode="livemin",
)
RATES_FALLBACKS = Counter(
    "devsper_rates_fallbacks", "How often Redis was given up, and rates counted in memory."
)
LISTENING = Gauge(
    "devsper_listening",
    "1 while changes are heard from the database, 0 while nothing kept is used.",
    multiprocess_mode="livemin",
)
WORKER_DEATHS = Counter("devsper_worker_deaths", "Workers that died, and were started anew.")
QUEUE = Gauge(
    "devsper_queue_jobs",
    "Jobs in the queue.",
    ["kind", "state"],
    multiprocess_mode="livemostrecent",
)
QUEUE_WAIT = Gauge(
    "devsper_queue_oldest_seconds",
    "For how long the oldest job that is due has waited.",
    ["kind"],
    multiprocess_mode="livemostrecent",
)
JOBS = Counter("devsper_jobs", "Attempts at jobs, by what came of them.", ["kind", "outcome"])
JOB_SECONDS = Histogram(
    "devsper_job_seconds",
    "How long attempts at jobs took.",
    ["kind"],
    buckets=(0.1, 0.5, 1, 5, 15, 60, 300, 1800),
)

log = structlog.get_logger(__name__)


def requested(route: str, *, status: int, seconds: float) -> None:
    """Count a request that was answered."""
    counted, timed = _of_requests(route, status)
    counted.inc()
    timed.observe(seconds)


# Finding them takes as long as counting, for each page.
@lru_cache(maxsize=1000)
def _of_requests(route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(route=route, status=status), REQUEST_SECONDS.labels(route=route)


def refused(code: str, **where: object) -> None:
    """Count a refusal; `where` holds no secret and no query.

    It has a line of its own only where it is looked for: the line of the request has its code.
    """
    REFUSALS.labels(code=code).inc()
    log.debug("refused", code=code, **where)


def page_sent(result: str) -> None:
    """Count a page: hit, rendered, not-modified, or absent."""
    _of_pages(result).inc()


@lru_cache(maxsize=10)
def _of_pages(result: str) -> Counter:
    return PAGES.labels(result=result)


def uploaded(outcome: str) -> None:
    """Count an upload: new, repeated, or the code of its refusal."""
    UPLOADS.labels(outcome=outcome).inc()


def rates_shared(shared: bool) -> None:
    """Note that rates are counted in Redis from now on, or that it was given up."""
    RATES_SHARED.set(shared)
    if not shared:
        RATES_FALLBACKS.inc()


def listening(hears: bool) -> None:
    """Note that changes by other processes are heard from now on, or no longer."""
    LISTENING.set(hears)


def job_ended(kind: str, outcome: str, *, seconds: float) -> None:
    """Count an attempt at a job: done, failed and to be tried again, or held for good."""
    JOBS.labels(kind=kind, outcome=outcome).inc()
    JOB_SECONDS.labels(kind=kind).observe(seconds)


def queue_measured(jobs: Iterable[tuple[str, str, int, float]]) -> None:
    """Show what the queue holds: kind, state, how many, and how long the oldest has been due.

    Name those of which there are none too: what once was told is not forgotten.
    """
    for kind, state, number, waited in jobs:
        QUEUE.labels(kind=kind, state=state).set(number)
        if state == "waiting":
            QUEUE_WAIT.labels(kind=kind).set(waited)


def exposition() -> bytes:
    """Return everything in Prometheus's text format."""
    if _sharing.folder is None:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, str(_sharing.folder))  # type: ignore[no-untyped-call]
    return generate_latest(registry)


# --- several processes ------------------------------------------------------------------------


class _Sharing:
    folder: Path | None = None
    name = "parent"


_sharing = _Sharing()


def share(folder: Path) -> None:
    """Count into this folder, beside others; to be called before there is anything to count."""
    ours = [each for each in globals().values() if isinstance(each, MetricWrapperBase)]
    # Those with labels make their values when first used, the others had theirs from the start.
    for metric in ours:
        if metric._labelnames:
            metric.clear()
    _of_requests.cache_clear()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    values.ValueClass = values.MultiProcessValue(  # type: ignore[no-untyped-call]
        lambda: _sharing.name
    )
    _sharing.folder = folder
    for metric in ours:
        if not metric._labelnames:
            metric._metric_init()  # type: ignore[no-untyped-call]
    has_died(_sharing.name)  # this one serves nobody: its gauges say nothing


def this_is(name: str) -> None:
    """Name the process, without an underscore; another one of this name must have ended."""
    _sharing.name = name


def has_died(name: str) -> None:
    """Forget the gauges of the process; what it has counted stays."""
    multiprocess.mark_process_dead(name, str(_sharing.folder))  # type: ignore[no-untyped-call]
