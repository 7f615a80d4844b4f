"""One line a request: who asked for what, what came of it, and how long it took."""

import time
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from devsper_registry import metrics
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
        is_told = False

        def tell() -> None:
            nonlocal is_told
            if not is_told:
                is_told = True
                told(scope, status, time.perf_counter() - begun)

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            elif not message.get("more_body", False):
                tell()  # before the last bytes: whoever has the whole answer finds its line
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            tell()


def told(scope: Scope, status: int, seconds: float) -> None:
    """Count and log a request that was answered so, 0 for one that was left."""
    route = route_of(scope)
    metrics.requested(route or "none", status=status, seconds=seconds)
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
        path=_quoted(scope["path"][:LONGEST_PATH]),
        route=route,
        status=status,
        outcome=_outcome(status),
        code=state.get("refusal"),
        ms=round(seconds * 1000, 1),
    )


def route_of(scope: Scope) -> str | None:
    """Return the function that answers, such as `simple.package_page`."""
    endpoint = scope.get("endpoint")
    return None if endpoint is None else _name(endpoint)


@lru_cache(maxsize=1024)
def _name(endpoint: Any) -> str:
    return f"{endpoint.__module__.rpartition('.')[2]}.{getattr(endpoint, '__name__', '')}"


@lru_cache(maxsize=1024)
def _quoted(path: str) -> str:
    return quote(path)[:LONGEST_PATH]


def _outcome(status: int) -> str:
    if status == 0:
        return "left"
    if status >= 500:
        return "failed"
    return "refused" if status >= 400 else "ok"
