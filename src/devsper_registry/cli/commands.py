"""The commands by name; each is loaded when it is run, for most need little of the registry."""

from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup


class Place(NamedTuple):
    """Where a command is, or a group of them with its `app`, and what the list of all says of it.

    What is said is the command's own first sentence (a test compares them).
    """

    module: str
    said: str
    function: str | None = None
    examples: str = "EXAMPLES"


COMMANDS = {
    "serve": Place("serving", "Start the registry.", "serve"),
    "worker": Place("working", "Do the jobs that no request waits for.", "worker"),
    "migrate": Place(
        "migrating", "Bring the database's tables up to date, and say what was done.", "migrate"
    ),
    "doctor": Place(
        "doctor",
        "Examine everything that the registry depends on, and say what to do.",
        "doctor",
    ),
    "backup": Place(
        "backing_up",
        "Write database and files into a folder, as they are at one moment; also while it serves.",
        "backup",
        "BACKUP_EXAMPLES",
    ),
    "restore": Place(
        "backing_up",
        "Fill an empty database and the storage from a backup, of this version or an older one.",
        "restore",
        "RESTORE_EXAMPLES",
    ),
    "schema": Place("schema", "Print the GraphQL schema, sorted.", "schema"),
    "import": Place("importing", "Publish every wheel and sdist of these folders.", "import_files"),
    "login": Place(
        "login.commands",
        "Log this machine in: a person lets it in, on any device with a browser.",
        "login",
        "LOGIN_EXAMPLES",
    ),
    "logout": Place(
        "login.commands",
        "Revoke the key, and remove it from this machine.",
        "logout",
        "LOGOUT_EXAMPLES",
    ),
    "whoami": Place(
        "login.commands",
        "Show who you are to a registry, with which key, and until when.",
        "whoami",
        "WHOAMI_EXAMPLES",
    ),
    "status": Place(
        "status",
        "Show how far the verification of a release has come, and what was found.",
        "status",
    ),
    "jobs": Place("jobs", "List jobs, try held ones again, discard them."),
    "keys": Place("keys", "Create, list and revoke API keys."),
    "storage": Place("storage", "Check, move and sweep the files' bytes."),
    "advisories": Place("advisories", "Import advisories of known vulnerabilities."),
    "accounts": Place("accounts", "List accounts, make administrators, suspend."),
}


class OnDemand(TyperGroup):
    """A group whose list and suggestions are made of stand-ins, and whose commands are loaded."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the command that the first argument names, the real one."""
        name, stand_in, rest = super().resolve_command(ctx, args)
        return name, stand_in if name is None else loaded(name), rest


def register(app: typer.Typer) -> None:
    """Put a stand-in for each command into the list."""
    for name, place in COMMANDS.items():
        app.command(name, help=place.said)(_stand_in)


def loaded(name: str) -> Any:
    """Import a command and return it, ready to run."""
    place = COMMANDS[name]
    module = import_module(f"devsper_registry.cli.{place.module}")
    if place.function is None:
        return typer.main.get_command(module.app)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name, epilog=getattr(module, place.examples))(getattr(module, place.function))
    return typer.main.get_command(alone)


def _stand_in() -> None:
    raise AssertionError("a stand-in was run")
