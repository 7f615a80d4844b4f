"""Files and their metadata: immutable, in ranges if need be, never compressed on the way.

Where files lie in S3, whoever GETs one is sent there; HEAD, metadata and refusals are ours.
"""

import re
from email.utils import format_datetime
from http import HTTPStatus

from packaging.utils import NormalizedName
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from devsper_registry.db.queries.downloads import Download, Metadata
from devsper_registry.errors import FileNotFound, RangeNotSatisfiable
from devsper_registry.rest import caching, problems, ranges, redirecting, user_agent
from devsper_registry.rest.deps import backend_of, reader_of
from devsper_registry.rest.sending import Sending
from devsper_registry.services import counting, reading

METADATA = ".metadata"
_SHA256 = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)
_FOR_EVER = "max-age=31536000, immutable"


async def download(request: Request) -> ASGIApp:
    """Answer with a file or, for its URL and `.metadata`, with its core metadata (PEP 658)."""
    package = NormalizedName(request.path_params["package"])
    sha256, filename = request.path_params["sha256"], request.path_params["filename"]
    by = await reader_of(request, package)
    # What no file can be called does not reach the database, which takes no NUL in a text.
    if not _SHA256.match(sha256) or not _is_plain(package) or not _is_plain(filename):
        raise FileNotFound(filename=filename)
    if filename.endswith(METADATA):
        wanted = filename.removesuffix(METADATA)
        metadata = await reading.metadata(
            backend_of(request), package=package, sha256=sha256, filename=wanted, by=by
        )
        return _metadata(request, metadata)
    file = await reading.file(
        backend_of(request), package=package, sha256=sha256, filename=filename, by=by
    )
    return await _file(request, file, filename)


async def _file(request: Request, file: Download, filename: str) -> ASGIApp:
    backend = backend_of(request)
    headers = _headers(request, file) | {"accept-ranges": "bytes"}
    if caching.is_known(request, headers["etag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    try:
        part = ranges.requested(
            # RFC 9110, 14.2: a range has a meaning for GET alone.
            request.headers.get("range") if request.method == "GET" else None,
            size=file.size,
            if_range=request.headers.get("if-range"),
            validators=(headers["etag"], headers["last-modified"]),
        )
    except RangeNotSatisfiable as error:
        return _not_satisfiable(request, error, file.size)
    status = HTTPStatus.OK
    if part is not None:
        status = HTTPStatus.PARTIAL_CONTENT
        headers["content-range"] = f"bytes {part.start}-{part.stop - 1}/{file.size}"
    # Whoever asks for a later part is looking into the file, or has counted already.
    if request.method == "GET" and (part is None or part.start == 0):
        client = user_agent.read(request.headers.get("user-agent", ""))
        counting.note(backend, filename, installer=client.installer, python=client.python)
    # Clients drop `Authorization` on the way to another host, and take any other header along.
    goes_along = "x-api-key" in request.headers
    if request.method == "GET" and backend.settings.redirects_downloads and not goes_along:
        found = await redirecting.to_storage(backend, file, filename=filename, headers=headers)
        if found is not None:
            return found
    return Sending(backend.store, file.sha256, file.size, part=part, status=status, headers=headers)


def _metadata(request: Request, metadata: Metadata) -> ASGIApp:
    headers = _headers(request, metadata)
    if caching.is_known(request, headers["etag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    headers["content-length"] = str(len(metadata.content))
    return Response(b"" if request.method == "HEAD" else metadata.content, headers=headers)


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _headers(request: Request, sent: Download | Metadata) -> dict[str, str]:
    headers = {
        "content-type": "application/octet-stream",
        "x-content-type-options": "nosniff",
        "etag": f'"{sent.sha256}"',
        "last-modified": format_datetime(sent.uploaded_at, usegmt=True),
    }
    if backend_of(request).settings.readable_by_all and not sent.is_private:
        cached = f"public, {_FOR_EVER}, {caching.SHARED_FOR_A_MINUTE}"
        return headers | {"cache-control": cached, **caching.CORS}
    return headers | {"cache-control": f"private, {_FOR_EVER}", "vary": caching.CREDENTIALS}


def _not_satisfiable(request: Request, error: RangeNotSatisfiable, size: int) -> Response:
    return problems.render(
        request,
        status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
        code=error.code,
        sentence=str(error),
        headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"},
    )


routes: list[BaseRoute] = [
    Route("/packages/{package}/{sha256}/{filename}", download),
]
