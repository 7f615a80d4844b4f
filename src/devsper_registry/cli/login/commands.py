"""The three commands: what a person says, and one sentence for each thing that was done."""

import json
import platform
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer
from httpx2 import Client
from rich.console import Console

from devsper_registry.auth.device_code import LONGEST_CLIENT
from devsper_registry.auth.principal import Scope
from devsper_registry.cli.login import browser, flow, keeping, keyring, own_key, place
from devsper_registry.cli.login.flow import Asked
from devsper_registry.cli.login.keeping import Kept
from devsper_registry.cli.login.place import Place
from devsper_registry.clock import utc_now
from devsper_registry.errors import (
    KeyLeftInForce,
    LoggedOutThere,
    NotLoggedInThere,
    RegistryError,
)

INTERRUPTED = 130
DEFAULT_URL = "http://127.0.0.1:8080"

LOGIN_EXAMPLES = """\b
Examples:
  devsper-registry login https://registry.example.com
  devsper-registry login --scope read --no-browser
  DEVSPER_REGISTRY_URL=https://registry.example.com devsper-registry login

The key lives for 90 days. It is kept in the keyring where the program `keyring` has one, else in
~/.pypirc (for twine) and ~/.netrc (for pip and uv), readable by you alone. A key of an earlier
login is revoked."""

LOGOUT_EXAMPLES = """\b
Examples:
  devsper-registry logout
  devsper-registry logout https://registry.example.com"""

WHOAMI_EXAMPLES = """\b
Examples:
  devsper-registry whoami
  devsper-registry whoami --json | jq -r .account

It ends with 0 when the key is in force, and with 1 when it is not or there is none."""

Url = Annotated[
    str | None,
    typer.Argument(
        envvar="DEVSPER_REGISTRY_URL",
        help="The registry, such as https://registry.example.com.",
        show_default="the one that you are logged in to",
    ),
]


def login(
    url: Annotated[
        str,
        typer.Argument(
            envvar="DEVSPER_REGISTRY_URL",
            help="The registry, such as https://registry.example.com.",
        ),
    ] = DEFAULT_URL,
    scope: Annotated[
        list[Scope] | None,
        typer.Option(
            help="What the key may do; give it several times for several.",
            show_default="read and publish",
        ),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only show the address; open nothing.")
    ] = False,
    no_keyring: Annotated[
        bool, typer.Option("--no-keyring", help="Keep the key in files, even with a keyring.")
    ] = False,
) -> None:
    """Log this machine in: a person lets it in, on any device with a browser."""
    registry = place.of(url)
    keeping.require_room()
    before = keeping.find(registry)
    wanted = " ".join(scope or (Scope.READ, Scope.PUBLISH))
    if registry.is_readable_on_the_way:
        typer.echo("Over plain http:// others on the way can read the key.", err=True)
    with flow.connected(registry) as http:
        asked = flow.ask(registry, http, client=_client(), scope=wanted)
        try:
            typer.echo(_invitation(registry, asked))
            if not no_browser and browser.open_page(asked.page_with_code):
                typer.echo("A browser has been asked to open it.")
            key = _waited(registry, http, asked)
        except KeyboardInterrupt:
            typer.echo("\nStopped: nothing was kept, and the code ends by itself.", err=True)
            raise typer.Exit(INTERRUPTED) from None
        try:
            use_keyring = not no_keyring and keyring.is_installed()
            kept = keeping.keep(registry, key, use_keyring=use_keyring)
            shown = own_key.show(registry, http, key)
        except (RegistryError, KeyboardInterrupt):
            # A key that nobody can find again must not stay in force.
            own_key.revoke(registry, http, key)
            raise
        who = "" if shown is None else f" as {shown.account}"
        typer.echo(f"\nLogged in to {registry.url}{who}: {wanted.replace(' ', ', ')}.")
        for line in kept.said:
            typer.echo(line)
        if before is not None and before != key:
            _revoke_earlier(registry, before)
    typer.echo(_usage(registry, kept))


