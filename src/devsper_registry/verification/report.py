"""What an examination tells: which checks ran, how each ended, what they found, and the profile."""

from dataclasses import dataclass
from enum import StrEnum

from devsper_registry.verification.finding import Finding
from devsper_registry.verification.profile import Profile


class Ending(StrEnum):
    """How a check ended; each but the first has left a `limit-reached` finding."""

    FINISHED = "finished"
    TIME = "time"
    MEMORY = "memory"
    DEPTH = "depth"
    # Its process died, or tried what the confinement forbids.
    KILLED = "killed"
    FORBIDDEN = "forbidden"
    # By a fault of ours; the traceback is in `Ran.traceback`.
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Ran:
    """One check, as it was when it ran."""

    check: str
    version: str
    ending: Ending
    traceback: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All of one examination. `profile` is None when the archive could not be read to its end."""

    findings: tuple[Finding, ...]
    ran: tuple[Ran, ...]
    profile: Profile | None
