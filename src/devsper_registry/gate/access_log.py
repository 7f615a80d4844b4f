"""One line a request: who asked for what, what came of it, and how long it took."""

import time
from urllib.parse import quote

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from devsper_registry.auth.principal import ANONYMOUS, Principal

LONGEST_PATH = 200
log = structlog.get_logger("access")


class Logged:
    """Middleware; within it, whatever happens has become an answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, then log it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            _line(scope, status, time.perf_counter() - begun)


def _line(scope: Scope, status: int, seconds: float) -> None:
    state = scope["state"]
    principal: Principal = state.get("principal", ANONYMOUS)
    log.info(
        "request",
        request_id=state["request_id"],
        client=scope["client"][0] if scope.get("client") else None,
        account=principal.account_name,
        account_id=None if principal.account_id is None else str(principal.account_id),
        key_id=None if principal.api_key_id is None else str(principal.api_key_id),
        method=scope["method"],
        # Quoted, so that nobody writes lines of his own into the log; and without the query.
        path=quote(scope["path"])[:LONGEST_PATH],
        route=getattr(scope.get("route"), "path", None),
        status=status,
        outcome=_outcome(status),
        code=state.get("refusal"),
        ms=round(seconds * 1000, 1),
    )


def _outcome(status: int) -> str:
    if status == 0:
        return "left"
    if status >= 500:
        return "failed"
    return "refused" if status >= 400 else "ok"
