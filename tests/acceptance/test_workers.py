"""`serve --workers`: several processes on one port, which one parent keeps going and ends."""

import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import pytest

from tests.acceptance.serving import Serving, command, free_port, serving

COUNTED = re.compile(r'devsper_requests_total\{route="health\.health",status="200"\} (\S+)')


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


def log_of(registry: Serving) -> str:
    return (registry.data_dir.parent / "stderr.log").read_text()


def children(registry: Serving) -> list[psutil.Process]:
    return psutil.Process(registry.process.pid).children()


def healthy(registry: Serving, times: int) -> None:
    """Ask over a connection of its own each time, so that any worker may answer."""
    for _ in range(times):
        assert httpx.get(f"{registry.url}/health", timeout=60).status_code == 200


def counted(registry: Serving) -> float:
    found = COUNTED.search(httpx.get(f"{registry.url}/metrics", timeout=60).text)
    return float(found[1]) if found else 0


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_workers_share_the_embedded_database_and_end_with_their_parent(data_dir: Path) -> None:
    with serving(data_dir, WORKERS="2") as registry:
        assert len(registry.keys_shown) == 1
        healthy(registry, 4)
        family = psutil.Process(registry.process.pid).children(recursive=True)
        # The keeper, two workers, and PostgreSQL with its own processes.
        assert len(children(registry)) == 3
        assert [each.name() for each in family].count("postgres") > 1

        assert registry.stop() == 0

        assert [each for each in family if each.is_running()] == []
        assert not (data_dir / "postgres" / "postmaster.pid").exists()
        assert "Traceback" not in log_of(registry)


def test_a_worker_that_dies_is_replaced_and_what_it_counted_stays(
    data_dir: Path, database_url: str
) -> None:
    with serving(data_dir, WORKERS="2", DATABASE_URL=database_url) as registry:
        healthy(registry, 20)
        until(lambda: len(children(registry)) == 2)
        assert counted(registry) == 20

        before = children(registry)
        before[0].kill()
        until(lambda: len(children(registry)) == 2 and not before[0].is_running())
        healthy(registry, 20)

        assert counted(registry) == 40
        assert (
            "devsper_worker_deaths_total 1.0"
            in httpx.get(f"{registry.url}/metrics", timeout=60).text
        )
        assert log_of(registry).count("server.worker-died") == 1
        assert before[1] in children(registry)
        assert registry.stop() == 0


def test_no_worker_outlives_a_parent_that_was_killed(data_dir: Path, database_url: str) -> None:
    with serving(data_dir, WORKERS="2", DATABASE_URL=database_url) as registry:
        family = children(registry)
        registry.stop(signal.SIGKILL)
        _gone, alive = psutil.wait_procs(family, timeout=60)
        assert alive == []


def test_what_cannot_be_started_is_one_sentence_with_workers_too(data_dir: Path) -> None:
    away = f"postgresql://registry@127.0.0.1:{free_port()}/registry"
    refused = command(data_dir, "serve", "--workers", "2", PORT=str(free_port()), DATABASE_URL=away)

    assert refused.returncode == 1
    assert refused.stderr.startswith("devsper-registry: No PostgreSQL answers at 127.0.0.1:")
    assert refused.stderr.count("\n") == 1
