"""`devsper-registry jobs`: what the queue holds, and what becomes of jobs that were held."""

import asyncio
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from devsper_registry.auth.principal import OPERATOR
from devsper_registry.cli.opening import opened, settings_of
from devsper_registry.cli.printing import AsJson, DataDir, console, json_text
from devsper_registry.db.queries.reading.jobs import JobFilter, JobRow, Subject
from devsper_registry.db.tables.job import Kind, State
from devsper_registry.services import tending

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List jobs, try held ones again, discard them. Works while the server runs, and while it "
    "does not.",
)

Listed = list[tuple[JobRow, Subject | None]]
Ids = Annotated[list[int], typer.Argument(help="The jobs' ids, as the list shows them.")]


class Shown(StrEnum):
    """Which jobs are listed."""

    HELD = "held"
    WAITING = "waiting"
    RUNNING = "running"
    ALL = "all"

    @property
    def states(self) -> tuple[State, ...]:
        """The states of the table, none where that is no condition."""
        return tuple(state for state, word in tending.WORDS.items() if word == self)


@app.command("list")
def list_jobs(
    state: Annotated[Shown, typer.Option(help="Only jobs in this state.")] = Shown.HELD,
    kind: Annotated[Kind | None, typer.Option(help="Only jobs of this kind.")] = None,
    most: Annotated[int, typer.Option(min=1, help="So many, the newest first.")] = 100,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List the jobs that are held: why each failed, and what it is about."""
    only = JobFilter(states=state.states, kinds=() if kind is None else (kind,))

    async def run() -> Listed:
        async with opened(settings_of(data_dir=data_dir)) as backend:
            return await tending.find(backend, by=OPERATOR, only=only, most=most)

    found = asyncio.run(run())
    if as_json:
        typer.echo(json_text([_facts(job, about) for job, about in found]))
    elif found:
        console().print(_table(found))
    else:
        typer.echo("There are no jobs." if state is Shown.ALL else f"No job is {state}.")


@app.command()
def requeue(ids: Ids, data_dir: DataDir = None) -> None:
    """Let held jobs be tried again, at once and as often as new ones."""

    async def run() -> None:
        async with opened(settings_of(data_dir=data_dir)) as backend:
            for job in ids:
                row = await tending.requeue(backend, by=OPERATOR, job=job)
                typer.echo(f"Job {job} ({row.kind}) is due now; a worker takes it.")

    asyncio.run(run())


@app.command()
def discard(ids: Ids, data_dir: DataDir = None) -> None:
    """Take held jobs out of the queue for good.

    A file that one was to examine counts as one whose examination failed: it stays as it is until
    an administrator releases or rejects it, or has it examined again.
    """

    async def run() -> None:
        async with opened(settings_of(data_dir=data_dir)) as backend:
            for job in ids:
                row = await tending.discard(backend, by=OPERATOR, job=job)
                typer.echo(f"Discarded job {job} ({row.kind}).")

    asyncio.run(run())


def _table(found: Listed) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("ID", "KIND", "STATE", "ATTEMPTS", "ENQUEUED", "NEXT OR SINCE", "ABOUT", "WHY"):
        table.add_column(title, overflow="fold")
    for job, about in found:
        moment = job.next_attempt_at or job.held_since
        table.add_row(
            str(job.id),
            job.kind,
            tending.WORDS[State(job.state)],
            str(job.starts),
            f"{job.created_at:%Y-%m-%d %H:%M}",
            "" if moment is None else f"{moment:%Y-%m-%d %H:%M}",
            "" if about is None else about.filename,
            job.problem or "",
        )
    return table


def _facts(job: JobRow, about: Subject | None) -> dict[str, object]:
    return {
        "id": job.id,
        "kind": job.kind,
        "state": tending.WORDS[State(job.state)],
        "attempts": job.starts,
        "problem": job.problem,
        "enqueued_at": job.created_at,
        "next_attempt_at": job.next_attempt_at,
        "held_since": job.held_since,
        "package": None if about is None else about.package,
        "version": None if about is None else about.version,
        "filename": None if about is None else about.filename,
    }
