"""GET /metrics, for Prometheus: with METRICS_TOKEN, or in development for everybody."""

import hmac

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from devsper_registry import metrics
from devsper_registry.errors import MetricsClosed
from devsper_registry.gate.asking import backend_of, count_stranger
from devsper_registry.services import queue
from devsper_registry.settings import Env, Settings


async def show(request: Request) -> Response:
    """Answer with what this process has counted since its start, and with what the queue holds."""
    await count_stranger(request)
    backend = backend_of(request)
    _require_open(request, backend.settings)
    await queue.measure(backend)
    return Response(
        metrics.exposition(),
        media_type=CONTENT_TYPE_LATEST,
        headers={"Cache-Control": "no-store"},
    )


def _require_open(request: Request, settings: Settings) -> None:
    if settings.metrics_token is None:
        if settings.env is not Env.DEVELOPMENT:
            raise MetricsClosed
        return
    wanted = f"Bearer {settings.metrics_token.get_secret_value()}".encode()
    given = request.headers.get("authorization", "").encode()
    if not hmac.compare_digest(given, wanted):
        raise MetricsClosed


routes: list[BaseRoute] = [Route("/metrics", show)]
