"""The embedded PostgreSQL for a command that may run beside the server: run it, or join it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from devsper_registry.db import embedded
from devsper_registry.errors import EmbeddedInUse

# How long another process may take to start it, in seconds.
PATIENCE = 10.0
POLL = 0.05
# Lines of postmaster.pid, counted from 0.
SOCKET_DIRECTORY, STATUS = 4, 7


@asynccontextmanager
async def run(data_dir: Path, *, connections: int) -> AsyncIterator[str]:
    """Yield the URL of the database; PostgreSQL is stopped at the end if it was started here."""
    async with AsyncExitStack() as stack:
        try:
            url = await stack.enter_async_context(embedded.run(data_dir, connections=connections))
        except EmbeddedInUse:
            found = await _running(Path.cwd() / data_dir / "postgres")
            if found is None:
                raise
            url = found
        yield url


async def _running(cluster: Path) -> str | None:
    """Return the URL of the one that another process runs, waiting while it starts."""
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE
    while loop.time() < until:
        lines = _lines(cluster / "postmaster.pid")
        if len(lines) > STATUS and lines[STATUS].strip() == "ready":
            return embedded.url(_socket(cluster, lines[SOCKET_DIRECTORY]))
        await asyncio.sleep(POLL)
    return None


def _socket(cluster: Path, told: str) -> Path:
    # Started for another user it knows the data directory by no other name.
    return cluster if told == "/proc/self/cwd" else Path(told)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except FileNotFoundError:
        return []
