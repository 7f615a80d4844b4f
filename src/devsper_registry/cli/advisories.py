"""`devsper-registry advisories`: known vulnerabilities, imported from files."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from devsper_registry.advisories import sources
from devsper_registry.auth.principal import OPERATOR
from devsper_registry.cli.bar import Bar, shown
from devsper_registry.cli.opening import opened, settings_of
from devsper_registry.cli.printing import DataDir
from devsper_registry.errors import NoAdvisories
from devsper_registry.services import advisory_imports
from devsper_registry.services.advisory_imports import Counts

INTERRUPTED = 130
MOST_SHOWN = 20

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Import advisories of known vulnerabilities.",
)


@app.callback()
def _advisories() -> None:
    """Import advisories of known vulnerabilities."""


@dataclass(slots=True)
class _Heard:
    """Draws what is done, and keeps some of what was refused."""

    bar: Bar
    refusals: list[str] = field(default_factory=list)

    def done(self, size: int) -> None:
        self.bar.advances(size)

    def refused(self, name: str, reason: str) -> None:
        if len(self.refusals) < MOST_SHOWN:
            self.refusals.append(f"refused {name}\n        {reason}")


@app.command(
    "import",
    epilog="""\b
Examples:
  devsper-registry advisories import all.zip
  devsper-registry advisories import ./advisory-database/advisories extra/OURS-2026-1.json

The same command again takes only what is new or changed. It ends with 1 when one was refused.""",
)
def import_advisories(
    places: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            exists=True,
            help="Folders, .json files in the OSV schema, or zips of them such as OSV's all.zip.",
        ),
    ],
    data_dir: DataDir = None,
) -> None:
    """Take in advisories in the OSV schema, and examine again what they are about."""
    paths = sources.find(places)
    if not paths:
        raise NoAdvisories(places=", ".join(map(str, places)))

    async def run(heard: _Heard) -> Counts:
        async with opened(settings_of(data_dir=data_dir)) as backend:
            return await advisory_imports.import_from(backend, paths, by=OPERATOR, listener=heard)

    try:
        with shown() as bar:
            heard = _Heard(bar)
            bar.begins("Importing", size=sum(path.stat().st_size for path in paths))
            counts = asyncio.run(run(heard))
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    typer.echo(_summary(counts, heard))
    if counts.refused:
        raise typer.Exit(1)


def _summary(counts: Counts, heard: _Heard) -> str:
    noun = "document" if counts.total == 1 else "documents"
    lines = [
        f"{counts.total} {noun}: {counts.new} new, {counts.changed} changed, {counts.unchanged} "
        f"unchanged, {counts.elsewhere} about no package of PyPI, {counts.refused} refused",
        *heard.refusals,
    ]
    if counts.refused > len(heard.refusals):
        lines.append(f"... and {counts.refused - len(heard.refusals)} more")
    return "\n".join(lines)
