"""What the reading doors say to caches and to browsers."""

from devsper_registry.backend import Backend

# Anybody may read public data, so a page of any other site may too.
CORS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET",
    "access-control-max-age": "86400",
    "access-control-expose-headers": "X-PyPI-Last-Serial",
}

# A cache that many share asks again each minute, which costs it a 304: what is put into quarantine
# shall not go on being given out there.
SHARED_FOR_A_MINUTE = "s-maxage=60"

# What is said of files, whose bytes never change, by us and by the storage.
FILE = "application/octet-stream"
_FOR_EVER = "max-age=31536000, immutable"

# The headers that say who asks, for Vary.
CREDENTIALS = "Authorization, X-API-Key"


def is_public(backend: Backend, *, is_private: bool) -> bool:
    """Tell whether a stranger may have it."""
    return backend.settings.readable_by_all and not is_private


def for_ever(*, public: bool) -> str:
    """Return the Cache-Control of what never changes."""
    return f"public, {_FOR_EVER}, {SHARED_FOR_A_MINUTE}" if public else f"private, {_FOR_EVER}"


def of_answer(*, public: bool) -> dict[str, str]:
    """Return the headers of an answer that is made anew each time, for a key as for a stranger."""
    if public:
        # A key may open more, so the answer is not the same for everybody.
        return {"cache-control": "no-cache", "vary": CREDENTIALS, **CORS}
    return {"cache-control": "private, no-cache", "vary": CREDENTIALS}
