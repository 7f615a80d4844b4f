"""What the frontend's screens cost, the second half of `make bench`.

`python -m bench.browsing [DATABASE_URL]`: without a URL it starts a PostgreSQL of its own, filled
with 20,000 packages and 200,000 files. Each question goes through the whole application, in this
process, on the server's event loop and one at a time; what is timed is the application and not the
client. Prints the median of each, what it takes of a processor (which other programs change less),
its statements, and the tables that any of them reads row by row.
"""

import asyncio
import os
import re
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack, redirect_stderr
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import psutil
import uvloop
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from sqlalchemy import event
from starlette.types import ASGIApp, Receive, Scope, Send

from bench.fill import BIG, NOW, fill
from devsper_registry import logs
from devsper_registry.app import create_app
from devsper_registry.backend import Backend, open_backend
from devsper_registry.db import embedded, migrate
from devsper_registry.graphql.documents import read_manifest
from devsper_registry.graphql.door import MANIFEST
from devsper_registry.server.one import keep_for_good
from devsper_registry.settings import LogFormat, Settings
from tests import rates

RUNS = 60
UNLIMITED: dict[str, Any] = {**rates.RAISED}
SCREEN = Console(highlight=False, width=110)
# What is named twice is frequent: it stands in most documents.
SEARCHES = ("requests", "reque", "numpi", "web data -python", "http client", "python", "")
# A package's page with the files of all its releases, which no screen of ours asks for at once.
WITH_FILES = """query Whole($name: String!) { package(name: $name) {
  name summary status license classifiers readme collaborators { role account { name } }
  latestRelease { version }
  releases(first: 50) { nodes { version isYanked createdAt files {
    filename size sha256 packagetype url uploadedAt isYanked uploadedBy { name } } } } } }"""
Statement = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Question:
    """An operation of the contract, or another document; and the milliseconds that are aimed at."""

    operation: str
    variables: dict[str, Any] = field(default_factory=dict)
    goal: int | None = None

    def body(self, trusted: dict[str, str]) -> dict[str, Any]:
        """Return the request's body."""
        if self.operation in trusted:
            return {"documentId": trusted[self.operation], "variables": self.variables}
        return {"query": self.operation, "variables": self.variables}


MOST_DOWNLOADED = {"field": "DOWNLOADS", "direction": "DESC"}
WORK: dict[str, Question] = {
    "list of 50 packages": Question("Browse", {"first": 50, "orderBy": MOST_DOWNLOADED}, 25),
    "package page, 50 releases": Question("PackagePage", {"name": BIG}, 15),
    "the same with 10 files each": Question(WITH_FILES, {"name": BIG}),
    "its downloads of 30 days": Question("PackageDownloads", {"name": BIG}),
    "release page, 10 files": Question("ReleasePage", {"package": BIG, "version": "1.48"}),
    "home": Question("Home"),
    **{f"search for {typed!r}": Question("Search", {"query": typed}, 30) for typed in SEARCHES},
    "facets and count for 'python'": Question("SearchFacets", {"query": "python"}),
}


async def measure(backend: Backend) -> Table:
    """Return a row for each piece of work."""
    headings = ("what", "median, ms", "processor, ms", "aim, ms", "statements", "read row by row")
    table = Table(*headings, box=None, pad_edge=False)
    app = Timed(create_app(backend))
    keep_for_good()
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        for name, question in WORK.items():
            body = question.body(_trusted())
            statements = await _statements(backend, client, body)
            app.forget()
            others = of_children()
            for _ in range(RUNS):
                await _ask(client, body)
            used = statistics.median(app.used) + (of_children() - others) * 1000 / RUNS
            scanned = await _read_row_by_row(backend, statements)
            table.add_row(
                name,
                f"{statistics.median(app.times):.1f}",
                f"{used:.1f}",
                "" if question.goal is None else str(question.goal),
                str(len(statements)),
                ", ".join(scanned),
            )
    return table


class Timed:
    """An application, and the milliseconds that each of its answers took, by both clocks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.times: list[float] = []
        self.used: list[float] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and note how long it took and what this process has computed meanwhile."""
        begun, computed = time.perf_counter(), time.process_time()
        await self.app(scope, receive, send)
        self.used.append((time.process_time() - computed) * 1000)
        self.times.append((time.perf_counter() - begun) * 1000)

    def forget(self) -> None:
        """Begin anew."""
        self.times.clear()
        self.used.clear()


def of_children() -> float:
    """Return the seconds that the PostgreSQL which this process started has computed."""
    times = [child.cpu_times() for child in psutil.Process().children(recursive=True)]
    return sum(each.user + each.system for each in times)


def _trusted() -> dict[str, str]:
    """Return the ids of the contract's documents by the name of their operation."""
    manifest = read_manifest(Path(__file__).parents[1] / MANIFEST)
    return {
        re.findall(r"\b(?:query|mutation|subscription) (\w+)", text)[0]: id_
        for id_, text in manifest.items()
    }


async def _ask(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    answer = await client.post("/graphql", json=body)
    answer.raise_for_status()
    assert "errors" not in answer.json(), answer.text


async def _statements(
    backend: Backend, client: httpx.AsyncClient, body: dict[str, Any]
) -> list[Statement]:
    seen: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    engines = [engine.sync_engine for engine in backend.database.engines]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    await _ask(client, body)
    for engine in engines:
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
        settings = Settings(database_url=SecretStr(given), data_dir=folder / "files", **UNLIMITED)
        backend = await stack.enter_async_context(open_backend(settings))
        if url is None:
            begun = time.perf_counter()
            await fill(backend.database)
            SCREEN.print(f"filled in {time.perf_counter() - begun:.0f} s")
        SCREEN.print(await measure(replace(backend, now=lambda: NOW)))


if __name__ == "__main__":
    with (
        Path(os.devnull).open("w") as nowhere,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        # The server writes a line a request, so it is written here too; nobody reads it.
        with redirect_stderr(nowhere):
            logs.configure(LogFormat.JSON)
        runner.run(main(sys.argv[1] if len(sys.argv) > 1 else None))
