"""What every process of ours does that reads strangers' files: it answers jobs, with few rights."""

import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from devsper_registry.inspecting.messages import LENGTH_BYTES

# Whoever waits for a page comes before whoever waits for an inspection.
NICENESS = 5


def serve(answer: Callable[[Any], bytes]) -> None:
    """Answer jobs until there are no more."""
    jobs, replies = sys.stdin.buffer, _replies()
    while True:
        try:
            job = pickle.load(jobs)  # noqa: S301 - from the server that started us
        except EOFError:
            return
        told = answer(job)
        replies.write(len(told).to_bytes(LENGTH_BYTES) + told)
        replies.flush()


def give_up_rights(*, memory: int | None) -> None:
    """Keep from here on to what a reader needs: no file is written, no core is dumped."""
    # The server says when to stop; Ctrl-C and a service manager's SIGTERM come to everybody.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.nice(NICENESS)
    limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0}
    if memory is not None and sys.platform == "linux":  # macOS knows this one by name alone
        limits[resource.RLIMIT_AS] = memory
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def allow(seconds: int, *, for_good: bool = False) -> None:
    """Let the kernel end this process after so many seconds more of processor time.

    Said `for_good`, no more can be had later.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, soft + 1 if for_good else hard))


def _replies() -> BinaryIO:
    """Return the way back; what some library might print goes to the log instead."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return replies
