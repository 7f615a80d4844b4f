"""A real pgbouncer in transaction mode before the tests' PostgreSQL, on a port of the loopback."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.acceptance.serving import free_port

STARTS_WITHIN = 20
# Fewer than ask at once: what one leaves on a connection of the server meets the next one.
SERVER_CONNECTIONS = 2
CONFIGURATION = """\
[databases]
* = host=/proc/self/cwd port=5432 user=registry

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
"""


def program() -> str:
    """Return where it is; without it skip the test, and fail it where CI runs."""
    found = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is not None:
        return found
    reason = "no pgbouncer on this machine: install Debian's package 'pgbouncer' to run this test"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def before(database_url: str) -> Iterator[str]:
    """Run one before the server of this database, and yield the database's address through it."""
    name = database_url.partition("@/")[2].partition("?")[0]
    home = database_url.partition("host=")[2].partition("&")[0]
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="pgbouncer-") as folder:
        Path(folder).chmod(0o755)
        configuration = Path(folder) / "pgbouncer.ini"
        configuration.write_text(
            CONFIGURATION.format(port=port, connections=SERVER_CONNECTIONS), encoding="utf-8"
        )
        process = _started(configuration, home)
        try:
            _until_it_listens(process, port)
            yield f"postgresql://registry@127.0.0.1:{port}/{name}"
        finally:
            process.kill()
            process.wait()


def _started(configuration: Path, home: str) -> "subprocess.Popen[bytes]":
    """Start it where the socket is: another user cannot walk there, but may stay there."""
    nobody = pwd.getpwnam("nobody")
    is_root = os.geteuid() == 0  # it refuses to run as root
    return subprocess.Popen(
        [program(), "-q", str(configuration)],
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=nobody.pw_uid if is_root else None,
        group=nobody.pw_gid if is_root else None,
        extra_groups=[] if is_root else None,
    )


def _until_it_listens(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.01)
    raise AssertionError("pgbouncer did not come up")
