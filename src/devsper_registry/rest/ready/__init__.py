"""What lies ready in memory, sent before the framework looks at the request.

What a page costs is mostly the way to it: routing, request and response objects, headers put
together, layers around layers. Here stands only what decides whether what is kept is the answer.
Whatever is not plain (a query, a header sent twice, anything to be asked, rendered or refused) goes
the long way, which alone knows how to say no; so nothing is refused here, and nothing sent that it
would refuse.
"""

import time
from http import HTTPStatus

from starlette.types import Receive, Scope, Send

from devsper_registry import metrics
from devsper_registry.backend import Backend
from devsper_registry.gate import access_log
from devsper_registry.gate.arriving import Arriving
from devsper_registry.gate.browser import Browser
from devsper_registry.rates import INSTALL
from devsper_registry.rest import files as file_door
from devsper_registry.rest import simple
from devsper_registry.rest.ready import files, pages
from devsper_registry.rest.ready.answer import Answer
from devsper_registry.rest.ready.asked import Asked
from devsper_registry.services import pacing

METHODS = frozenset({"GET", "HEAD"})


class Ready:
    """Middleware around the gate, whose parts it uses where it answers itself."""

    def __init__(self, gate: Arriving, *, browser: Browser, backend: Backend) -> None:
        self.gate = gate
        self.browser = browser
        self.backend = backend

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what lies ready, or let the gate answer."""
        if (
            scope["type"] == "http"
            and scope["method"] in METHODS
            and not scope["query_string"]
            and scope["path"].startswith((pages.PREFIX, files.PREFIX))
        ):
            begun = time.perf_counter()
            request_id = self.gate.settle(scope)
            answer = await self._answer(scope)
            if answer is not None:
                access_log.told(scope, answer.status, time.perf_counter() - begun)
                await answer.sent(scope, send, request_id=request_id)
                return
        await self.gate(scope, receive, send)

    async def _answer(self, scope: Scope) -> Answer | None:
        backend = self.backend
        asked = Asked.of(scope, backend)
        if asked is None:
            return None
        endpoint: object  # whom it stands for, in the log and the metrics
        if scope["path"].startswith(pages.PREFIX):
            endpoint = simple.package_page
            answer = pages.answer(backend, self.browser, scope, asked)
        else:
            endpoint = file_door.download
            answer = await files.answer(backend, self.browser, scope, asked)
        if answer is None or not pacing.take(backend, INSTALL, asked.by):
            return None
        if endpoint is simple.package_page:
            metrics.page_sent("hit" if answer.status == HTTPStatus.OK else "not-modified")
        if answer.downloads is not None:
            file_door.count(backend, answer.downloads, asked.text(b"user-agent"))
        scope["state"]["principal"] = asked.by  # for the log
        scope["endpoint"] = endpoint
        return answer
