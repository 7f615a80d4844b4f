"""What every door asks first: the backend, and who is asking."""

from packaging.utils import NormalizedName
from starlette.requests import HTTPConnection

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.gate.asking import backend_of, base_url_of, principal_of
from devsper_registry.rates import INSTALL

__all__ = ["backend_of", "base_url_of", "principal_of", "reader_of"]


async def reader_of(request: HTTPConnection, package: NormalizedName | None = None) -> Principal:
    """Return who reads; raise unless that one may read the package (None: the list of all)."""
    reader = await principal_of(request, action=INSTALL)
    anonymous_read = backend_of(request).settings.readable_by_all
    permissions.require_read(reader, package, anonymous_read=anonymous_read)
    return reader
