"""For whoever watches the process: `/health` says that it lives, `/ready` that it can work."""

import asyncio
from collections.abc import Awaitable
from http import HTTPStatus

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from devsper_registry.errors import RegistryError
from devsper_registry.gate.leaving import leaving_of
from devsper_registry.rest.deps import backend_of

PATIENCE = 5.0


async def health(request: Request) -> Response:
    """Answer 200: the event loop turns."""
    return _answer(HTTPStatus.OK, {"status": "alive"})


async def ready(request: Request) -> Response:
    """Answer 200 when the database does, else 503; name what does not answer.

    503 too once this process was asked to end, a while before it does.
    """
    if leaving_of(request).is_near:
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, {"status": "leaving"})
    backend = backend_of(request)
    database, storage = await asyncio.gather(
        _state(backend.database.ping()), _state(backend.store.check())
    )
    # Without the storage there are pages, metadata and links to the bucket still, which a build
    # needs, and uploads are told to come again; it is away for all replicas at once, and a proxy
    # that turns from all of them would end those too. Without Redis each counts for itself.
    status = "not ready" if database != "ok" else "ready" if storage == "ok" else "degraded"
    limits = backend.rates.state()
    return _answer(
        HTTPStatus.OK if database == "ok" else HTTPStatus.SERVICE_UNAVAILABLE,
        {
            "status": status,
            "database": database,
            "storage": storage,
            "limits": limits,
        },
    )


async def _state(check: Awaitable[None]) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            await check
    except RegistryError as error:
        return str(error)
    except TimeoutError:
        return f"It has not answered for {PATIENCE:.0f} seconds."
    return "ok"


def _answer(status: HTTPStatus, facts: dict[str, str]) -> Response:
    return Response(
        orjson.dumps(facts),
        status_code=status,
        media_type="application/json",
        headers={"cache-control": "no-store"},
    )


routes: list[BaseRoute] = [Route("/health", health), Route("/ready", ready)]
