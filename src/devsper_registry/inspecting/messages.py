"""What the server and an inspecting process say to each other, through pipes.

A job is pickled: who sends it has started its reader. An answer is its length and JSON.
"""

from dataclasses import dataclass
from pathlib import Path

from devsper_registry.distribution import Inspection, Policy
from devsper_registry.errors import RegistryError

LENGTH_BYTES = 8


@dataclass(frozen=True, slots=True)
class Job:
    """A file to inspect, and how many seconds of processor time that may take."""

    path: Path
    filename: str
    policy: Policy
    seconds: int


@dataclass(frozen=True, slots=True)
class Examination:
    """A file to examine, and the processor time for all checks together and for each.

    A check may take twice that of the clock, and `patience` more.
    """

    path: Path
    filename: str
    policy: Policy
    seconds: int
    seconds_a_check: int
    patience: float


@dataclass(frozen=True, slots=True)
class Failure:
    """A fault of ours: the traceback, for the log."""

    traceback: str


Answer = Inspection | RegistryError | Failure
