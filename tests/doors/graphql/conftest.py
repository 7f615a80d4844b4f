"""The door over a small schema, in process."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from devsper_registry.app import create_app
from devsper_registry.backend import Backend
from devsper_registry.graphql.door import Door
from tests.doors.graphql.sample import schema
from tests.doors.reading import opened

Opener = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path) as backend:
        yield backend


@pytest.fixture
def app(backend: Backend) -> Starlette:
    """The application, its GraphQL door over the sample schema."""
    return serving(backend)


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with talking_to(app) as client:
        yield client


@pytest.fixture
def client_with(backend: Backend) -> Opener:
    """Opens a client of a door with other settings."""

    @asynccontextmanager
    async def opener(**settings: Any) -> AsyncIterator[httpx.AsyncClient]:
        async with talking_to(serving(backend, **settings)) as client:
            yield client

    return opener


def serving(backend: Backend, **settings: Any) -> Starlette:
    app = create_app(backend)
    changed = backend.settings.model_copy(update=settings)
    app.state.graphql = Door.of(changed, served=schema)
    return app


def talking_to(app: Starlette) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://registry.example.com")
