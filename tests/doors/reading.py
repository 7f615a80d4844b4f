"""A registry in process, public or private, for the tests of the reading doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
from pydantic import SecretStr
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from devsper_registry.app import create_app
from devsper_registry.backend import Backend, open_backend
from devsper_registry.gate.browser import SECURITY
from devsper_registry.settings import Settings
from tests import inspecting
from tests.rates import RAISED

SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"
SIMPLE_HTML = "application/vnd.pypi.simple.v1+html"
OF_THE_GATE = {
    "x-request-id",
    "ratelimit",
    "ratelimit-policy",
    *(name.decode() for name, _ in SECURITY if name != b"x-content-type-options"),
}


@asynccontextmanager
async def opened(
    url: str, folder: Path, *, anonymous_read: bool = True, **given: object
) -> AsyncIterator[Backend]:
    """Open a backend over a test's database, with settings as the environment would give them."""
    settings = Settings.load(
        database_url=SecretStr(url),
        data_dir=folder,
        anonymous_read=anonymous_read,
        **{**RAISED, **given},
    )
    async with open_backend(
        settings, inspectors=inspecting.SHARED, examiners=inspecting.EXAMINING
    ) as backend:
        yield backend


@asynccontextmanager
async def reader(backend: Backend, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """Read without asking for compression unless told, and follow no redirect."""
    transport = httpx.ASGITransport(app=like_a_server(create_app(backend)))
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://registry.example.com",
        headers={"accept": "*/*", "accept-encoding": "identity", **headers},
    ) as client:
        yield client


def said(answer: httpx.Response) -> dict[str, str]:
    """Return the headers that the door gave, without those that every answer has."""
    return {name: value for name, value in answer.headers.items() if name not in OF_THE_GATE}


def private(backend: Backend) -> Backend:
    """Return the same registry, asking every reader for a key."""
    return replace(backend, settings=backend.settings.model_copy(update={"anonymous_read": False}))


def like_a_server(app: ASGIApp) -> ASGIApp:
    """Drop the body of an answer to HEAD, as every server does."""

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        async def headed(message: Message) -> None:
            if scope["type"] == "http" and scope["method"] == "HEAD" and "body" in message:
                message = {**message, "body": b""}
            await send(message)

        await app(scope, receive, headed)

    return served
