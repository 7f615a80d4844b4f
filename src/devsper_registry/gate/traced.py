"""A span a request, where traces are collected."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from devsper_registry import tracing
from devsper_registry.gate.access_log import route_of


class Traced:
    """Middleware; it is there only while `tracing.is_on()`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer within a span."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        with tracing.request(scope["method"]) as span:
            try:
                await self.app(scope, receive, watched)
            finally:
                if span is not None:
                    tracing.answered(
                        span,
                        method=scope["method"],
                        route=route_of(scope),
                        status=status,
                        request_id=scope["state"]["request_id"],
                    )
