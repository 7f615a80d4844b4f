"""Run a program that does not outlive the process which started it.

A script of its own, run by path: what is done here between fork and exec would not be safe in a
process with threads. It needs the standard library alone, and starts in some milliseconds.
"""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1


def start(
    command: list[str], *, at_death: int, uid: int, gid: int, cwd: Path, output: int
) -> "subprocess.Popen[bytes]":
    """Start the command as that user; `at_death` is the signal it gets when this thread dies."""
    leash = "prctl" if sys.platform == "linux" else "pipe"
    facts = [leash, *map(str, (os.getpid(), at_death, uid, gid))]
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-S", __file__, *facts, *command],
        cwd=cwd,
        # Nothing of the caller's: PGDATA, PGPORT or a broken LC_ALL would reach PostgreSQL.
        env={"TZ": "UTC", "PATH": os.defpath},
        stdin=subprocess.PIPE if leash == "pipe" else subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        # Ctrl-C goes to the whole group; PostgreSQL must wait until the last request is answered.
        start_new_session=True,
    )


def become(leash: str, parent: int, at_death: int, uid: int, gid: int, command: list[str]) -> None:
    """Turn this process into the command."""
    if uid != os.geteuid():
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    # After setuid: a change of credentials clears the signal.
    if leash == "prctl":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, at_death)
    else:
        _watch(at_death)
    if os.getppid() != parent:
        sys.exit("the process that asked for this program has gone")
    os.execv(command[0], command)  # noqa: S606


def _watch(at_death: int) -> None:
    """Leave a watcher that signals this process when stdin, held open by the parent, ends."""
    target = os.getpid()
    if child := os.fork():
        os.waitpid(child, 0)
        return
    if os.fork():  # Twice, so that PostgreSQL never meets a child it does not know.
        os._exit(0)
    while os.read(0, 1):
        pass
    try:
        os.kill(target, at_death)
    finally:
        os._exit(0)


if __name__ == "__main__":
    parent, at_death, uid, gid = map(int, sys.argv[2:6])
    become(sys.argv[1], parent, at_death, uid, gid, sys.argv[6:])
