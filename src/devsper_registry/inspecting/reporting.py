"""What an examining process tells, and what the server makes of it: a report, whatever was said.

The sheet of a check comes from a fork that read a hostile file. The process passes it on unread,
and the server believes of it what a check of that name could have said.
"""

import json
from dataclasses import asdict, dataclass
from typing import Annotated

from pydantic import Field, TypeAdapter

from devsper_registry.inspecting.messages import Failure
from devsper_registry.inspecting.process import NotAnAnswer
from devsper_registry.verification.finding import Finding
from devsper_registry.verification.profile import Profile
from devsper_registry.verification.report import Ending, Ran, Report
from devsper_registry.verification.running import MOST_FINDINGS, limit_reached


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one step found; findings are the worst, and one more where it did not finish."""

    findings: Annotated[tuple[Finding, ...], Field(max_length=MOST_FINDINGS + 1)]
    ending: Ending
    traceback: str | None = None
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A step, and the sheet that its fork left; without one, how the fork ended."""

    step: str
    version: str
    sheet: str | None
    ending: Ending = Ending.FINISHED


_SHEET: TypeAdapter[Sheet] = TypeAdapter(Sheet)
_ANSWER: TypeAdapter[list[Told] | Failure] = TypeAdapter(list[Told] | Failure)


def written(sheet: Sheet) -> bytes:
    """Return the sheet as a fork sends it."""
    return json.dumps(asdict(sheet)).encode()


def told(answer: list[Told] | Failure) -> bytes:
    """Return the answer for `heard`."""
    plain = asdict(answer) if isinstance(answer, Failure) else list(map(asdict, answer))
    return json.dumps(plain).encode()


def heard(answer: bytes) -> Report | Failure:
    """Return the report that the answer makes; raise `NotAnAnswer`."""
    try:
        steps = _ANSWER.validate_json(answer)
    except ValueError:
        raise NotAnAnswer from None
    if isinstance(steps, Failure):
        return steps
    sheets = [(step, _sheet(step)) for step in steps]
    if not any(sheet.findings for _, sheet in sheets) and not any(s.profile for _, s in sheets):
        raise NotAnAnswer  # a file has a profile, or there is a reason why not
    profiles = [sheet.profile for _, sheet in sheets if sheet.profile is not None]
    return Report(
        findings=tuple(finding for _, sheet in sheets for finding in sheet.findings),
        ran=tuple(Ran(s.step, s.version, sheet.ending, sheet.traceback) for s, sheet in sheets),
        profile=profiles[0] if profiles else None,
    )


def _sheet(step: Told) -> Sheet:
    ending = step.ending
    if step.sheet is not None:
        try:
            sheet = _SHEET.validate_json(step.sheet)
        except ValueError:
            ending = Ending.KILLED
        else:
            if all(finding.check == step.step for finding in sheet.findings):
                return sheet
            ending = Ending.KILLED
    return Sheet((limit_reached(step.step, ending),), ending)
