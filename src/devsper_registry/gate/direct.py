"""Whether a request has come straight from who sends it, told by what proxies write."""

from collections.abc import Iterable

# Some write nothing at all: who sends a request through such a one is not told from a proxy's
# neighbour, so that this stands beside a secret and never in its place.
HEADERS = frozenset(
    {
        "forwarded",
        "via",
        "cdn-loop",
        "client-ip",
        "true-client-ip",
        "fastly-client-ip",
        "x-client-ip",
        "x-cluster-client-ip",
        "x-real-ip",
        "x-rewrite-url",
    }
)
PREFIXES = ("x-forwarded-", "x-original-", "x-envoy-", "cf-")


def written_by_a_proxy(names: Iterable[str]) -> str | None:
    """Return the first of these headers, in lower case, that only a proxy writes."""
    return next((name for name in names if name in HEADERS or name.startswith(PREFIXES)), None)