def logout(url: Url = None) -> None:
    """Revoke the key, and remove it from this machine."""
    registry = keeping.only() if url is None else place.of(url)
    key = keeping.find(registry)
    if key is None:
        raise NotLoggedInThere(url=registry.url)
    refusal: RegistryError | None = None
    try:
        with flow.connected(registry) as http:
            was = "Revoked" if own_key.revoke(registry, http, key) else "No longer in force:"
            typer.echo(f"{was} the key {key[:9]}… at {registry.url}.")
    except RegistryError as error:
        refusal = error
    for line in keeping.forget(registry, key):
        typer.echo(line)
    if refusal is not None:
        raise KeyLeftInForce(hint=key[:9], url=registry.url, reason=refusal)


def whoami(
    url: Url = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")] = False,
) -> None:
    """Show who you are to a registry, with which key, and until when."""
    registry = keeping.only() if url is None else place.of(url)
    key = keeping.find(registry)
    if key is None:
        raise NotLoggedInThere(url=registry.url)
    with flow.connected(registry) as http:
        shown = own_key.show(registry, http, key)
    if shown is None:
        raise LoggedOutThere(url=registry.url)
    if as_json:
        facts = {"url": registry.url, **asdict(shown)}
        typer.echo(json.dumps(facts, indent=2, ensure_ascii=False, default=datetime.isoformat))
        return
    role = ", an administrator," if shown.administrator else ""
    bound = "" if shown.packages is None else f", only for {', '.join(shown.packages)}"
    typer.echo(f"{shown.account}{role} at {registry.url}")
    typer.echo(f"key '{shown.name}' ({shown.hint}…): {', '.join(shown.scopes)}{bound}")
    typer.echo(_end(shown.expires_at))


def _client() -> str:
    host = "".join(c for c in platform.node() if c.isascii() and c.isprintable())
    return (f"devsper-registry on {host}" if host else "devsper-registry")[:LONGEST_CLIENT]


def _invitation(registry: Place, asked: Asked) -> str:
    minutes = max(1, asked.expires_in // 60)
    return (
        f"To let this machine into {registry.url}, open\n\n    {asked.page_with_code}\n\n"
        f"and see that it shows the code {asked.user_code} (good for {minutes} minutes).\n"
        f"On another device: {asked.page}"
    )


def _waited(registry: Place, http: Client, asked: Asked) -> str:
    console = Console(stderr=True, highlight=False, markup=False)
    if not console.is_terminal:
        return flow.wait(registry, http, asked, tell=lambda _: None)
    with console.status(f"Waiting for you to let this machine in: {asked.user_code}") as status:
        return flow.wait(
            registry,
            http,
            asked,
            tell=lambda said: status.update(f"{said}: {asked.user_code}"),
        )


def _revoke_earlier(registry: Place, key: str) -> None:
    try:
        with flow.connected(registry) as http:
            if own_key.revoke(registry, http, key):
                typer.echo(f"Revoked the key of the earlier login, {key[:9]}….")
    except RegistryError as error:
        typer.echo(f"The key of the earlier login, {key[:9]}…, stays in force: {error}", err=True)


def _usage(registry: Place, kept: Kept) -> str:
    index = registry.simple
    asking = ""
    if kept.in_keyring:
        index, asking = registry.simple_of_user, "--keyring-provider subprocess "
        publish = f"{asking}--username {place.USER} "
    elif kept.in_netrc:
        publish = ""
    else:
        index = index.replace("://", f"://{place.USER}:$KEY@", 1)
        publish = "--token $KEY "
    return (
        f"\nPublish\n    twine upload --repository {kept.server} dist/*\n"
        f"    uv publish {publish}--publish-url {registry.legacy}\n"
        f"\nInstall\n    uv pip install {asking}--index {index} PACKAGE\n"
        f"    pip install {asking}--index-url {index} PACKAGE"
    )


def _end(expires_at: datetime | None) -> str:
    if expires_at is None:
        return "never expires"
    days = (expires_at - utc_now()).days
    return f"expires {expires_at.date().isoformat()} (in {days} days)"
