"""The inspecting process: `python -m devsper_registry.inspecting.worker`, one job after another.

It ends when its input does, which is how it learns that the server has gone, even by kill -9.
"""

import os
import pickle
import resource
import signal
import sys
import traceback
from typing import BinaryIO

from devsper_registry.distribution import judging
from devsper_registry.errors import InspectionTooCostly, RegistryError
from devsper_registry.inspecting.messages import LENGTH_BYTES, Answer, Failure, Job
from devsper_registry.inspecting.telling import told

# Address space. The process begins with 45 MB of it, and an inspection is held to 32 MiB.
MOST_MEMORY = 512 * 1024 * 1024
# Whoever waits for a page comes before whoever waits for an inspection.
NICENESS = 5


def main() -> None:
    """Answer jobs until there are no more."""
    jobs, replies = sys.stdin.buffer, _replies()
    _give_up_rights()
    while True:
        try:
            job: Job = pickle.load(jobs)  # noqa: S301 - from the server that started us
        except EOFError:
            return
        answer = told(_answer(job))
        replies.write(len(answer).to_bytes(LENGTH_BYTES) + answer)
        replies.flush()


def _replies() -> BinaryIO:
    """Return the way back; what some library might print goes to the log instead."""
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return replies


def _give_up_rights() -> None:
    # The server says when to stop; Ctrl-C and a service manager's SIGTERM come to everybody.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.nice(NICENESS)
    limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0}
    if sys.platform == "linux":  # macOS knows this one by name alone
        limits[resource.RLIMIT_AS] = MOST_MEMORY
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def _answer(job: Job) -> Answer:
    _allow(job.seconds)
    try:
        with job.path.open("rb") as file:
            return judging.inspect(file, filename=job.filename, policy=job.policy)
    except RegistryError as refusal:
        return refusal
    except MemoryError:
        return InspectionTooCostly(filename=job.filename, what="memory")
    except Exception:  # the server raises and logs it, where there is somebody to answer
        return Failure(traceback.format_exc())


def _allow(seconds: int) -> None:
    """Let the kernel end this process after so many seconds more of processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


if __name__ == "__main__":
    main()
