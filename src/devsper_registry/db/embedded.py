"""PostgreSQL without an installation: a server of our own in the data directory.

It is a child of this process and ends with it, even after kill -9. Nobody else reaches it: there
is only a Unix socket, and only this user (or root) may open it.
"""

import asyncio
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import quote

import asyncpg

from devsper_registry.db import programs, tethered
from devsper_registry.errors import (
    DataDirUnusable,
    EmbeddedFailed,
    EmbeddedInUse,
    EmbeddedOtherVersion,
    EmbeddedStillRunning,
)

NAME = "registry"
# Only a part of the socket's name.
PORT = "5432"
LONGEST_SOCKET_PATH = 107
LARGEST_LOG = 1024 * 1024
# How long one that lost its parent may take to stop, in seconds; then how long our own may.
PATIENCE = 30.0
POLL = 0.005

SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "32MB",
    # Not /dev/shm: a container often has 64 MB of it.
    "dynamic_shared_memory_type": "mmap",
    # No processes for what a single node does not do: reading ahead, replication.
    "io_method": "sync",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "jit": "off",
    "timezone": "UTC",
    "lc_messages": "C",
}
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Where databases come and go by copying, fewer pages are pushed out to make room.
    "shared_buffers": "128MB",
    "max_connections": "500",
}


@asynccontextmanager
async def run(data_dir: Path, *, durable: bool = True) -> AsyncIterator[str]:
    """Run PostgreSQL in `data_dir/postgres` and yield the URL of its database `registry`.

    Stops it cleanly at the end. `durable=False` is for databases that nobody will miss.
    Raises one of the `Embedded…` refusals when it cannot run here.
    """
    data_dir = Path.cwd() / data_dir
    cluster = data_dir / "postgres"
    with _only_one(data_dir), _log(data_dir) as log:
        user = programs.user_for(cluster)
        found = programs.find(user)
        if not cluster.exists():
            await _initialise(cluster, found, user, durable=durable)
        _check_version(cluster, found)
        await _no_other(cluster)
        with _socket_directory(cluster, user) as socket:
            settings = SETTINGS | ({} if durable else CARELESS)
            settings["unix_socket_directories"] = _seen_by(user, cluster, socket)
            server = _start(cluster, found, user, settings, log)
            try:
                await _ready(server, cluster)
                await _create_database(socket)
                yield url(socket, NAME)
            finally:
                _stop(server)


@contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    """Hold the lock of the data directory; the kernel lets go of it however we end."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = (data_dir / "postgres.lock").open("a")
    except OSError as error:
        raise DataDirUnusable(directory=data_dir, reason=error.strerror) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EmbeddedInUse(directory=data_dir) from None
        yield


@contextmanager
def _log(data_dir: Path) -> Iterator[int]:
    """Open what PostgreSQL has to say, kept short."""
    path = data_dir / "postgres.log"
    long = path.exists() and path.stat().st_size > LARGEST_LOG
    with path.open("wb" if long else "ab") as file:
        yield file.fileno()


async def _initialise(
    cluster: Path, found: programs.Programs, user: programs.User, *, durable: bool
) -> None:
    """Make the data directory under another name, so that a half-made one is never started."""
    fresh = cluster.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if user.is_another:
        os.chown(fresh, user.uid, user.gid)
    options = ["-E", "UTF8", "--locale=C.UTF-8", "-U", NAME, "--auth=trust"]
    if not durable:  # Otherwise initdb syncs what it made, once, at its end.
        options.append("-N")
    command = [found.initdb, *options, "-D", _seen_by(user, fresh, fresh)]
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
            raise EmbeddedFailed(directory=cluster, reason=_complaint(said.read().decode()))
    fresh.rename(cluster)


def _check_version(cluster: Path, found: programs.Programs) -> None:
    made_by = (cluster / "PG_VERSION").read_text().strip()
    if made_by != found.major:
        raise EmbeddedOtherVersion(directory=cluster, found=made_by, wanted=found.major)


async def _no_other(cluster: Path) -> None:
    """Wait until one that lost its parent has stopped; forget a pid file that means nobody.

    We hold the lock, so whoever it names was not started by a living registry. PostgreSQL itself
    would believe any process of that number, which is often a stranger after a container restart.
    """
    pid_file = cluster / "postmaster.pid"
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE
    while (pid := _first_number(pid_file)) and _is_postgres(pid):
        if loop.time() > until:
            raise EmbeddedStillRunning(directory=cluster, pid=pid)
        await asyncio.sleep(POLL)
    pid_file.unlink(missing_ok=True)


def _first_number(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


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


@contextmanager
def _socket_directory(cluster: Path, user: programs.User) -> Iterator[Path]:
    """Give the data directory itself, or a short one when the socket's path would be too long."""
    path = os.fsencode(cluster / f".s.PGSQL.{PORT}")
    # asyncpg takes a comma for the end of a host.
    if len(path) <= LONGEST_SOCKET_PATH and b"," not in path:
        yield cluster
        return
    short = Path(tempfile.mkdtemp(prefix="hm-", dir="/tmp"))
    try:
        os.chown(short, user.uid, user.gid)
        yield short
    finally:
        shutil.rmtree(short, ignore_errors=True)


def _seen_by(user: programs.User, cluster: Path, path: Path) -> str:
    """Name a path as the user can reach it.

    Another user cannot walk through root's 0700 directories, but may stay where root put it.
    """
    if user.is_another and path == cluster and sys.platform == "linux":
        return "/proc/self/cwd"
    return str(path)


def _start(
    cluster: Path,
    found: programs.Programs,
    user: programs.User,
    settings: dict[str, str],
    log: int,
) -> "subprocess.Popen[bytes]":
    command = [found.postgres, "-D", _seen_by(user, cluster, cluster)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    # SIGINT is PostgreSQL's fast shutdown: it ends the connections and leaves nothing to recover.
    return tethered.start(
        command, at_death=signal.SIGINT, uid=user.uid, gid=user.gid, cwd=cluster, output=log
    )


async def _ready(server: "subprocess.Popen[bytes]", cluster: Path) -> None:
    """Wait for the word in line 8 of the pid file. Recovery takes the time it takes."""
    while server.poll() is None:
        lines = _lines(cluster / "postmaster.pid")
        if len(lines) >= 8 and lines[0] == str(server.pid) and lines[7].strip() == "ready":
            return
        await asyncio.sleep(POLL)
    said = (cluster.parent / "postgres.log").read_text(errors="replace")
    raise EmbeddedFailed(directory=cluster, reason=_complaint(said))


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def _complaint(said: str) -> str:
    """Pick the line that tells why."""
    lines = [line for line in said.splitlines() if line.strip()]
    told = [line for line in lines[-20:] if "FATAL" in line or "error" in line.lower()]
    return (told or lines or ["it said nothing"])[-1].strip()


async def _create_database(socket: Path) -> None:
    connection = await asyncpg.connect(url(socket, "postgres"))
    try:
        known = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", NAME)
        if not known:
            await connection.execute(f"CREATE DATABASE {NAME}")
    finally:
        await connection.close()


def url(socket: Path, database: str) -> str:
    """Return the URL of a database whose server has its socket in this directory."""
    # The port too: asyncpg would take it from PGPORT.
    return f"postgresql://{NAME}@/{database}?host={quote(str(socket))}&port={PORT}"


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """Stop it, and wait. Blocking on purpose: no second cancellation can come in between."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is None:
            server.send_signal(how)
        try:
            server.wait(PATIENCE)
            break
        except subprocess.TimeoutExpired:
            continue
    if server.stdin is not None:
        server.stdin.close()
