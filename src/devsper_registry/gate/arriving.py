"""What is settled when a request arrives: the client's address, how it came, and the request's id.

The scope tells the rest of the application: `client` and `scheme` are those of the client and not
of a proxy, and `state["request_id"]` is the id, which the answer carries too.
"""

import re
import secrets
from collections.abc import Collection

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from devsper_registry.gate import proxies, rate_headers

REQUEST_ID = b"x-request-id"
# No key and no token of ours looks like this: they have an underscore or dots.
_REQUEST_ID_SHAPE = re.compile(rb"[0-9A-Za-z-]{8,64}")
_BYTES_OF_AN_ID = 16


class Arriving:
    """Middleware; the outermost, so that everything within knows who asks."""

    def __init__(self, app: ASGIApp, *, trusted: Collection[proxies.Network]) -> None:
        self.app = app
        self.trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Settle it, and give the answer the request's id."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        request_id = self.settle(scope)

        async def identified(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept"}:
                given = message.get("headers", ())
                message = {**message, "headers": [*given, request_id, *rate_headers.of(scope)]}
            await send(message)

        await self.app(scope, receive, identified)

    def settle(self, scope: Scope) -> tuple[bytes, bytes]:
        """Settle it once; return the header with the request's id."""
        state = scope.setdefault("state", {})
        if "request_id" in state:
            return REQUEST_ID, state["request_id"].encode()
        given: bytes | None = None
        if scope.get("client"):
            peer, port = scope["client"]
            address = proxies.parse(peer)
            if self.trusted and proxies.is_trusted(address, self.trusted):
                forwarded = _values(scope, b"x-forwarded-for")
                scope["client"] = (proxies.client(peer, forwarded, self.trusted), port)
                proto = _values(scope, b"x-forwarded-proto")
                scope["scheme"] = proxies.scheme(proto, scope["scheme"])
                given = next((v for k, v in scope["headers"] if k == REQUEST_ID), None)
            elif address is not None:
                scope["client"] = (proxies.written(address), port)
        if given is None or not _REQUEST_ID_SHAPE.fullmatch(given):
            given = secrets.token_hex(_BYTES_OF_AN_ID).encode()
        state["request_id"] = given.decode()
        return REQUEST_ID, given


def address_of(connection: HTTPConnection) -> str | None:
    """Return the client's address; None where the server knows none, as on a Unix socket."""
    return connection.client.host if connection.client else None


def request_id_of(connection: HTTPConnection) -> str:
    """Return the request's id."""
    return str(connection.state.request_id)


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]
