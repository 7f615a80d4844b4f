"""One fault under load, and what is to be said of it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from tests.chaos.faults import Fault
from tests.chaos.load import Load
from tests.chaos.stand import EXAMINED, WAITING, Stand

BEFORE = 1.0
# Without an error for so long, all kinds of requests among it, it is over.
CALM = 1.0
GIVES_UP_AFTER = 60.0
RECOVERY_SECONDS = 5.0


@dataclass(frozen=True)
class Outcome:
    """What clients saw of a fault."""

    fault: str
    answered: int
    errors: dict[str, int]
    acknowledged: int
    # By real installers, to the end.
    installs: int
    # Seconds from the cause's end to the last error.
    recovery: float
    complaints: list[str]

    @property
    def is_well(self) -> bool:
        """Whether it went as it must."""
        return not self.complaints and self.recovery <= RECOVERY_SECONDS


def judged(
    stand: Stand, fault: Fault, *, lasts: float, installers: Sequence[str] = ("pip", "uv")
) -> Outcome:
    """Put the load on, cause the fault, wait until it is over, and look for every file."""
    # Names of its own: what an earlier load published is none of this one's.
    load = Load(
        stand.proxy.url,
        stand.key,
        prefix=f"chaos-{uuid4().hex[:8]}",
        may_be_cut=fault.may_cut,
        installers=installers,
    )
    before = stand.tracebacks()
    with load.running():
        time.sleep(BEFORE)
        with fault.cause(stand, lasts):
            ended = time.monotonic()
        _until_calm(load, ended)
    complaints = load.checked() + stand.lost_jobs() + _idle(stand)
    complaints += [
        f"a {one.word} ended with {one.process.returncode}"
        for one in stand.processes
        if one.process is not None and one.process.poll() is not None
    ]
    if (unforeseen := stand.tracebacks() - before) > 0:
        complaints.append(f"{unforeseen} tracebacks in the logs")
    return Outcome(
        fault=fault.name,
        answered=len(load.successes),
        errors={what: n for what, n in sorted(load.answers.items()) if not what.endswith("200")},
        acknowledged=len(load.acknowledged),
        installs=sum(what in installers for _, what in load.successes),
        recovery=max([0.0, *(at - ended for at, _ in load.errors)]),
        complaints=complaints,
    )


def _idle(stand: Stand) -> list[str]:
    """Complain of a worker that does not go on: of what this load published much is waiting."""
    before, until = stand.postgres.count(EXAMINED), time.monotonic() + GIVES_UP_AFTER
    while time.monotonic() < until:
        if stand.postgres.count(EXAMINED) > before or not stand.postgres.count(WAITING):
            return []
        time.sleep(0.1)
    return ["the worker does nothing"]


def _until_calm(load: Load, ended: float) -> None:
    # Starting a replica again belongs to some causes, and takes its time.
    until = time.monotonic() + GIVES_UP_AFTER
    while time.monotonic() < until:
        since = max([ended, *(at for at, _ in load.errors)])
        calm = {what for at, what in load.successes if at > since}
        if calm == load.kinds and time.monotonic() > since + CALM:
            return
        time.sleep(0.05)
    load.complaints.append(f"still not well {GIVES_UP_AFTER:.0f} s after the cause's end")
