"""One embedded PostgreSQL for the whole run, and in it a database for each test.

Making one takes a tenth of a second, half of what most tests take: a database that a test has left
is emptied, and given to the next one under another name.

The process that the user started owns the server; xdist's workers are told its address.
"""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg

from devsper_registry.db import embedded, migrate
from tests import emptying

TEMPLATE = "template_migrated"


class Server:
    """PostgreSQL while it runs: the addresses of its databases, and copies of the migrated one."""

    def __init__(self, socket: str) -> None:
        self.socket = socket
        self._numbers = count(1)
        self._loop = asyncio.Runner()
        self._admin: Any = None
        # Empty ones that nobody uses.
        self._free: list[str] = []
        self._new: emptying.Beginning | None = None

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return embedded.url(Path(self.socket), database)

    def execute(self, statement: str) -> None:
        """Run a statement as the superuser, outside of every test's database."""
        self._loop.run(self._execute(statement))

    def execute_in(self, url: str, statement: str) -> None:
        """Run a statement in one of its databases."""
        self._loop.run(self._execute_in(url, statement))

    @contextmanager
    def database(self) -> Iterator[str]:
        """Give a migrated, empty database to one test: its address, which nobody had before."""
        name = self._free.pop() if self._free else self._migrated()
        try:
            yield self.url(name)
        finally:
            self._loop.run(self._take_back(name))

    @contextmanager
    def bare_database(self) -> Iterator[str]:
        """Make a database without tables for one test; it is dropped at the end."""
        name = self._next_name()
        self._copy("template1", name)
        try:
            yield self.url(name)
        finally:
            self._drop(name)

    def close(self) -> None:
        """Forget the connection; the server itself belongs to `Running`."""
        if self._admin is not None:
            self._loop.run(self._admin.close())
        self._loop.close()

    def _next_name(self) -> str:
        return f"test_{os.getpid()}_{next(self._numbers)}"

    def _copy(self, template: str, name: str) -> None:
        # Copying the files is cheaper than writing them to the log where nothing is synced.
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")

    def _drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _migrated(self) -> str:
        name = self._next_name()
        self._copy(TEMPLATE, name)
        self._new = self._new or self._loop.run(emptying.beginning(self.url(name)))
        return name

    async def _take_back(self, name: str) -> None:
        """Keep a database for the next test where it can be made like a new one."""
        assert self._new is not None
        if await emptying.left_alone(self._admin, name):
            kept = self._next_name()
            try:
                # Whoever comes back to the test that is over does not find it.
                await self._execute(f"ALTER DATABASE {name} RENAME TO {kept}")
            except asyncpg.ObjectInUseError:
                pass
            else:
                name = kept
                if await emptying.emptied(self.url(name), self._new):
                    self._free.append(name)
                    return
        await self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    async def _execute(self, statement: str) -> None:
        if self._admin is None:
            self._admin = await asyncpg.connect(self.url("postgres"))
        await self._admin.execute(statement)

    async def _execute_in(self, url: str, statement: str) -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


class Running:
    """The server itself, from `start` until `stop`, with the migrated database in it."""

    def __init__(self) -> None:
        self._loop = asyncio.Runner()
        self._stack = AsyncExitStack()

    def start(self) -> str:
        """Start it in a directory of its own and return where its socket is."""
        return self._loop.run(self._start())

    def stop(self) -> None:
        """Stop it and remove its directory."""
        self._loop.run(self._stack.aclose())
        self._loop.close()

    async def _start(self) -> str:
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="registry-tests-"))
        await self._stack.enter_async_context(embedded.run(Path(folder), durable=False))
        socket = Path(folder) / "postgres"
        admin = await asyncpg.connect(embedded.url(socket, "postgres"))
        await admin.execute(f"CREATE DATABASE {TEMPLATE}")
        await admin.close()
        await migrate.upgrade(embedded.url(socket, TEMPLATE))
        return str(socket)
