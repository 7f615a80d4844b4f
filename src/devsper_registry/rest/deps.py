"""What every door asks first: the backend, and who is asking."""

from typing import cast

from packaging.utils import NormalizedName
from starlette.requests import HTTPConnection

from devsper_registry.auth import credentials, permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.gate.arriving import address_of
from devsper_registry.services import sessions


def backend_of(request: HTTPConnection) -> Backend:
    """Return the backend of the application that serves the request."""
    return cast(Backend, request.app.state.backend)


def base_url_of(request: HTTPConnection) -> str:
    """Return where the client reaches the registry: as the setting says, else as it came."""
    return (backend_of(request).settings.base_url or str(request.base_url)).rstrip("/")


async def principal_of(request: HTTPConnection) -> Principal:
    """Return who asks, from the headers alone: no body is read. Raise `InvalidKey`."""
    shown = credentials.read(
        authorization=request.headers.getlist("authorization"),
        api_key=request.headers.getlist("x-api-key"),
    )
    principal = await sessions.authenticate(backend_of(request), shown, address=address_of(request))
    request.state.account_id = principal.account_id  # for the log, should it be refused
    return principal


async def reader_of(request: HTTPConnection, package: NormalizedName | None = None) -> Principal:
    """Return who reads; raise unless that one may read the package (None: the list of all)."""
    reader = await principal_of(request)
    anonymous_read = backend_of(request).settings.readable_by_all
    permissions.require_read(reader, package, anonymous_read=anonymous_read)
    return reader
