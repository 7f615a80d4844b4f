"""The versions that an advisory is about, as ranges (OSV schema 1.7, "Evaluation").

Versions are compared under PEP 440. A text that is no version of it, as old packages have them,
comes before all that are: no release here can have it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from devsper_registry.distribution.version_order import end_key, sort_key

FIRST = ""  # comes before every version


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a range: exactly one of the four is told."""

    introduced: str | None = None
    fixed: str | None = None
    last_affected: str | None = None
    limit: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """From `lower` to before `upper` (None: to the end), which `fixed` ends as the mended one."""

    lower: str
    upper: str | None = None
    fixed: str | None = None

    def holds(self, key: str) -> bool:
        """Whether the version with this key is in it."""
        return self.lower <= key and (self.upper is None or key < self.upper)


def of_events(events: Sequence[Event]) -> Iterator[Span]:
    """Yield the spans in which a version is affected."""
    limit = _limit(events)
    opened: str | None = None
    for key, starts, fixed in sorted(_points(events), key=lambda point: point[0]):
        if starts and opened is None:
            opened = key
        elif not starts and opened is not None:
            if opened < key:
                yield from _before(limit, Span(opened, key, fixed))
            opened = None
    if opened is not None:
        yield from _before(limit, Span(opened))


def of_versions(versions: Sequence[str], spans: Sequence[Span]) -> Iterator[Span]:
    """Yield a span for each version that none of the spans holds: most lists only repeat them."""
    joined = _joined(spans)
    for version in filter(None, map(_version, dict.fromkeys(versions))):
        key = sort_key(version)
        before = bisect_right(joined, key, key=lambda span: span.lower) - 1
        if before < 0 or not joined[before].holds(key):
            yield Span(key, end_key(version))


def _joined(spans: Sequence[Span]) -> list[Span]:
    """The same versions in spans of which no two meet, in their order."""
    joined = list[Span]()
    for span in sorted(spans, key=lambda span: span.lower):
        last = joined[-1] if joined else None
        if last is None or (last.upper is not None and last.upper < span.lower):
            joined.append(span)
        elif last.upper is not None and (span.upper is None or span.upper > last.upper):
            joined[-1] = Span(last.lower, span.upper)
    return joined


def _points(events: Sequence[Event]) -> Iterator[tuple[str, bool, str | None]]:
    for event in events:
        if event.introduced is not None:
            yield _key(event.introduced), True, None
        elif event.fixed is not None:
            version = _version(event.fixed)
            yield _key(event.fixed), False, None if version is None else str(version)
        elif event.last_affected is not None:
            version = _version(event.last_affected)
            yield FIRST if version is None else end_key(version), False, None


def _limit(events: Sequence[Event]) -> str | None:
    """The highest limit, None where there is none."""
    limits = [event.limit for event in events if event.limit is not None]
    return None if not limits or "*" in limits else max(map(_key, limits))


def _before(limit: str | None, span: Span) -> Iterator[Span]:
    if limit is None or (span.upper is not None and span.upper <= limit):
        yield span
    elif span.lower < limit:
        yield Span(span.lower, limit)


def _key(text: str) -> str:
    version = None if text == "0" else _version(text)
    return FIRST if version is None else sort_key(version)


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None
