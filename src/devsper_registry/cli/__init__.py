"""The command line: one file a group of commands."""

import os
import sys
from typing import Annotated

import typer

from devsper_registry import __version__
from devsper_registry.cli import commands
from devsper_registry.errors import Kind, RegistryError

# As for a wrong option: something said to the program has to be changed before it can work.
MISUSE = {Kind.MISCONFIGURED, Kind.INVALID}

app = typer.Typer(
    name="devsper-registry",
    cls=commands.OnDemand,
    no_args_is_help=True,
    # Plain help: the same on a terminal, in a pager and in a log.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
commands.register(app)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"devsper-registry {__version__}")
        raise typer.Exit


@app.callback(
    epilog="""\b
Examples:
  devsper-registry serve
  devsper-registry keys create ci --scope publish --expires 90d
  devsper-registry import ./wheelhouse --url https://registry.example.com
  devsper-registry login https://registry.example.com

Every setting can stand in the environment or in a file named .env."""
)
def _devsper_registry(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_show_version, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """Run a package registry for Python, and manage it."""


def refused(error: RegistryError) -> int:
    """Tell the person of the refusal, and return the exit code."""
    typer.echo(f"devsper-registry: {error}", err=True)
    return 2 if error.kind in MISUSE else 1


def main() -> None:
    """Run the command given, and end the process: 0 done, 1 failed, 2 said wrongly."""
    try:
        app(prog_name="devsper-registry")
    except RegistryError as error:
        sys.exit(refused(error))
    except BrokenPipeError:
        # The reader of our output has left (`| head`); there is nobody to complain to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
