"""The checks of facts, all of them: a profile among what the registry knows. In the server."""

from functools import partial

from devsper_registry.verification.checks import FACTS_CHECKS
from devsper_registry.verification.finding import Finding
from devsper_registry.verification.profile import Profile
from devsper_registry.verification.report import Ran
from devsper_registry.verification.running import run
from devsper_registry.verification.surroundings import Surroundings


def compare(profile: Profile, around: Surroundings) -> tuple[tuple[Ran, ...], tuple[Finding, ...]]:
    """Return which checks ran, and what they found."""
    done = [
        run(check.NAME, check.VERSION, partial(check.findings, profile, around))
        for check in FACTS_CHECKS
    ]
    return tuple(ran for ran, _ in done), tuple(f for _, findings in done for f in findings)
