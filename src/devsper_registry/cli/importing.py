"""`devsper-registry import`: publish folders of wheels and sdists, and say how it went."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from devsper_registry.cli.login import keeping, place
from devsper_registry.cli.tally import Tally
from devsper_registry.errors import KeyNotGiven, NothingToImport
from devsper_registry.services import importing

INTERRUPTED = 130

EXAMPLES = """\b
Examples:
  devsper-registry import ./wheelhouse --url https://registry.example.com --key hm_...
  DEVSPER_REGISTRY_URL=... DEVSPER_REGISTRY_KEY=... devsper-registry import dist more/dist

Stopped or refused somewhere, start the same command again: what is there already is not sent twice.
It ends with 0 when everything is there, and with 1 when a file was refused or could not be sent."""


def import_files(
    places: Annotated[
        list[Path],
        typer.Argument(
            metavar="DIR...", exists=True, help="Folders, searched to the bottom; or single files."
        ),
    ],
    url: Annotated[
        str, typer.Option(envvar="DEVSPER_REGISTRY_URL", help="The registry, such as https://...")
    ],
    key: Annotated[
        str | None,
        typer.Option(
            envvar="DEVSPER_REGISTRY_KEY",
            help="An API key with the scope 'publish'.",
            show_default="that of `devsper-registry login`",
        ),
    ] = None,
    at_once: Annotated[int, typer.Option(min=1, max=32, help="How many files go at once.")] = 4,
) -> None:
    """Publish every wheel and sdist of these folders."""
    key = key or keeping.find(place.of(url))
    if key is None:
        raise KeyNotGiven(url=url)
    found = importing.find(places)
    if not found:
        raise NothingToImport(places=", ".join(map(str, places)))
    tally = Tally(files=len(found), size=sum(file.size for file in found))
    try:
        with tally.shown():
            asyncio.run(importing.publish(found, url=url, key=key, at_once=at_once, listener=tally))
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    finally:
        typer.echo(tally.summary())
    if tally.refusals:
        raise typer.Exit(1)
