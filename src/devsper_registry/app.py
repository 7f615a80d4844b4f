"""The application: the doors' routes, and one place where every refusal becomes an answer."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from http import HTTPStatus

import structlog
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from devsper_registry import tracing
from devsper_registry.backend import Backend
from devsper_registry.errors import (
    MethodNotAllowed,
    PathNotFound,
    RegistryError,
    RequestNotUnderstood,
    ServerLeaving,
)
from devsper_registry.gate.access_log import Logged
from devsper_registry.gate.arriving import Arriving, request_id_of
from devsper_registry.gate.asking import count_stranger
from devsper_registry.gate.browser import Browser
from devsper_registry.gate.leaving import Leaving, leaving_of
from devsper_registry.gate.traced import Traced
from devsper_registry.graphql import http as graphql
from devsper_registry.graphql.device_page import page as device_page
from devsper_registry.rest import (
    advisories,
    device,
    disclosure,
    files,
    health,
    integrity,
    internal,
    legacy,
    metrics,
    own_key,
    problems,
    search,
    simple,
)
from devsper_registry.rest.ready import Ready
from devsper_registry.services import counting, failing
from devsper_registry.worker import loop

# hatch's page lies below the upload URL, whose own routes take everything else there.
ROUTES: list[BaseRoute] = [
    *simple.routes,
    *files.routes,
    *integrity.routes,
    *legacy.routes,
    *search.routes,
    *advisories.routes,
    *device.routes,
    *own_key.routes,
    *internal.routes,
    *disclosure.routes,
    *health.routes,
    *metrics.routes,
    *graphql.routes,
    *device_page.routes,
]

# Of a process that serves nobody but those who watch it.
WATCHED: list[BaseRoute] = [*health.routes, *metrics.routes]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

log = structlog.get_logger()


class Registry(FastAPI):
    """The framework, with the gate around it and not within: pages can spare its own layers."""

    def __init__(
        self, backend: Backend, *, routes: Sequence[BaseRoute], lifespan: Lifespan, has_pages: bool
    ) -> None:
        super().__init__(
            title="Devsper Registry",
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
            lifespan=lifespan,
            exception_handlers={RegistryError: _refuse, HTTPException: _refuse_request},
        )
        self.state.backend = backend
        self.state.leaving = Leaving()
        self.router.routes.extend(routes)
        self.add_middleware(_Masked)
        settings = backend.settings
        browser = Browser(
            super().__call__, origins=settings.browser_origins, https=settings.is_https
        )
        gate = Arriving(Logged(browser), trusted=settings.trusted_proxies)
        way: ASGIApp = Ready(gate, browser=browser, backend=backend) if has_pages else gate
        self._gate = Traced(way) if tracing.is_on() else way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer through the gate."""
        await self._gate(scope, receive, send)


def create_app(backend: Backend) -> Registry:
    """Return the application over an open backend."""
    return Registry(backend, routes=ROUTES, lifespan=_lifespan, has_pages=True)


def create_watch(backend: Backend) -> Registry:
    """Return the application of a worker, for those who watch it."""
    return Registry(backend, routes=WATCHED, lifespan=_alone, has_pages=False)


@asynccontextmanager
async def _alone(_: FastAPI) -> AsyncIterator[None]:
    """Nothing goes on beside: what works, works anyway."""
    yield


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    backend: Backend = app.state.backend
    backend.listening.start()
    tasks = [
        asyncio.create_task(write(backend))
        for write in (counting.write_regularly, failing.write_regularly)
    ]
    async with AsyncExitStack() as stack:
        if backend.settings.worker == "embedded":
            await stack.enter_async_context(loop.working(backend))
        yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, RegistryError)
    return problems.response(request, error)


async def _refuse_request(request: Request, error: Exception) -> Response:
    """Answer what the framework itself refuses in the words that we use."""
    assert isinstance(error, HTTPException)
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            refusal: RegistryError = PathNotFound(path=request.scope["path"])
        case HTTPStatus.METHOD_NOT_ALLOWED:
            refusal = MethodNotAllowed(method=request.method)
        case _:
            refusal = RequestNotUnderstood(problem=error.detail)
    try:
        await count_stranger(request)
    except RegistryError as too_many:
        refusal = too_many
    return problems.response(request, refusal, headers=error.headers)


class _Masked:
    """Answers 500 for what nobody foresaw, logs it once, and shows a stranger nothing of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            return  # whoever asked has gone: nobody to answer, nothing to repair
        except asyncio.CancelledError:
            if not leaving_of(Request(scope)).is_now:
                raise
            if not started:
                await problems.response(Request(scope), ServerLeaving())(scope, receive, send)
        except Exception:
            request = Request(scope)
            request_id = request_id_of(request)
            log.exception("unexpected", request_id=request_id, path=scope["path"])
            if not started:
                await _unexpected(request, request_id)(scope, receive, send)


def _unexpected(request: Request, request_id: str) -> Response:
    return problems.render(
        request,
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
        code="unexpected",
        sentence="Something went wrong here, not with your request: try again, and if it stays, "
        f"tell the administrator the request id {request_id}.",
        headers={},
    )
