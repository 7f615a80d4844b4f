"""`devsper-registry worker` as a process of its own, and the worker inside `serve`."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests import postgres
from tests.acceptance import serving
from tests.acceptance.serving import CHECKOUT

PATIENCE = 60.0
KILLABLE = [sys.executable, "-m", "tests.acceptance.killable_worker"]


@contextmanager
def worker(
    folder: Path, url: str, *, program: list[str] = KILLABLE, **given: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a worker, which soon takes another's death for granted."""
    told = serving.environment(
        folder / "data",
        DATABASE_URL=url,
        WORKER_HEARTBEAT_SECONDS="1",
        PYTHONPATH=str(CHECKOUT),
        LOG_FORMAT="json",
        **given,
    )
    with (folder / "worker.log").open("ab") as err:
        process = subprocess.Popen([*program, "worker"], cwd=folder, env=told, stderr=err)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def traced(postgres_server: postgres.Server, database_url: str, tmp_path: Path) -> Path:
    """A job is queued that leaves its trace in this file."""
    trace = tmp_path / "trace"
    payload = json.dumps({"trace": str(trace)})
    postgres_server.execute_in(
        database_url,
        "INSERT INTO pgqueuer (priority, entrypoint, payload, status)"
        f" VALUES (0, 'sweep', convert_to('{payload}', 'UTF8'), 'queued')",
    )
    return trace


def test_a_job_whose_worker_was_killed_is_done_by_another(
    database_url: str, tmp_path: Path, traced: Path
) -> None:
    with worker(tmp_path, database_url) as first:
        until(lambda: lines(traced) == ["begun"])
        first.send_signal(signal.SIGKILL)
        first.wait()
        with worker(tmp_path, database_url) as second:
            until(lambda: lines(traced) == ["begun", "begun"])
            second.send_signal(signal.SIGTERM)
            assert second.wait(PATIENCE) == 0
    assert "Traceback" not in (tmp_path / "worker.log").read_text()


def test_serve_does_jobs_unless_it_shall_not(
    postgres_server: postgres.Server, database_url: str, tmp_path: Path, traced: Path
) -> None:
    traced.write_text("begun\n")  # so that the job ends
    with serving.serving(
        tmp_path / "data", program=KILLABLE, DATABASE_URL=database_url, WORKER="off",
        PYTHONPATH=str(CHECKOUT),
    ) as served:  # fmt: skip
        time.sleep(2)
        assert served.stop() == 0
    assert lines(traced) == ["begun"]
    with serving.serving(
        tmp_path / "data", program=KILLABLE, DATABASE_URL=database_url, PYTHONPATH=str(CHECKOUT)
    ) as served:
        until(lambda: lines(traced) == ["begun", "begun"])
        assert served.stop() == 0


def test_a_worker_with_a_port_is_watched_there_and_serves_nothing_else(
    database_url: str, tmp_path: Path
) -> None:
    port = serving.free_port()
    token = "a token for prometheus"
    with (
        worker(tmp_path, database_url, WORKER_PORT=str(port), METRICS_TOKEN=token) as watched,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):

        def told(path: str, **headers: str) -> tuple[int, str]:
            try:
                answer = client.get(path, headers=headers)
            except httpx.TransportError:
                return 0, ""
            return answer.status_code, answer.text

        until(lambda: told("/ready")[0] == 200)
        assert told("/health") == (200, '{"status":"alive"}')
        done = 'devsper_jobs_total{kind="clear-queue-log",outcome="done"} 1.0'
        until(lambda: done in told("/metrics", authorization=f"Bearer {token}")[1].splitlines())
        assert told("/metrics")[0] == 403
        assert told("/simple/")[0] == 404
        watched.send_signal(signal.SIGTERM)
        assert watched.wait(PATIENCE) == 0
    assert "Traceback" not in (tmp_path / "worker.log").read_text()


def test_a_port_that_another_has_is_named_by_its_setting(database_url: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = serving.command(tmp_path, "worker", DATABASE_URL=database_url, WORKER_PORT=str(port))
    assert (done.returncode, done.stderr) == (
        2,
        f"devsper-registry: WORKER_PORT {port} on 127.0.0.1 cannot be used (Address already in "
        "use): set WORKER_PORT to another one.\n",
    )
