"""What reads cost beside the least that the same server does: part of `make bench`.

In turns with the ceiling (`bench.ceiling`), so that whatever else the machine does meets both
alike; what is compared is answers a second of processor.
"""

import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from bench import ceiling
from bench.ceiling import Ceiling
from bench.load import Get, per_second
from tests.acceptance.serving import Serving, serving

SIMPLE_JSON, HTML = "application/vnd.pypi.simple.v1+json", "text/html"
PLAIN, GZIP = {"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip"}
SMALL, LONG = "/simple/bench-1/", "/simple/bench-long/"
ROUNDS = 3
# Nothing is examined meanwhile, and the log is as in production.
QUIET = {"WORKER": "off", "LOG_FORMAT": "json"}
Figures = dict[str, float]


@dataclass(frozen=True)
class Rate:
    """Answers a second, and a second of processor."""

    wall: float
    processor: float


def measure(data_dir: Path, key: str, *, seconds: int) -> Figures:
    """Return the figures by name; the data has the packages `bench-1` and `bench-long`."""
    with ceiling.running() as least:
        with serving(data_dir, **QUIET) as registry:
            figures = compared(registry, least, reads(registry, key), seconds=seconds)
            one = rate(registry.process.pid, page(registry), seconds=seconds)
            registry.stop()
        with serving(data_dir, ANONYMOUS_READ="false", **QUIET) as closed:
            asks = [("small pages, ANONYMOUS_READ=false", page(closed, key))]
            figures |= compared(closed, least, asks, seconds=seconds)
            closed.stop()
    with serving(data_dir, WORKERS="2", **QUIET) as both:
        two = rate(both.process.pid, page(both), seconds=seconds)
        both.stop()
    return figures | {
        "two workers, small pages a second": two.wall,
        "two workers against one": two.wall / one.wall,
        "two workers against one, a second of processor": two.processor / one.processor,
    }


def page(registry: Serving, key: str | None = None, **headers: str) -> Get:
    """Return the small page as an installer asks for it."""
    told = {"Accept": SIMPLE_JSON, **PLAIN, **headers}
    if key is not None:
        told["Authorization"] = f"Bearer {key}"
    return Get(f"{registry.url}{SMALL}", told)


def reads(registry: Serving, key: str) -> Iterator[tuple[str, Get]]:
    """Yield what is asked for."""
    yield "small pages, JSON", page(registry)
    yield "small pages, HTML", page(registry, Accept=HTML)
    yield "small pages, gzip", page(registry, **GZIP)
    yield "small pages, with a key", page(registry, key)
    asked = page(registry)
    etag = httpx.get(asked.url, headers=asked.headers, trust_env=False).headers["etag"]
    told = asked.headers | {"If-None-Match": etag}
    yield "small pages, not modified", Get(asked.url, told, status=304)
    long = {"Accept": SIMPLE_JSON, **GZIP}
    yield "pages of 1,000 files, gzip", Get(f"{registry.url}{LONG}", long)


def compared(
    registry: Serving, least: Ceiling, asks: Iterable[tuple[str, Get]], *, seconds: int
) -> Figures:
    """Return for each kind of read its rate, and its share of the ceiling for as many bytes."""
    figures: Figures = {}
    for name, get in asks:
        bound = Get(least.of(length(get)), PLAIN, status=get.status)
        shares, rates = [], []
        for _ in range(ROUNDS):
            most = rate(least.process.pid, bound, seconds=seconds)
            rates.append(rate(registry.process.pid, get, seconds=seconds))
            shares.append(rates[-1].processor / most.processor)
        figures[f"{name}, a second"] = statistics.median(each.wall for each in rates)
        figures[f"{name}, a second of processor"] = statistics.median(
            each.processor for each in rates
        )
        figures[f"{name}, of the ceiling"] = statistics.median(shares)
    return figures


def length(get: Get) -> int | None:
    """Return how many bytes an answer has over the wire, None for one without any."""
    answer = httpx.get(get.url, headers=get.headers, trust_env=False)
    return int(answer.headers["content-length"]) if answer.status_code == 200 else None


def rate(pid: int, get: Get, *, seconds: int) -> Rate:
    """Ask for some seconds, after a moment in which what is cold becomes warm."""
    per_second(get, seconds=1)
    before = cpu_seconds(pid)
    wall = per_second(get, seconds=seconds)
    return Rate(wall, wall * seconds / (cpu_seconds(pid) - before))


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a server and its children have used."""
    server = psutil.Process(pid)
    times = [each.cpu_times() for each in (server, *server.children(recursive=True))]
    return float(sum(each.user + each.system for each in times))
