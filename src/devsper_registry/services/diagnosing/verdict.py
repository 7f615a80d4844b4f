"""What an examination found: one line a matter, and what to do where it is not well."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from devsper_registry.errors import RegistryError


class State(StrEnum):
    """`warn` is for what works and will not for ever; `fail` for what does not work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`found` is a sentence; `remedy` another one, empty where nothing is to be done."""

    check: str
    state: State
    found: str
    remedy: str = ""

    @classmethod
    def ok(cls, check: str, found: str) -> Self:
        """All is well."""
        return cls(check, State.OK, found)

    @classmethod
    def warn(cls, check: str, found: str, remedy: str) -> Self:
        """It works; somebody should look after it."""
        return cls(check, State.WARN, found, remedy)

    @classmethod
    def fail(cls, check: str, found: str, remedy: str) -> Self:
        """It does not work."""
        return cls(check, State.FAIL, found, remedy)

    @classmethod
    def refused(cls, check: str, error: RegistryError) -> Self:
        """It does not work; a refusal's sentence says why, and behind the last colon what to do."""
        return cls(check, State.FAIL, str(error))


def worst(verdicts: Iterable[Verdict]) -> State:
    """Return the worst state among them, OK where there are none."""
    states = {verdict.state for verdict in verdicts}
    return next((state for state in (State.FAIL, State.WARN) if state in states), State.OK)
