"""Files and their metadata: immutable, in ranges if need be, never compressed on the way.

Where files lie in S3, whoever GETs one is sent there; HEAD, metadata and refusals are ours.
"""

import re
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from http import HTTPStatus

from packaging.utils import NormalizedName
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from devsper_registry.backend import Backend
from devsper_registry.db.queries.downloads import Download, Metadata
from devsper_registry.errors import FileNotFound, RangeNotSatisfiable
from devsper_registry.gate import validators
from devsper_registry.rest import caching, problems, ranges, redirecting, user_agent
from devsper_registry.rest.deps import backend_of, reader_of
from devsper_registry.rest.sending import Sending
from devsper_registry.services import counting, reading

METADATA = ".metadata"
_SHA256 = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)


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
    public = caching.is_public(backend, is_private=file.is_private)
    headers = headers_of(file, public=public)
    if validators.is_known(request, headers["etag"]):
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
        count(backend, filename, request.headers.get("user-agent", ""))
    goes_along = "x-api-key" in request.headers
    if request.method == "GET" and redirecting.is_wanted(backend, key_goes_along=goes_along):
        told = await redirecting.to_storage(backend, file, filename=filename, public=public)
        if told is not None:
            return Response(status_code=HTTPStatus.FOUND, headers=told)
    return Sending(backend.store, file.sha256, file.size, part=part, status=status, headers=headers)


def _metadata(request: Request, metadata: Metadata) -> ASGIApp:
    public = caching.is_public(backend_of(request), is_private=metadata.is_private)
    headers = headers_of(metadata, public=public)
    if validators.is_known(request, headers["etag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    headers["content-length"] = str(len(metadata.content))
    return Response(b"" if request.method == "HEAD" else metadata.content, headers=headers)


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def headers_of(sent: Download | Metadata, *, public: bool) -> dict[str, str]:
    """Return what is said of it to everybody who may have it."""
    return {
        "content-type": caching.FILE,
        **redirecting.NOSNIFF,
        "etag": f'"{sent.sha256}"',
        "last-modified": _date(sent.uploaded_at),
        "cache-control": caching.for_ever(public=public),
        **(caching.CORS if public else {"vary": caching.CREDENTIALS}),
        **({"accept-ranges": "bytes"} if isinstance(sent, Download) else {}),
    }


def count(backend: Backend, filename: str, header: str) -> None:
    """Count a download by the client with this User-Agent."""
    client = user_agent.read(header)
    counting.note(backend, filename, installer=client.installer, python=client.python)


@lru_cache(maxsize=1024)
def _date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


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
