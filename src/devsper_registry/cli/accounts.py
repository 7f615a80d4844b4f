"""`devsper-registry accounts`: who there is, who administers, and who is let in no more."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated

import typer
from rich.table import Table

from devsper_registry.auth.principal import OPERATOR
from devsper_registry.cli.opening import opened, settings_of
from devsper_registry.cli.printing import AsJson, DataDir, console, day, json_text
from devsper_registry.db.tables import Account
from devsper_registry.services import accounts, standing
from devsper_registry.services.standing import Standing

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List accounts, make administrators, suspend. Works while the server runs, and while it "
    "does not.",
)

Name = Annotated[str, typer.Argument(help="The account's name.")]
# One of `standing`, told whose account is meant.
Verb = Callable[..., Awaitable[Standing]]


@app.command("list")
def list_accounts(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the accounts, the oldest first."""

    async def run() -> list[Account]:
        async with opened(settings_of(data_dir=data_dir)) as backend:
            return await accounts.find(backend, by=OPERATOR)

    found = asyncio.run(run())
    if as_json:
        typer.echo(json_text([_facts(account) for account in found]))
    else:
        console().print(_table(found))


@app.command()
def create(
    name: Name,
    administrator: Annotated[
        bool, typer.Option("--administrator", help="Let it administer the registry.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Create an account that has keys and signs in nowhere."""

    async def run() -> bool:
        async with opened(settings_of(data_dir=data_dir)) as backend:
            is_new = await accounts.ensure(backend, by=OPERATOR, name=name)
            if is_new and administrator:
                await standing.set_administrator(
                    backend, by=OPERATOR, whose=name, administrator=True
                )
            return is_new

    if asyncio.run(run()):
        typer.echo(f"Created the account '{name}'.")
    else:
        typer.echo(f"There is an account '{name}' already; nothing was changed.")


@app.command()
def promote(name: Name, data_dir: DataDir = None) -> None:
    """Make an account an administrator's."""
    _do(
        data_dir,
        partial(standing.set_administrator, whose=name, administrator=True),
        done=f"'{name}' is an administrator now. Its keys do more only where they have 'admin'.",
        already=f"'{name}' is an administrator already.",
    )


@app.command()
def demote(name: Name, data_dir: DataDir = None) -> None:
    """Make an administrator's account an ordinary one."""
    _do(
        data_dir,
        partial(standing.set_administrator, whose=name, administrator=False),
        done=f"'{name}' is no administrator any more.",
        already=f"'{name}' is no administrator.",
    )


@app.command()
def suspend(name: Name, data_dir: DataDir = None) -> None:
    """Let an account, its sessions and its keys in no more, from the next request on."""
    _do(
        data_dir,
        partial(standing.suspend, whose=name),
        done=f"Suspended '{name}'.",
        already=f"'{name}' is suspended already.",
    )


@app.command()
def unsuspend(name: Name, data_dir: DataDir = None) -> None:
    """Let a suspended account in again."""
    _do(
        data_dir,
        partial(standing.unsuspend, whose=name),
        done=f"'{name}' may come in again.",
        already=f"'{name}' is not suspended.",
    )


@app.command("end-sessions")
def end_sessions(name: Name, data_dir: DataDir = None) -> None:
    """End every session of an account; its keys stay."""
    _do(
        data_dir,
        partial(standing.end_sessions, whose=name),
        done=f"Ended the sessions of '{name}': it has to sign in again.",
        already="",
    )


def _do(data_dir: DataDir, verb: Verb, *, done: str, already: str) -> None:
    async def run() -> Standing:
        async with opened(settings_of(data_dir=data_dir)) as backend:
            return await verb(backend, by=OPERATOR)

    typer.echo(done if asyncio.run(run()).changed else already)


def _table(found: list[Account]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("NAME", "SHOWN AS", "E-MAIL", "ADMINISTRATOR", "CREATED", "STATE"):
        table.add_column(title, overflow="fold")
    for account in found:
        table.add_row(
            account.name,
            account.display_name or "",
            account.email or "",
            "yes" if account.is_administrator else "no",
            day(account.created_at),
            "active" if account.suspended_at is None else f"suspended {day(account.suspended_at)}",
        )
    return table


def _facts(account: Account) -> dict[str, object]:
    return account.model_dump(exclude={"stored_size"})
