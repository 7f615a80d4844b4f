"""`devsper-registry backup` and `devsper-registry restore`."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from devsper_registry.backend import open_backend
from devsper_registry.cli import bar
from devsper_registry.cli.opening import opened, settings_of
from devsper_registry.cli.printing import DataDir
from devsper_registry.services import backups
from devsper_registry.services.backups import Manifest
from devsper_registry.settings import MEGABYTE

INTERRUPTED = 130
BACKUP_EXAMPLES = """\b
Examples:
  devsper-registry backup /srv/backups/registry
  devsper-registry restore --check /srv/backups/registry

Into the folder of an earlier backup, only what is new is copied. Interrupted, say the same again.
All files are for you alone (0600): they have the hashes of keys, and people's addresses."""
RESTORE_EXAMPLES = """\b
Examples:
  devsper-registry restore /srv/backups/registry
  DATABASE_URL=postgresql://... S3_BUCKET=... devsper-registry restore /srv/backups/registry

The second is the way from a laptop to production. Interrupted, say the same again."""

Folder = Annotated[Path, typer.Argument(help="The folder of the backup.", metavar="FOLDER")]


def backup(folder: Folder, data_dir: DataDir = None) -> None:
    """Write database and files into a folder, as they are at one moment; also while it serves."""

    async def run(drawn: bar.Bar) -> Manifest:
        async with opened(settings_of(data_dir=data_dir)) as backend:
            return await backups.take(backend, folder, listener=drawn)

    with _shown() as drawn:
        manifest = asyncio.run(run(drawn))
    typer.echo(f"Backed up {_summary(manifest)} into {folder}.")


def restore(
    folder: Folder,
    check: Annotated[
        bool, typer.Option("--check", help="Only read the backup, and say whether it is whole.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Lose what is in the database now.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Fill an empty database and the storage from a backup, of this version or an older one.

    Every replica and worker is stopped before. The tables are brought up to date afterwards.
    """

    async def run(drawn: bar.Bar) -> Manifest:
        if check:
            return await backups.check(folder, listener=drawn)
        async with open_backend(settings_of(data_dir=data_dir)) as backend:
            return await backups.restore(backend, folder, replace=replace, listener=drawn)

    with _shown() as drawn:
        manifest = asyncio.run(run(drawn))
    typer.echo(f"{'Whole: ' if check else 'Restored '}{_summary(manifest)}.")


@contextmanager
def _shown() -> Iterator[bar.Bar]:
    try:
        with bar.shown() as drawn:
            yield drawn
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


def _summary(manifest: Manifest) -> str:
    rows = sum(table.rows for table in manifest.tables.values())
    megabytes = manifest.objects.size / MEGABYTE
    return (
        f"{rows} rows of {len(manifest.tables)} tables and {manifest.objects.count} objects "
        f"({megabytes:.1f} MB), as they were at {manifest.taken_at.isoformat(timespec='seconds')}"
    )
