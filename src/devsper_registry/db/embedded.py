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
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import quote

import asyncpg

from devsper_registry.db import cluster, programs, tethered
from devsper_registry.db.cluster import NAME, POLL
from devsper_registry.errors import (
    DataDirUnusable,
    EmbeddedFailed,
    EmbeddedInUse,
)

# Only a part of the socket's name.
PORT = "5432"
LONGEST_SOCKET_PATH = 107
LARGEST_LOG = 1024 * 1024
# How long it may take to stop, in seconds, before it is asked less kindly.
PATIENCE = 30.0

SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
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
    # Nobody looks at the same rows for long enough.
    "autovacuum": "off",
    # Where databases come and go by copying, fewer pages are pushed out to make room.
    "shared_buffers": "128MB",
}
FEWEST_CONNECTIONS = 100
MOST_CARELESS_CONNECTIONS = 500
# Beside those of the pools: for commands, and for what PostgreSQL keeps for its superuser.
SPARE_CONNECTIONS = 20


@asynccontextmanager
async def run(data_dir: Path, *, durable: bool = True, connections: int = 0) -> AsyncIterator[str]:
    """Run PostgreSQL in `data_dir/postgres` and yield the URL of its database `registry`.

    Stops it cleanly at the end. `durable=False` is for databases that nobody will miss. So many
    `connections` are wanted at once, and a few more are had.
    Raises one of the `Embedded…` refusals when it cannot run here.
    """
    data_dir = Path.cwd() / data_dir
    home = data_dir / "postgres"
    with _only_one(data_dir), _log(data_dir) as log:
        user = programs.user_for(home)
        found = programs.find(user)
        if not home.exists():
            await cluster.initialise(home, found, user, durable=durable)
        cluster.check_version(home, found)
        await cluster.wait_for_no_other(home)
        with _socket_directory(home, user) as socket:
            settings = SETTINGS | ({} if durable else CARELESS)
            most = max(connections + SPARE_CONNECTIONS, FEWEST_CONNECTIONS)
            settings["max_connections"] = str(most if durable else MOST_CARELESS_CONNECTIONS)
            settings["unix_socket_directories"] = cluster.seen_by(user, home, socket)
            server = _start(home, found, user, settings, log)
            try:
                await _ready(server, home)
                await _create_database(socket)
                yield url(socket)
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
    try:
        long = path.exists() and path.stat().st_size > LARGEST_LOG
        file = path.open("wb" if long else "ab")
    except OSError as error:
        raise DataDirUnusable(directory=path, reason=error.strerror) from None
    with file:
        yield file.fileno()


@contextmanager
def _socket_directory(home: Path, user: programs.User) -> Iterator[Path]:
    """Give the data directory itself, or a short one when the socket's path would be too long."""
    path = os.fsencode(home / f".s.PGSQL.{PORT}")
    # asyncpg takes a comma for the end of a host.
    if len(path) <= LONGEST_SOCKET_PATH and b"," not in path:
        yield home
        return
    short = Path(tempfile.mkdtemp(prefix="hm-", dir="/tmp"))
    try:
        os.chown(short, user.uid, user.gid)
        yield short
    finally:
        shutil.rmtree(short, ignore_errors=True)


def _start(
    home: Path,
    found: programs.Programs,
    user: programs.User,
    settings: dict[str, str],
    log: int,
) -> "subprocess.Popen[bytes]":
    command = [found.postgres, "-D", cluster.seen_by(user, home, home)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    # SIGINT is PostgreSQL's fast shutdown: it ends the connections and leaves nothing to recover.
    return tethered.start(
        command, at_death=signal.SIGINT, uid=user.uid, gid=user.gid, cwd=home, output=log
    )


async def _ready(server: "subprocess.Popen[bytes]", home: Path) -> None:
    """Wait for the word in line 8 of the pid file. Recovery takes the time it takes."""
    while server.poll() is None:
        lines = cluster.pid_file_lines(home)
        if len(lines) >= 8 and lines[0] == str(server.pid) and lines[7].strip() == "ready":
            return
        await asyncio.sleep(POLL)
    said = (home.parent / "postgres.log").read_text(errors="replace")
    raise EmbeddedFailed(directory=home, reason=cluster.complaint(said))


async def _create_database(socket: Path) -> None:
    connection = await asyncpg.connect(url(socket, "postgres"))
    try:
        known = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", NAME)
        if not known:
            await connection.execute(f"CREATE DATABASE {NAME}")
    finally:
        await connection.close()


def url(socket: Path, database: str = NAME) -> str:
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
