"""Pages that lie ready in memory, sent before the framework looks at the request.

What a page costs is mostly the way to it: routing, request and response objects, headers put
together. Here stands only what decides whether the kept bytes are the answer. Whatever is not plain
(a query, a header sent twice, anything to be asked, rendered or refused) goes the long way, which
alone knows how to say no; so nothing is refused here, and nothing sent that it would refuse.
"""

from typing import NamedTuple, cast

from packaging.utils import NormalizedName
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from devsper_registry.auth import credentials, permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.errors import RegistryError
from devsper_registry.gate.browser import Browser
from devsper_registry.rates import INSTALL
from devsper_registry.rest import caching, simple
from devsper_registry.services import pacing, reading, sessions
from devsper_registry.services.reading import Shown
from devsper_registry.simple import negotiate
from devsper_registry.simple.negotiate import Representation

PREFIX = "/simple/"
METHODS = frozenset({"GET", "HEAD"})
# All that a page depends on, but for its path.
LOOKED_AT = frozenset(
    {
        b"accept",
        b"accept-encoding",
        b"authorization",
        b"if-none-match",
        b"origin",
        b"x-api-key",
    }
)
NO_BODY: Message = {"type": "http.response.body", "body": b""}
Given = dict[bytes, bytes]


class _Answer(NamedTuple):
    """A page in one encoding, with its headers: whole, and where the client has it already."""

    etag: bytes
    start: Message
    body: Message
    unchanged: Message


class Ready:
    """Middleware in front of `browser`, whose headers it asks for once a page."""

    def __init__(self, app: ASGIApp, *, backend: Backend) -> None:
        settings = backend.settings
        self.app = Browser(app, origins=settings.browser_origins, https=settings.is_https)
        self.backend = backend

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what lies ready, or let the framework answer."""
        if (
            scope["type"] == "http"
            and scope["method"] in METHODS
            and scope["path"].startswith(PREFIX)
            and not scope["query_string"]
        ):
            found = self._answer(scope)
            if found is not None:
                start, body = found
                await send(start)
                await send(body)
                return
        await self.app(scope, receive, send)

    def _answer(self, scope: Scope) -> tuple[Message, Message] | None:
        given = _given(scope)
        if given is None:
            return None
        representation = _representation(given)
        by = self._principal(scope, given)
        if representation is None or by is None:
            return None
        shown = self._shown(scope["path"][len(PREFIX) :], representation, by)
        if shown is None:
            return None
        answer = self._prepared(scope, shown, representation, given)
        if answer is None or not pacing.take(self.backend, INSTALL, by):
            return None
        scope["state"]["principal"] = by  # for the log
        scope["endpoint"] = simple.package_page
        known = given.get(b"if-none-match")
        if known is not None and (
            known == answer.etag
            or caching.names([known.decode("latin-1")], answer.etag.decode("latin-1"))
        ):
            return answer.unchanged, NO_BODY
        return answer.start, NO_BODY if scope["method"] == "HEAD" else answer.body

    def _principal(self, scope: Scope, given: Given) -> Principal | None:
        """Return who asks, None where that must be asked."""
        client = scope.get("client")
        address = client[0] if client else None
        shown, keys = _texts(given, b"authorization"), _texts(given, b"x-api-key")
        if not shown and not keys:
            return Principal(address=address)
        try:
            read = credentials.read(authorization=shown, api_key=keys)
        except RegistryError:
            return None
        return None if read is None else sessions.known(self.backend, read, address=address)

    def _shown(self, rest: str, representation: Representation, by: Principal) -> Shown | None:
        backend = self.backend
        package, slash, more = rest.partition("/")
        if more or bool(package) is not bool(slash):
            return None
        name = NormalizedName(package) if package else None
        try:
            permissions.require_read(by, name, anonymous_read=backend.settings.readable_by_all)
        except RegistryError:
            return None
        if name is not None:
            return reading.ready_page(backend, name, representation, by=by)
        return reading.ready_listing(backend, representation) if by.is_anonymous else None

    def _prepared(
        self, scope: Scope, shown: Shown, representation: Representation, given: Given
    ) -> _Answer | None:
        public = self.backend.settings.readable_by_all and not shown.is_private
        if not public and b"origin" in given:
            return None  # who may read it is another question for each origin
        zipped = negotiate.gzip(given.get(b"accept-encoding", b"").decode("latin-1"))
        key = (zipped, public, self.app.is_secure(scope))
        answer = shown.page.answers.get(key)
        if answer is None:
            answer = self._prepare(scope, shown, representation, zipped=zipped, public=public)
            shown.page.answers[key] = answer
        return cast(_Answer, answer)

    def _prepare(
        self,
        scope: Scope,
        shown: Shown,
        representation: Representation,
        *,
        zipped: bool,
        public: bool,
    ) -> _Answer:
        page = shown.page
        body = page.gzipped if zipped else page.plain
        told = simple.headers_of(page, representation, zipped=zipped, public=public)

        def start(status: int, without: frozenset[str] = frozenset()) -> Message:
            headers = [
                (name.encode(), value.encode("latin-1"))
                for name, value in told.items()
                if name not in without
            ]
            whole = self.app.completed(scope, headers, None)
            return {"type": "http.response.start", "status": status, "headers": whole}

        return _Answer(
            body.etag.encode(),
            start(200),
            {"type": "http.response.body", "body": body.content},
            start(304, simple.OF_CONTENT),
        )


def _given(scope: Scope) -> Given | None:
    """Return the headers that count, None where one of them comes twice."""
    given: Given = {}
    for name, value in scope["headers"]:
        if name in LOOKED_AT:
            if name in given:
                return None
            given[name] = value
    return given


def _texts(given: Given, name: bytes) -> list[str]:
    return [given[name].decode("latin-1")] if name in given else []


def _representation(given: Given) -> Representation | None:
    try:
        return negotiate.representation(given.get(b"accept", b"").decode("latin-1"))
    except RegistryError:
        return None
