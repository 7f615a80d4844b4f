"""The integrity API: the provenance of a file, for installers and auditors (PEP 740)."""

from packaging.utils import NormalizedName, canonicalize_name, is_normalized_name
from packaging.version import InvalidVersion, Version
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from devsper_registry.errors import (
    ProvenanceNotAcceptable,
    ProvenanceNotFound,
    RegistryError,
)
from devsper_registry.rest import caching, problems
from devsper_registry.rest.deps import backend_of, reader_of
from devsper_registry.services import reading

TYPE = "application/vnd.pypi.integrity.v1+json"
_TAKEN = {TYPE, "application/json", "application/*", "*/*", ""}


async def provenance(request: Request) -> Response:
    """Answer with the provenance object of a file."""
    name = canonicalize_name(request.path_params["package"])
    filename = request.path_params["filename"]
    by = await reader_of(request, name)
    try:
        _require_json(request)
        found = await reading.provenance(
            backend_of(request),
            package=name,
            version=_version(request, name, filename),
            filename=filename,
            by=by,
        )
    except (ProvenanceNotAcceptable, ProvenanceNotFound) as error:
        return _refused(request, error)
    return Response(
        found.content, media_type=TYPE, headers=_headers(request, is_private=found.is_private)
    )


def _require_json(request: Request) -> None:
    accept = ",".join(request.headers.getlist("accept")).lower()
    if not any(member.partition(";")[0].strip() in _TAKEN for member in accept.split(",")):
        raise ProvenanceNotAcceptable


def _version(request: Request, name: NormalizedName, filename: str) -> Version:
    try:
        version = Version(request.path_params["version"])
    except InvalidVersion:
        raise ProvenanceNotFound(filename=filename) from None
    # What no file can be called does not reach the database, which takes no NUL in a text.
    if not (is_normalized_name(name) and filename.isascii() and filename.isprintable()):
        raise ProvenanceNotFound(filename=filename)
    return version


def _refused(request: Request, error: RegistryError) -> Response:
    """Return the refusal as PyPI's API words it: clients look for `message`."""
    status, headers = problems.counted(request, error)
    return JSONResponse(
        {"message": str(error), "code": error.code}, status_code=status, headers=headers
    )


def _headers(request: Request, *, is_private: bool) -> dict[str, str]:
    if caching.is_public(backend_of(request), is_private=is_private):
        cached = f"public, max-age=600, {caching.SHARED_FOR_A_MINUTE}"
        return {"cache-control": cached, "vary": "Accept", **caching.CORS}
    return {"cache-control": "private, max-age=600", "vary": f"Accept, {caching.CREDENTIALS}"}


routes: list[BaseRoute] = [
    Route("/integrity/{package}/{version}/{filename}/provenance", provenance),
]
