"""The data directory of the embedded PostgreSQL: made whole or not at all, and used by one."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from devsper_registry.db import programs, tethered
from devsper_registry.errors import EmbeddedFailed, EmbeddedOtherVersion, EmbeddedStillRunning

# The superuser and the database.
NAME = "registry"
# How long one that lost its parent may take to stop, in seconds.
PATIENCE = 30.0
POLL = 0.005


async def initialise(
    home: Path, found: programs.Programs, user: programs.User, *, durable: bool
) -> None:
    """Make the data directory under another name, so that a half-made one is never started."""
    fresh = home.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if user.is_another:
        os.chown(fresh, user.uid, user.gid)
    options = ["-E", "UTF8", "--locale=C.UTF-8", "-U", NAME, "--auth=trust"]
    if not durable:  # Otherwise initdb syncs what it made, once, at its end.
        options.append("-N")
    command = [found.initdb, *options, "-D", seen_by(user, fresh, fresh)]
    with tempfile.TemporaryFile() as said:
        initdb = tethered.start(
            command,
            at_death=signal.SIGKILL,
            uid=user.uid,
            gid=user.gid,
            cwd=fresh,
            output=said.fileno(),
        )
        try:
            while initdb.poll() is None:  # noqa: ASYNC110
                await asyncio.sleep(POLL)
        finally:
            initdb.kill()
            initdb.wait()
        if initdb.returncode != 0:
            said.seek(0)
            raise EmbeddedFailed(directory=home, reason=complaint(said.read().decode()))
    fresh.rename(home)


def check_version(home: Path, found: programs.Programs) -> None:
    """Refuse a data directory that another major version made."""
    made_by = (home / "PG_VERSION").read_text().strip()
    if made_by != found.major:
        raise EmbeddedOtherVersion(directory=home, found=made_by, wanted=found.major)


async def wait_for_no_other(home: Path) -> None:
    """Wait until one that lost its parent has stopped; forget a pid file that means nobody.

    We hold the lock, so whoever it names was not started by a living registry. PostgreSQL itself
    would believe any process of that number, which is often a stranger after a container restart.
    """
    pid_file = home / "postmaster.pid"
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE
    while (pid := _first_number(pid_file_lines(home))) and _is_postgres(pid):
        if loop.time() > until:
            raise EmbeddedStillRunning(directory=home, pid=pid)
        await asyncio.sleep(POLL)
    pid_file.unlink(missing_ok=True)


def pid_file_lines(home: Path) -> list[str]:
    """Return what the server says of itself; nothing when there is none."""
    try:
        return (home / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _first_number(lines: list[str]) -> int | None:
    return int(lines[0]) if lines and lines[0].strip().isdigit() else None


def _is_postgres(pid: int) -> bool:
    """Tell whether the process lives and is a PostgreSQL; a zombie is not."""
    if sys.platform == "linux":
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return False
        name, state = stat[stat.index("(") + 1 : stat.rindex(")")], stat[stat.rindex(")") + 2]
    else:
        told = subprocess.run(  # noqa: S603
            ["/bin/ps", "-o", "stat=,comm=", "-p", str(pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        state, _, name = told.stdout.strip().partition(" ")
    return name.strip().endswith("postgres") and not state.startswith("Z")


def seen_by(user: programs.User, home: Path, path: Path) -> str:
    """Name a path as the user can reach it.

    Another user cannot walk through root's 0700 directories, but may stay where root put it.
    """
    if user.is_another and path == home and sys.platform == "linux":
        return "/proc/self/cwd"
    return str(path)


def complaint(said: str) -> str:
    """Pick the line that tells why."""
    lines = [line for line in said.splitlines() if line.strip()]
    told = [line for line in lines[-20:] if "FATAL" in line or "error" in line.lower()]
    return (told or lines or ["it said nothing"])[-1].strip()
