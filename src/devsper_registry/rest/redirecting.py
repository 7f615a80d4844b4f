"""Sending somebody on to the storage for a file, by a URL that opens it for a while."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from starlette.responses import Response

from devsper_registry.backend import Backend
from devsper_registry.db.queries.downloads import Download
from devsper_registry.rest import caching

# Long enough for a clock that is wrong and a client that begins late; what has begun is finished.
PUBLIC_FOR = timedelta(minutes=15)
PRIVATE_FOR = timedelta(minutes=5)
# Well below the lifetime: who finds our answer in a cache still has ten minutes to begin.
_CACHED = f"public, max-age=300, {caching.SHARED_FOR_A_MINUTE}"
# The rest is about the file, and belongs to the answer that brings it.
_OURS = ("vary", "x-content-type-options")


async def to_storage(
    backend: Backend, file: Download, *, filename: str, headers: Mapping[str, str]
) -> Response | None:
    """Return a redirect, None where the storage has no address; `headers` are the file's own."""
    public = headers["cache-control"].startswith("public")
    url = await backend.store.link(
        file.sha256,
        at=backend.now(),
        lifetime=PUBLIC_FOR if public else PRIVATE_FOR,
        headers={
            "cache-control": headers["cache-control"],
            "content-type": headers["content-type"],
            # A browser saves it, under its name, and never shows it as a page of the storage's.
            "content-disposition": f'attachment; filename="{filename}"',
        },
    )
    if url is None:
        return None
    kept = {
        name: value
        for name, value in headers.items()
        if name in _OURS or name.startswith("access-control-")
    }
    cached = _CACHED if public else "no-store"
    return Response(
        status_code=HTTPStatus.FOUND,
        headers={**kept, "location": url, "cache-control": cached},
    )
