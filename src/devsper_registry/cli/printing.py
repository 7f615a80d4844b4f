"""How the commands that list things print them: tables for people, JSON for scripts."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console

# Wide enough for every column where no terminal says how wide it is.
WIDTH_WITHOUT_TERMINAL = 200

DataDir = Annotated[
    Path | None,
    typer.Option(help="The data directory, where no DATABASE_URL is set.", show_default="./data"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


def console() -> Console:
    """Return where tables go."""
    shown = Console(highlight=False, markup=False)
    if not shown.is_terminal:
        shown.width = WIDTH_WITHOUT_TERMINAL
    return shown


def day(moment: datetime) -> str:
    """Return the day as a table shows it."""
    return moment.date().isoformat()


def json_text(value: object) -> str:
    """Return JSON that a person can read too."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"no JSON for {type(value)}")
