"""A policy: for each severity, and each check where it says so, what becomes of a finding."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from packaging.utils import NormalizedName

from devsper_registry.verification.checks import known_vulnerabilities
from devsper_registry.verification.finding import Severity


class Action(StrEnum):
    """What becomes of a finding, the mildest first."""

    IGNORE = "ignore"
    FLAG = "flag"
    HOLD = "hold"
    REJECT = "reject"

    @property
    def rank(self) -> int:
        """0 for ignore to 3 for reject."""
        return list(Action).index(self)


class Mode(StrEnum):
    """When a file is listed: at once, or only after it was examined and nothing holds it."""

    PUBLISH = "publish"
    HOLD = "hold"


# What a team would want that has not decided anything.
USUAL: Mapping[Severity, Action] = MappingProxyType(
    {
        Severity.INFO: Action.IGNORE,
        Severity.LOW: Action.IGNORE,
        Severity.MEDIUM: Action.FLAG,
        Severity.HIGH: Action.HOLD,
        Severity.CRITICAL: Action.REJECT,
    }
)

# An advisory says what is wrong with PyPI's package of a name, often years after people have begun
# to build upon it. That nobody can install it any more is for a team to decide.
USUAL_BY_CHECK: Mapping[str, Mapping[Severity, Action]] = MappingProxyType(
    {
        known_vulnerabilities.NAME: MappingProxyType(
            {Severity.HIGH: Action.FLAG, Severity.CRITICAL: Action.FLAG}
        )
    }
)


@dataclass(frozen=True, slots=True)
class Exempt:
    """A package that a check, or for None any, may find what it will in, to the end of that day."""

    package: NormalizedName
    check: str | None
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class Policy:
    """`checks` are all that there are; `by_check` has those that are treated otherwise."""

    mode: Mode = Mode.PUBLISH
    by_severity: Mapping[Severity, Action] = field(default_factory=lambda: USUAL)
    by_check: Mapping[str, Mapping[Severity, Action]] = field(
        default_factory=lambda: USUAL_BY_CHECK
    )
    exemptions: tuple[Exempt, ...] = ()
    checks: frozenset[str] = frozenset()

    def action(self, check: str, severity: Severity) -> Action:
        """Return what becomes of a finding, exemptions aside."""
        own = self.by_check.get(check, {}).get(severity)
        return self.by_severity[severity] if own is None else own

    def exempt(self, package: NormalizedName, *, on: date) -> frozenset[str | None]:
        """Return the checks that the file exempts the package from; None stands for all."""
        return frozenset(
            exempt.check
            for exempt in self.exemptions
            if exempt.package == package and on <= exempt.until
        )
