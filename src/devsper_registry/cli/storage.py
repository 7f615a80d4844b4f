"""`devsper-registry storage`: check, move and sweep what the storage holds."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from devsper_registry.backend import Backend
from devsper_registry.cli import bar
from devsper_registry.cli.opening import opened, settings_of
from devsper_registry.cli.printing import DataDir
from devsper_registry.db.queries import contents
from devsper_registry.db.queries.contents import Content
from devsper_registry.errors import SettingInvalid
from devsper_registry.services import holding, moving, sweeping
from devsper_registry.services.holding import Fault
from devsper_registry.services.moving import Outcome
from devsper_registry.settings import MEGABYTE
from devsper_registry.storage import opening

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Check, move and sweep the files' bytes. Works while the server runs.",
)


class Place(StrEnum):
    """Where files are moved to."""

    S3 = "s3"
    LOCAL = "local"


@app.command(
    epilog="""\b
Examples:
  devsper-registry storage check
  devsper-registry storage check --sizes-only

It ends with 0 when every file has its bytes, and with 1 when one has not."""
)
def check(
    sizes_only: Annotated[
        bool, typer.Option("--sizes-only", help="Do not read the files: quick, and less sure.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Look whether every file has its bytes in the storage, and the right ones."""

    async def run(backend: Backend, tally: "_Tally") -> None:
        await holding.check(backend, sizes_only=sizes_only, listener=tally)

    tally = _run("Checking", run, data_dir=data_dir)
    typer.echo(f"{tally.counted}: {tally.good} good, {len(tally.faults)} not")
    _end(tally)


@app.command(
    epilog="""\b
Examples:
  S3_BUCKET=registry-files devsper-registry storage move --to s3
  S3_BUCKET=registry-files devsper-registry storage move --to local

Stopped, or with a registry running meanwhile, start it again: only what is new is copied. To go
from the disk to a bucket, run it beside the running registry, stop that, run it once more, and
start the registry with S3_BUCKET set."""
)
def move(
    to: Annotated[Place, typer.Option(help="Where to: the bucket S3_BUCKET, or DATA_DIR.")],
    data_dir: DataDir = None,
) -> None:
    """Copy every file's bytes between DATA_DIR and S3_BUCKET, verified; nothing is removed."""

    async def run(backend: Backend, tally: "_Tally") -> None:
        settings = backend.settings
        if settings.s3_bucket is None:
            raise SettingInvalid(setting="S3_BUCKET", problem="must name the bucket to be moved.")
        local, bucket = opening.local(settings), backend.store
        source, target = (local, bucket) if to is Place.S3 else (bucket, local)
        await target.prove()
        await moving.move(backend, source=source, target=target, listener=tally)

    tally = _run("Copying", run, data_dir=data_dir)
    copied = [f"{tally.outcomes[outcome]} {outcome}" for outcome in Outcome]
    typer.echo(f"{tally.counted}: {', '.join(copied)}")
    _end(tally)


@app.command(
    epilog="""\b
Examples:
  devsper-registry storage sweep
  devsper-registry storage sweep --delete

A running registry does the same every hour."""
)
def sweep(
    delete: Annotated[
        bool, typer.Option("--delete", help="Delete it; without this it is only counted.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Count what no file has needed for a day, and what uploads left half done."""

    async def run() -> sweeping.Leftovers:
        async with opened(settings_of(data_dir=data_dir)) as backend:
            return await sweeping.sweep_storage(backend, remove=delete)

    left = asyncio.run(run())
    typer.echo(
        f"{_counted(left.objects, 'object')} of {_size(left.size)} without a file, "
        f"{_counted(left.unfinished, 'upload')} half done: "
        f"{'deleted' if delete else 'give --delete to delete them'}"
    )


@dataclass(slots=True)
class _Tally:
    """Counts what became of the objects, and draws a bar of the bytes where somebody watches."""

    total: contents.Total
    bar: bar.Bar
    done_so_far: int = 0
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    outcomes: Counter[Outcome] = field(default_factory=Counter)

    @property
    def counted(self) -> str:
        return f"{_counted(self.done_so_far, 'object')} of {_size(self.total.size)}"

    @property
    def good(self) -> int:
        return self.done_so_far - len(self.faults)

    def read(self, size: int) -> None:
        """Hear of bytes."""
        self.bar.advances(size)

    def checked(self, content: Content, fault: Fault | None) -> None:
        """Hear how an object is."""
        self.done_so_far += 1
        if fault is not None:
            self.faults.append((f"{content.filename} ({content.sha256})", fault))
        self.bar.counts(self.done_so_far)

    def moved(self, content: Content, outcome: Outcome, fault: Fault | None) -> None:
        """Hear what became of an object."""
        self.outcomes[outcome] += 1
        if outcome is not Outcome.COPIED:
            self.read(content.size)
        self.checked(content, fault)


Work = Callable[[Backend, _Tally], Awaitable[None]]


def _run(title: str, work: Work, *, data_dir: Path | None) -> _Tally:
    async def run() -> _Tally:
        async with opened(settings_of(data_dir=data_dir)) as backend:
            total = await contents.total(backend.database)
            with bar.shown() as drawn:
                drawn.begins(title, size=total.size, items=total.count)
                tally = _Tally(total, drawn)
                await work(backend, tally)
            return tally

    return asyncio.run(run())


def _end(tally: _Tally) -> None:
    for name, fault in sorted(tally.faults):
        typer.echo(f"{name} {fault}", err=True)
    if tally.faults:
        raise typer.Exit(1)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _size(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB"
