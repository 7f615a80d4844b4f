"""What is asked for, as far as the answer depends on it; None for whatever is not plain."""

from dataclasses import dataclass
from typing import Self

from packaging.utils import NormalizedName
from starlette.types import Scope

from devsper_registry.auth import credentials, permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.errors import RegistryError
from devsper_registry.gate import validators
from devsper_registry.services import sessions

# All that an answer depends on, but for the path.
LOOKED_AT = frozenset(
    {
        b"accept",
        b"accept-encoding",
        b"authorization",
        b"if-none-match",
        b"origin",
        b"range",
        b"user-agent",
        b"x-api-key",
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: whether its body is wanted, the headers that count, and who asks."""

    is_get: bool
    given: dict[bytes, bytes]
    by: Principal

    @classmethod
    def of(cls, scope: Scope, backend: Backend) -> Self | None:
        """Read the request; None where a header comes twice, or who asks must be asked."""
        given: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in LOOKED_AT:
                if name in given:
                    return None
                given[name] = value
        by = _principal(scope, given, backend)
        return None if by is None else cls(scope["method"] == "GET", given, by)

    def text(self, name: bytes) -> str:
        """Return the header, empty where it is not given."""
        value = self.given.get(name)
        return "" if value is None else value.decode("latin-1")

    def may_read(self, backend: Backend, package: NormalizedName | None) -> bool:
        """Tell whether the credentials reach so far; what is private is another question."""
        readable = backend.settings.readable_by_all
        try:
            permissions.require_read(self.by, package, anonymous_read=readable)
        except RegistryError:
            return False
        return True

    def knows(self, etag: str) -> bool:
        """Tell whether the client has what this ETag names."""
        known = self.text(b"if-none-match")
        return bool(known) and (known == etag or validators.names([known], etag))


def _principal(scope: Scope, given: dict[bytes, bytes], backend: Backend) -> Principal | None:
    client = scope.get("client")
    address = client[0] if client else None
    shown, keys = _texts(given, b"authorization"), _texts(given, b"x-api-key")
    if not shown and not keys:
        return Principal(address=address)
    try:
        read = credentials.read(authorization=shown, api_key=keys)
    except RegistryError:
        return None
    return None if read is None else sessions.known(backend, read, address=address)


def _texts(given: dict[bytes, bytes], name: bytes) -> list[str]:
    return [given[name].decode("latin-1")] if name in given else []
