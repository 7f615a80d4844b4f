"""The judgement of one file: what becomes of each finding, and of the file."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from devsper_registry.policy.policy import Action, Policy
from devsper_registry.verification.finding import Finding


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding and what becomes of it; exempted where that would have been something else."""

    finding: Finding
    action: Action
    is_exempted: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """Of a file: the strictest action of all, and each finding's own."""

    action: Action
    findings: tuple[Judged, ...]

    @property
    def is_exempted(self) -> bool:
        """Whether an exemption has made anything of it milder."""
        return any(judged.is_exempted for judged in self.findings)


def judge(
    policy: Policy, findings: Sequence[Finding], *, exempt: Collection[str | None]
) -> Judgement:
    """Return the judgement; `exempt` are the checks that count for nothing here, None for all."""
    judged = tuple(_judged(policy, finding, exempt) for finding in findings)
    strictest = max((each.action for each in judged), key=_rank, default=Action.IGNORE)
    return Judgement(strictest, judged)


def _judged(policy: Policy, finding: Finding, exempt: Collection[str | None]) -> Judged:
    action = policy.action(finding.check, finding.severity)
    if action is not Action.IGNORE and (None in exempt or finding.check in exempt):
        return Judged(finding, Action.IGNORE, is_exempted=True)
    return Judged(finding, action, is_exempted=False)


def _rank(action: Action) -> int:
    return action.rank
