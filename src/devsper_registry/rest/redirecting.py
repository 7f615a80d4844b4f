"""Sending somebody on to the storage for a file, by a URL that opens it for a while."""

from datetime import timedelta

from devsper_registry.backend import Backend
from devsper_registry.db.queries.downloads import Download
from devsper_registry.rest import caching

# Long enough for a clock that is wrong and a client that begins late; what has begun is finished.
PUBLIC_FOR = timedelta(minutes=15)
PRIVATE_FOR = timedelta(minutes=5)
NOSNIFF = {"x-content-type-options": "nosniff"}
# Well below the lifetime: who finds our answer in a cache still has ten minutes to begin.
_PUBLIC = {
    **NOSNIFF,
    **caching.CORS,
    "cache-control": f"public, max-age=300, {caching.SHARED_FOR_A_MINUTE}",
}
_PRIVATE = {**NOSNIFF, "vary": caching.CREDENTIALS, "cache-control": "no-store"}


def is_wanted(backend: Backend, *, key_goes_along: bool) -> bool:
    """Tell whether whoever GETs a file is sent on for it, where the storage has an address.

    Clients drop `Authorization` on the way to another host, and take any other header along.
    """
    return backend.settings.redirects_downloads and not key_goes_along


async def to_storage(
    backend: Backend, file: Download, *, filename: str, public: bool
) -> dict[str, str] | None:
    """Return the headers of a redirect, None where the storage has no address."""
    url = await backend.store.link(
        file.sha256,
        at=backend.now(),
        lifetime=PUBLIC_FOR if public else PRIVATE_FOR,
        headers={
            "cache-control": caching.for_ever(public=public),
            "content-type": caching.FILE,
            # A browser saves it, under its name, and never shows it as a page of the storage's.
            "content-disposition": f'attachment; filename="{filename}"',
        },
    )
    return None if url is None else {**(_PUBLIC if public else _PRIVATE), "location": url}
