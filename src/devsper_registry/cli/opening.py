"""What every command on the registry's own machine begins with: settings, then a backend."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from devsper_registry.backend import Backend, open_backend
from devsper_registry.db import migrate
from devsper_registry.settings import Settings


def settings_of(**given: object) -> Settings:
    """Return the settings; what was given as an option goes before the environment."""
    return Settings.load(**{name: value for name, value in given.items() if value is not None})


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Backend]:
    """Open the backend, beside a server that may run on it; raise where its tables are not ours."""
    async with open_backend(settings, join=True) as backend:
        await migrate.check(backend.database_url)
        yield backend
