"""What a client says that it has already: If-None-Match (RFC 9110, 13.1.2), for both doors."""

from collections.abc import Sequence

from starlette.requests import Request


def is_known(request: Request, etag: str) -> bool:
    """Tell whether If-None-Match names the ETag."""
    return names(request.headers.getlist("if-none-match"), etag)


def names(known: Sequence[str], etag: str) -> bool:
    """Tell whether these If-None-Match name the ETag; the comparison is weak."""
    if not known:
        return False
    tags = [tag.strip().removeprefix("W/") for header in known for tag in header.split(",")]
    return etag in tags or tags == ["*"]
