"""Files and their metadata: immutable, in ranges if need be, never compressed on the way."""

import re
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus

from packaging.utils import NormalizedName
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from devsper_registry.errors import FileNotFound, RangeNotSatisfiable
from devsper_registry.rest import caching, problems, ranges, user_agent
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
    await reader_of(request, package)
    # What no file can be called does not reach the database, which takes no NUL in a text.
    if not _SHA256.match(sha256) or not _is_plain(package) or not _is_plain(filename):
        raise FileNotFound(filename=filename)
    if filename.endswith(METADATA):
        return await _metadata(request, package, sha256, filename.removesuffix(METADATA))
    return await _file(request, package, sha256, filename)


async def _file(request: Request, package: NormalizedName, sha256: str, filename: str) -> ASGIApp:
    backend = backend_of(request)
    file = await reading.file(backend, package=package, sha256=sha256, filename=filename)
    headers = _headers(request, file.sha256, file.uploaded_at) | {"accept-ranges": "bytes"}
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
    return Sending(backend.store, file.sha256, file.size, part=part, status=status, headers=headers)


async def _metadata(
    request: Request, package: NormalizedName, sha256: str, filename: str
) -> ASGIApp:
    metadata = await reading.metadata(
        backend_of(request), package=package, sha256=sha256, filename=filename
    )
    headers = _headers(request, metadata.sha256, metadata.uploaded_at)
    if caching.is_known(request, headers["etag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    headers["content-length"] = str(len(metadata.content))
    return Response(b"" if request.method == "HEAD" else metadata.content, headers=headers)


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _headers(request: Request, sha256: str, uploaded_at: datetime) -> dict[str, str]:
    headers = {
        "content-type": "application/octet-stream",
        "x-content-type-options": "nosniff",
        "etag": f'"{sha256}"',
        "last-modified": format_datetime(uploaded_at, usegmt=True),
    }
    if backend_of(request).settings.readable_by_all:
        return headers | {"cache-control": f"public, {_FOR_EVER}", **caching.CORS}
    return headers | {"cache-control": f"private, {_FOR_EVER}", "vary": "Authorization"}


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
