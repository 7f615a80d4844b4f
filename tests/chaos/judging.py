"""One fault under load, and what is to be said of it."""

import time
from dataclasses import dataclass
from uuid import uuid4

from tests.chaos.faults import Fault
from tests.chaos.load import Load
from tests.chaos.stand import Stand

BEFORE = 1.0
# Without an error for so long, all kinds of requests among it, it is over.
CALM = 1.0
KINDS = {"publish", "page", "download", "query"}
GIVES_UP_AFTER = 60.0


@dataclass(frozen=True)
class Outcome:
    """What clients saw of a fault."""

    fault: str
    answered: int
    errors: dict[str, int]
    acknowledged: int
    # Seconds from the cause's end to the last error.
    recovery: float
    complaints: list[str]


def judged(stand: Stand, fault: Fault, *, lasts: float) -> Outcome:
    """Put the load on, cause the fault, wait until it is over, and look for every file."""
    # Names of its own: what an earlier load published is none of this one's.
    load = Load(
        stand.proxy.url, stand.key, prefix=f"chaos-{uuid4().hex[:8]}", may_be_cut=fault.may_cut
    )
    before = stand.tracebacks()
    with load.running():
        time.sleep(BEFORE)
        with fault.cause(stand, lasts):
            ended = time.monotonic()
        _until_calm(load, ended)
    complaints = load.checked()
    complaints += [
        f"a replica ended with {replica.process.returncode}"
        for replica in stand.replicas
        if replica.process is not None and replica.process.poll() is not None
    ]
    if (unforeseen := stand.tracebacks() - before) > 0:
        complaints.append(f"{unforeseen} tracebacks in the logs")
    return Outcome(
        fault=fault.name,
        answered=len(load.successes),
        errors={what: n for what, n in sorted(load.answers.items()) if not what.endswith("200")},
        acknowledged=len(load.acknowledged),
        recovery=max((at - ended for at, _ in load.errors), default=0.0),
        complaints=complaints,
    )


def _until_calm(load: Load, ended: float) -> None:
    # Starting a replica again belongs to some causes, and takes its time.
    until = time.monotonic() + GIVES_UP_AFTER
    while time.monotonic() < until:
        since = max([ended, *(at for at, _ in load.errors)])
        calm = {what for at, what in load.successes if at > since}
        if calm == KINDS and time.monotonic() > since + CALM:
            return
        time.sleep(0.05)
    load.complaints.append(f"still not well {GIVES_UP_AFTER:.0f} s after the cause's end")
