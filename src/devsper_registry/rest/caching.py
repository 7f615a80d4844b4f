"""What the reading doors say to caches and to browsers."""

from collections.abc import Sequence

from starlette.requests import Request

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

# The headers that say who asks, for Vary.
CREDENTIALS = "Authorization, X-API-Key"


def is_known(request: Request, etag: str) -> bool:
    """Tell whether If-None-Match names the ETag."""
    return names(request.headers.getlist("if-none-match"), etag)


def names(known: Sequence[str], etag: str) -> bool:
    """Tell whether these If-None-Match name the ETag; the comparison is weak (RFC 9110, 13.1.2)."""
    if not known:
        return False
    tags = [tag.strip().removeprefix("W/") for header in known for tag in header.split(",")]
    return etag in tags or tags == ["*"]
