"""`devsper-registry doctor`."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from devsper_registry.cli.opening import settings_of
from devsper_registry.cli.printing import AsJson, DataDir, json_text
from devsper_registry.errors import SettingInvalid
from devsper_registry.services import diagnosing
from devsper_registry.services.diagnosing import State, Verdict

EXAMPLES = """\b
Examples:
  devsper-registry doctor
  devsper-registry doctor --json | jq '.[] | select(.state != "ok")'

It ends with 0 when nothing failed, and with 1 when something did; --strict counts warnings too."""


def doctor(
    data_dir: DataDir = None,
    as_json: AsJson = False,
    strict: Annotated[bool, typer.Option("--strict", help="Let a warning be a failure.")] = False,
) -> None:
    """Examine everything that the registry depends on, and say what to do.

    Run it with the registry's own settings, on its machine, while it serves or does not. Nothing is
    changed: an object of its own is written into the storage, and deleted again.
    """
    verdicts = _verdicts(data_dir=data_dir)
    if as_json:
        typer.echo(json_text([asdict(verdict) for verdict in verdicts]))
    else:
        for verdict in verdicts:
            typer.echo(_line(verdict))
    if diagnosing.worst(verdicts) in {State.FAIL, *([State.WARN] if strict else [])}:
        raise typer.Exit(1)


def _verdicts(**given: object) -> list[Verdict]:
    try:
        settings = settings_of(**given)
    except SettingInvalid as error:
        # Without settings nothing else can be looked for.
        return [Verdict.refused("settings", error)]
    return asyncio.run(diagnosing.diagnose(settings))


def _line(verdict: Verdict) -> str:
    said = " ".join(filter(None, (verdict.found, verdict.remedy)))
    return f"{verdict.state:<5}{verdict.check:<11}{said}"
