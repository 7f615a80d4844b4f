"""What the frontend's lists, pages and searches cost: `python -m bench.browsing [DATABASE_URL]`.

Without a URL it starts a PostgreSQL of its own and fills it with 20,000 packages. Prints the median
of each at concurrency 1, its statements, and the tables that any of them reads row by row.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from sqlalchemy import event

from bench.fill import BIG, NOW, TODAY, fill
from devsper_registry.backend import Backend, open_backend
from devsper_registry.db import embedded, migrate
from devsper_registry.db.queries.reading import (
    collaborators,
    documents,
    downloads,
    files,
    packages,
    releases,
)
from devsper_registry.db.queries.reading.packages import Order
from devsper_registry.db.queries.reading.paging import Slice
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.services import searching
from devsper_registry.settings import Settings

EVERYBODY = Sight(public=None)
RUNS = 30
SEARCHES = ("requests", "reque", "numpi", "http client", "web data -python", "python", "")
Work = Callable[[Backend], Awaitable[object]]
Statement = tuple[str, tuple[Any, ...]]


async def list_of_fifty(backend: Backend) -> None:
    """Packages with the most downloads, with what a list shows of them."""
    order = packages.ordering(Order.DOWNLOADS, descending=True)
    async with backend.read() as session:
        page = await packages.page(session, Slice(size=50), ordering=order, visible_to=EVERYBODY)
        ids = [package.id for package in page.items]
        await documents.by_package(session, ids, visible_to=EVERYBODY)


async def package_page(backend: Backend) -> None:
    """The package of 50 releases with 10 files each, and everything that its page shows."""
    async with backend.read() as session:
        found = await packages.by_name(session, [BIG], visible_to=EVERYBODY)
        ids = [found[BIG].id]
        told = await documents.by_package(session, ids, visible_to=EVERYBODY)
        latest = told[ids[0]].release_id
        assert latest is not None
        await releases.facts_by_id(session, [latest], visible_to=EVERYBODY)
        await collaborators.by_package(session, ids, visible_to=EVERYBODY)
        page = await releases.by_package(session, ids, Slice(size=50), visible_to=EVERYBODY)
        listed = [release.id for release in page[ids[0]].items]
        await files.by_release(session, listed, visible_to=EVERYBODY)


async def downloads_of_package(backend: Backend) -> None:
    """Thirty days of that package's downloads, by day, version, installer and Python."""
    first = TODAY - timedelta(days=29)
    async with backend.read() as session:
        found = await packages.by_name(session, [BIG], visible_to=EVERYBODY)
        ids = [found[BIG].id]
        await downloads.since(
            session, ids, of=downloads.Of.PACKAGE, first_day=first, visible_to=EVERYBODY
        )


def search_for(typed: str) -> Work:
    """A search's first page."""

    async def search(backend: Backend) -> None:
        wanted = searching.asked(backend, typed)
        await searching.find(backend, wanted, visible_to=EVERYBODY)

    return search


WORK: dict[str, Work] = {
    "list of 50 packages": list_of_fifty,
    "package page, 50 releases x 10 files": package_page,
    "downloads of 30 days, 500 files": downloads_of_package,
    **{f"search for {typed!r}": search_for(typed) for typed in SEARCHES},
}


async def measure(backend: Backend) -> Table:
    """Return a row for each piece of work."""
    table = Table("what", "median, ms", "statements", "read row by row")
    for name, work in WORK.items():
        statements = await _statements(backend, work)
        times = []
        for _ in range(RUNS):
            begun = time.perf_counter()
            await work(backend)
            times.append((time.perf_counter() - begun) * 1000)
        scanned = await _read_row_by_row(backend, statements)
        table.add_row(
            name, f"{statistics.median(times):.1f}", str(len(statements)), ", ".join(scanned)
        )
    return table


async def _statements(backend: Backend, work: Work) -> list[Statement]:
    seen: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    engine = backend.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    await work(backend)
    event.remove(engine, "before_cursor_execute", note)
    return seen


async def _read_row_by_row(backend: Backend, statements: list[Statement]) -> list[str]:
    scanned: set[str] = set()
    async with backend.database.raw() as connection, connection.transaction():
        for statement, parameters in statements:
            if "set_config" in statement:
                await connection.execute(statement)
                continue
            plan = await connection.fetch(f"EXPLAIN {statement}", *parameters)
            lines = [row[0] for row in plan if "Seq Scan on" in row[0]]
            scanned.update(line.split("Seq Scan on ")[1].split(" ")[0] for line in lines)
    return sorted(scanned)


async def main(url: str | None) -> None:
    """Measure on the database at the URL, or on one made for it."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        given = await stack.enter_async_context(embedded.run(folder)) if url is None else url
        await migrate.upgrade(given)
        settings = Settings(database_url=SecretStr(given), data_dir=folder / "files")
        backend = await stack.enter_async_context(open_backend(settings))
        if url is None:
            begun = time.perf_counter()
            await fill(backend.database)
            Console().print(f"filled in {time.perf_counter() - begun:.0f} s")
        Console().print(await measure(replace(backend, now=lambda: NOW)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else None))
