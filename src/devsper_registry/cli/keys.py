"""`devsper-registry keys`: create, list and revoke API keys, straight in the database."""

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from devsper_registry.auth.principal import OPERATOR, Scope
from devsper_registry.cli import expiry, printing
from devsper_registry.cli.opening import opened, settings_of
from devsper_registry.cli.printing import AsJson, DataDir
from devsper_registry.clock import utc_now
from devsper_registry.db.queries.api_keys import KeyRow
from devsper_registry.services import accounts, keys, revoking
from devsper_registry.services.keys import CreatedKey

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Create, list and revoke API keys. Works while the server runs, and while it does not.",
)


@app.command(
    epilog="""\b
Examples:
  devsper-registry keys create ci --scope publish --expires 90d
  devsper-registry keys create demo-bot --scope publish --package demo --expires 2031-12-31
  devsper-registry keys create alice --account alice --new-account --scope read --scope publish
  KEY=$(devsper-registry keys create laptop)

The key alone goes to standard output; it is shown this once."""
)
def create(
    name: Annotated[str, typer.Argument(help="What the key is for, such as the build it serves.")],
    scope: Annotated[
        list[Scope] | None,
        typer.Option(
            help="What it may do; give it several times for several.", show_default="read"
        ),
    ] = None,
    expires: Annotated[
        str | None,
        typer.Option(
            help="When it ends: 36h, 90d, 12w, or a date such as 2031-12-31.", show_default="never"
        ),
    ] = None,
    package: Annotated[
        list[str] | None,
        typer.Option(
            help="Bind it to this package; several times for several.", show_default="all"
        ),
    ] = None,
    account: Annotated[str, typer.Option(help="Whose key it is.")] = accounts.ADMINISTRATOR,
    new_account: Annotated[
        bool, typer.Option("--new-account", help="Create the account where there is none yet.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Create a key and print it, once."""
    expires_at = None if expires is None else expiry.read(expires, now=utc_now())

    async def run() -> CreatedKey:
        async with opened(settings_of(data_dir=data_dir)) as backend:
            if new_account:
                await accounts.ensure(backend, by=OPERATOR, name=account)
            return await keys.create(
                backend,
                by=OPERATOR,
                account=account,
                name=name,
                scopes=scope or [Scope.READ],
                packages=package or None,
                expires_at=expires_at,
            )

    created = asyncio.run(run())
    if as_json:
        typer.echo(printing.json_text({**_facts(created.key), "secret": created.secret}))
        return
    typer.echo(_birth(created.key), err=True)
    typer.echo(created.secret)


@app.command(
    "list",
    epilog="""\b
Examples:
  devsper-registry keys list
  devsper-registry keys list --account alice --all
  devsper-registry keys list --json | jq -r '.[].id'""",
)
def list_keys(
    account: Annotated[str | None, typer.Option(help="Only this account's keys.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also the keys that are revoked or expired.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List the keys; never the secrets, which are not kept."""

    async def run() -> list[KeyRow]:
        async with opened(settings_of(data_dir=data_dir)) as backend:
            return await keys.find(backend, by=OPERATOR, account=account)

    now = utc_now()
    found = [key for key in asyncio.run(run()) if everything or key.is_in_force(now)]
    if as_json:
        typer.echo(printing.json_text([_facts(key) for key in found]))
    elif not found:
        typer.echo("There is no key in force." if not everything else "There is no key.")
    else:
        printing.console().print(_table(found, now))


@app.command(
    epilog="""\b
Examples:
  devsper-registry keys revoke ci
  devsper-registry keys revoke hm_a1B2c3"""
)
def revoke(
    key: Annotated[str, typer.Argument(help="The key's name, id or beginning, or the key itself.")],
    data_dir: DataDir = None,
) -> None:
    """Revoke a key at once and for ever."""

    async def run() -> KeyRow:
        async with opened(settings_of(data_dir=data_dir)) as backend:
            meant = await revoking.named(backend, by=OPERATOR, which=key)
            return await revoking.revoke(backend, by=OPERATOR, key_id=meant.id)

    revoked = asyncio.run(run())
    typer.echo(f"Revoked the key '{revoked.name}' ({revoked.hint}…) of {revoked.account}.")


def _birth(key: KeyRow) -> str:
    bound = "" if key.packages is None else f", only for {', '.join(key.packages)}"
    end = "never expires" if key.expires_at is None else f"expires {printing.day(key.expires_at)}"
    return (
        f"Created the key '{key.name}' of {key.account}: {', '.join(key.scopes)}{bound}; it {end}. "
        "It is shown this once:"
    )


def _table(found: list[KeyRow], now: datetime) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("NAME", "KEY", "ACCOUNT", "SCOPES", "PACKAGES", "CREATED", "LAST USED", "STATE"):
        table.add_column(title, overflow="fold")
    table.add_column("ID", no_wrap=True)
    for key in found:
        table.add_row(
            key.name,
            f"{key.hint}…",
            key.account,
            " ".join(key.scopes),
            "all" if key.packages is None else " ".join(key.packages),
            printing.day(key.created_at),
            "never" if key.last_used_at is None else printing.day(key.last_used_at),
            _state(key, now),
            str(key.id),
        )
    return table


def _state(key: KeyRow, now: datetime) -> str:
    if key.revoked_at is not None:
        return f"revoked {printing.day(key.revoked_at)}"
    if key.expires_at is None:
        return "in force"
    return f"{'until' if now < key.expires_at else 'expired'} {printing.day(key.expires_at)}"


def _facts(key: KeyRow) -> dict[str, Any]:
    facts = asdict(key)
    del facts["account_id"]
    return facts
