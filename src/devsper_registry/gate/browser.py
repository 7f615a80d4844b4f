"""What a browser is told with each answer: which pages may read it, and what it must not do."""

from collections.abc import Collection, Iterable, Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.http.websocket_origin import normalize_origin

from devsper_registry.auth.principal import ANONYMOUS, Principal

Headers = list[tuple[bytes, bytes]]
ANY = "*"
ALLOW_ORIGIN = b"access-control-allow-origin"
EXPOSED = b"ETag, RateLimit, RateLimit-Policy, Retry-After, X-PyPI-Last-Serial, X-Request-Id"
PREFLIGHT: Headers = [
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, PATCH, DELETE"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, X-API-Key"),
    (b"access-control-max-age", b"600"),
    (b"cache-control", b"no-store"),
    (b"content-length", b"0"),
]
# Nothing here is a page with scripts, but for those that bring a policy of their own.
SECURITY: Headers = [
    (
        b"content-security-policy",
        b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (
        b"permissions-policy",
        b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
]
HSTS = (b"strict-transport-security", b"max-age=31536000")


class Browser:
    """Middleware: CORS for the pages of `origins`, security headers, no shared cache for a caller.

    `https` says that people come by it whatever this process sees of the way.
    """

    def __init__(self, app: ASGIApp, *, origins: Iterable[str], https: bool) -> None:
        self.app = app
        self.origins = normalized(origins)
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a preflight here; give every other answer its headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        origin = _header(scope, b"origin")

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                message = {**message, "headers": self.completed(scope, given, origin)}
            await send(message)

        if self._is_preflight(scope, origin):
            await guarded({"type": "http.response.start", "status": 204, "headers": PREFLIGHT})
            await send({"type": "http.response.body", "body": b""})
            return
        await self.app(scope, receive, guarded)

    def _is_preflight(self, scope: Scope, origin: bytes | None) -> bool:
        return (
            scope["method"] == "OPTIONS"
            and origin is not None
            and self._allows(origin)
            and _header(scope, b"access-control-request-method") is not None
        )

    def is_secure(self, scope: Scope) -> bool:
        """Tell whether the request came by HTTPS."""
        return self.https or scope["scheme"] == "https"

    def completed(self, scope: Scope, given: Headers, origin: bytes | None) -> Headers:
        """Return the headers of an answer with those that a browser is told by."""
        present = {name for name, _ in given}
        given += [header for header in SECURITY if header[0] not in present]
        if self.is_secure(scope):
            given.append(HSTS)
        _keep_from_shared_caches(scope, given, present)
        # What any page may read is the same for all of them.
        if ALLOW_ORIGIN not in present:
            given += self._cors(origin)
        return given

    def told(self, scope: Scope, headers: Mapping[str, str]) -> Headers:
        """Return all headers of an answer that is the same for every page of the web."""
        given = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        return self.completed(scope, given, None)

    def _cors(self, origin: bytes | None) -> Headers:
        vary = (b"vary", b"Origin")
        if origin is None or not self._allows(origin):
            return [vary]
        exposed = (b"access-control-expose-headers", EXPOSED)
        if not is_allowed(origin.decode("latin-1"), self.origins - {ANY}):
            return [(ALLOW_ORIGIN, b"*"), exposed, vary]  # '*' in development: no credentials
        credentials = (b"access-control-allow-credentials", b"true")
        return [(ALLOW_ORIGIN, origin), credentials, exposed, vary]

    def _allows(self, origin: bytes) -> bool:
        return is_allowed(origin.decode("latin-1"), self.origins)


def normalized(origins: Iterable[str]) -> frozenset[str]:
    """Return the origins as they are compared: in small letters, without a default port."""
    return frozenset(found for o in origins if (found := _normalized(o)) is not None)


def is_allowed(origin: str, origins: Collection[str]) -> bool:
    """Tell whether a page of this origin may act here for its visitor."""
    return ANY in origins or _normalized(origin) in origins


def _normalized(origin: str) -> str | None:
    return ANY if origin == ANY else normalize_origin(origin)


def _keep_from_shared_caches(scope: Scope, headers: Headers, present: set[bytes]) -> None:
    """What varies with credentials is `private` where some were shown; without a word, no-store."""
    principal: Principal = scope["state"].get("principal", ANONYMOUS)
    if b"cache-control" not in present:
        headers.append((b"cache-control", b"no-store"))
    elif not principal.is_anonymous and _varies_with_credentials(headers):
        for index, (name, value) in enumerate(headers):
            if name == b"cache-control" and b"private" not in value and b"no-store" not in value:
                headers[index] = (name, b"private, " + value.removeprefix(b"public, "))


def _varies_with_credentials(headers: Headers) -> bool:
    return any(name == b"vary" and b"authorization" in value.lower() for name, value in headers)


def _header(scope: Scope, name: bytes) -> bytes | None:
    return next((value for key, value in scope["headers"] if key == name), None)
