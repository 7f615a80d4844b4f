"""`devsper-registry status`: what became of the verification of a release."""

import os
import time
from http import HTTPStatus
from typing import Annotated, Any

import httpx2
import typer
from rich.console import Console

from devsper_registry.cli.login import flow, keeping, place
from devsper_registry.cli.login.place import Place
from devsper_registry.cli.printing import AsJson, json_text
from devsper_registry.errors import (
    LoggedOutThere,
    LoginUnreachable,
    NotARegistry,
    ReleaseNotFound,
    StatusRefused,
)

EXAMPLES = """\b
Examples:
  devsper-registry status demo 1.0
  devsper-registry status demo 1.0 --watch
  DEVSPER_REGISTRY_KEY=hm_… devsper-registry status demo 1.0 --url https://registry.example.com

It ends with 0 when every file is given out, with 1 when one is withheld or its examination failed,
and with 2 when one still waits to be examined. What was found is shown to those who publish the
package, and to administrators."""

QUERY = """query Status($package: String!, $version: String!) {
  release(package: $package, version: $version) {
    version
    badges
    files {
      filename
      availability
      verification {
        state
        ruling { decision reason }
        findings { severity sentence path line action }
      }
    }
  }
}"""
PASSED, STOPPED, WAITING = 0, 1, 2
UNDER_WAY = {"NOT_EXAMINED", "PENDING", "RUNNING"}
EVERY_SECONDS = 1.0


def status(
    package: Annotated[str, typer.Argument(help="The package's name.")],
    version: Annotated[str, typer.Argument(help="The version of the release.")],
    url: Annotated[
        str | None,
        typer.Option(
            envvar="DEVSPER_REGISTRY_URL",
            help="The registry.",
            show_default="the one that you are logged in to",
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Wait until every file has been examined.")
    ] = False,
    within: Annotated[float, typer.Option(help="With --watch, for at most so many seconds.")] = 300,
    as_json: AsJson = False,
) -> None:
    """Show how far the verification of a release has come, and what was found."""
    registry = keeping.only() if url is None else place.of(url)
    key = os.environ.get("DEVSPER_REGISTRY_KEY") or keeping.find(registry)
    with flow.connected(registry) as http:
        if key is not None:
            http.headers["Authorization"] = f"Bearer {key}"
        release = _watched(
            registry, http, package, version, until=time.monotonic() + (within if watch else 0)
        )
    if as_json:
        typer.echo(json_text(release))
    else:
        typer.echo(f"{registry.simple}{package}/ {release['version']}{_badges(release)}")
        for file in release["files"]:
            typer.echo("\n".join(_lines(file)))
    raise typer.Exit(_code(release))


def _watched(
    registry: Place, http: httpx2.Client, package: str, version: str, *, until: float
) -> dict[str, Any]:
    """Return the release once nothing of it waits, or the time is over."""
    console = Console(stderr=True, highlight=False, markup=False)
    with console.status("Asking ...") as line:
        while True:
            release = _asked(registry, http, package, version)
            waiting = [f for f in release["files"] if f["verification"]["state"] in UNDER_WAY]
            if not waiting or time.monotonic() >= until:
                return release
            done = len(release["files"]) - len(waiting)
            first = waiting[0]
            state = str(first["verification"]["state"]).lower().replace("_", " ")
            line.update(
                f"{done} of {len(release['files'])} files examined; {first['filename']}: {state}"
            )
            time.sleep(EVERY_SECONDS)


def _asked(registry: Place, http: httpx2.Client, package: str, version: str) -> dict[str, Any]:
    body = {"query": QUERY, "variables": {"package": package, "version": version}}
    try:
        answer = http.post("graphql", json=body)
    except httpx2.TransportError as error:
        raise LoginUnreachable(
            url=registry.url, reason=str(error) or type(error).__name__
        ) from None
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        raise LoggedOutThere(url=registry.url)
    try:
        told: dict[str, Any] = answer.json()
        if "data" not in told:
            raise StatusRefused(url=registry.url, reason=_why(told))
        release: dict[str, Any] | None = told["data"]["release"]
    except (ValueError, KeyError, TypeError, IndexError):
        raise NotARegistry(url=registry.url, status=answer.status_code) from None
    if release is None:
        raise ReleaseNotFound(package=package, version=version)
    return release


def _why(told: dict[str, Any]) -> str:
    return str(told["message"] if "message" in told else told["errors"][0]["message"])


def _badges(release: dict[str, Any]) -> str:
    return "".join(f" [{str(badge).lower()}]" for badge in release["badges"])


def _lines(file: dict[str, Any]) -> list[str]:
    verification = file["verification"]
    state = str(verification["state"]).lower().replace("_", " ")
    lines = [f"  {file['filename']}: {state}, {str(file['availability']).lower()}"]
    if (ruling := verification["ruling"]) is not None:
        lines.append(f"    {str(ruling['decision']).lower()}: {ruling['reason']}")
    for found in verification["findings"] or ():
        where = "" if found["path"] is None else f" ({found['path']}{_line(found['line'])})"
        lines.append(f"    {str(found['severity']).lower()}: {found['sentence']}{where}")
    return lines


def _line(number: int | None) -> str:
    return "" if number is None else f":{number}"


def _code(release: dict[str, Any]) -> int:
    """Return 1 for what a person has to look at, else 2 for what still waits, else 0."""
    files = release["files"]
    if any(
        file["availability"] not in {"LISTED", "PENDING"}
        or file["verification"]["state"] == "ERROR"
        for file in files
    ):
        return STOPPED
    waits = any(
        file["availability"] == "PENDING" or file["verification"]["state"] in UNDER_WAY
        for file in files
    )
    return WAITING if waits else PASSED
