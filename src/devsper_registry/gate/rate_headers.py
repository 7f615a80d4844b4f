"""`RateLimit` and `RateLimit-Policy`: where the one who asks stands with a limit.

draft-ietf-httpapi-ratelimit-headers-10; whole seconds, like `Retry-After`.
"""

from starlette.types import Scope

from devsper_registry.rates import Standing

Headers = list[tuple[bytes, bytes]]


def of(scope: Scope) -> Headers:
    """Return the headers of an answer; none where nothing was counted that is worth a word."""
    standing = scope["state"].get("standing")
    if not isinstance(standing, Standing):
        return []
    name = standing.name
    reset = standing.retry_after or standing.window
    return [
        (b"ratelimit-policy", b'"%b";q=%d;w=%d' % (name.encode(), standing.quota, standing.window)),
        (b"ratelimit", b'"%b";r=%d;t=%d' % (name.encode(), standing.remaining, reset)),
    ]
