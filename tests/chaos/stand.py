"""What the faults are put under: two replicas behind a proxy, a worker, and what they share."""

import asyncio
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx

from devsper_registry.db import embedded
from tests import faults, s3, valkey
from tests.acceptance.serving import COMMAND, KEY, environment, free_port
from tests.chaos import proxy
from tests.chaos.proxy import Proxy
from tests.faults import Way
from tests.rates import RAISED
from tests.valkey import Valkey

STARTS_WITHIN = 180.0
DRAIN_SECONDS = 1.0
# What a worker says when it has begun.
WORKING = "Working on the queue"
# How soon a dead worker's jobs are another's.
HEARTBEAT_SECONDS = "1"
# A file is examined when its job is done; until then the job is in the queue.
LOST = """
    SELECT count(*) FROM verification v
    WHERE v.state IN ('pending', 'running') AND NOT EXISTS (
        SELECT FROM pgqueuer job
        WHERE job.entrypoint = 'verify'
          AND convert_from(job.payload, 'UTF8')::jsonb->>'file' = v.file_id::text
    )
"""
WAITING = "SELECT count(*) FROM verification WHERE state IN ('pending', 'running')"
HELD = "SELECT count(*) FROM pgqueuer WHERE status = 'failed'"
EXAMINED = "SELECT count(*) FROM verification WHERE finished_at IS NOT NULL"
SECRET = "a secret that both replicas have, long enough"


class Postgres:
    """A PostgreSQL that loses nothing, and can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self.url = ""
        self._folder = folder
        self._loop = asyncio.Runner()
        self._stack = AsyncExitStack()

    def start(self) -> str:
        """Start it and return its address, which is always the same."""
        self.url = self._loop.run(self._stack.enter_async_context(embedded.run(self._folder)))
        return self.url

    def count(self, query: str) -> int:
        """Return the number that the query counts."""
        return self._loop.run(self._count(query))

    async def _count(self, query: str) -> int:
        connection = await asyncpg.connect(self.url)
        try:
            number: int = await connection.fetchval(query)
            return number
        finally:
            await connection.close()

    def stop(self) -> None:
        """Stop it, with whoever is connected."""
        self._loop.run(self._stack.aclose())

    def close(self) -> None:
        """Stop it for good."""
        self.stop()
        self._loop.close()


@dataclass
class Process:
    """A `serve` or a `worker`, which can be killed, or stopped as a deploy does, and started."""

    word: str
    folder: Path
    settings: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it and wait until it works."""
        self.folder.mkdir(exist_ok=True)
        begun = self._said().count(WORKING)
        out, err = ((self.folder / name).open("ab") for name in ("stdout.log", "stderr.log"))
        with out, err:
            self.process = subprocess.Popen(
                [*COMMAND, self.word],
                cwd=self.folder,
                env=environment(self.folder / "data", PORT=str(self.port), **self.settings),
                stdout=out,
                stderr=err,
            )
        until = time.monotonic() + STARTS_WITHIN
        while self.process.poll() is None and time.monotonic() < until:
            if self._said().count(WORKING) > begun or (self.word == "serve" and self._is_ready()):
                return
            time.sleep(0.05)
        raise AssertionError(f"no {self.word}: {self.tail()[-600:]}")

    def _said(self) -> str:
        said = self.folder / "stdout.log"
        return said.read_text() if said.exists() else ""

    def _is_ready(self) -> bool:
        try:
            url = f"http://127.0.0.1:{self.port}/ready"
            return httpx.get(url, trust_env=False, timeout=60).is_success
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """End it as a failing machine does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """End it as a deploy does."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(STARTS_WITHIN)
        assert code == 0, f"ended with {code}: {self.tail()}"

    def tail(self) -> str:
        """Return the last that it logged."""
        return (self.folder / "stderr.log").read_text()[-2000:]


@dataclass
class Stand:
    """Everything, running."""

    postgres: Postgres
    redis: Valkey
    replicas: list[Process]
    worker: Process
    proxy: Proxy
    key: str
    # Where files are kept, a file system of its own; or the way to the bucket that has them.
    disk: Path | None
    way: Way | None

    @property
    def processes(self) -> list[Process]:
        """All that is ours."""
        return [*self.replicas, self.worker]

    def tracebacks(self) -> int:
        """How many errors nobody foresaw."""
        return sum(
            (process.folder / "stderr.log").read_text().count("Traceback")
            for process in self.processes
        )

    def lost_jobs(self) -> list[str]:
        """Say how many files wait for a job that is not there, and what nobody tries any more."""
        lost, held = self.postgres.count(LOST), self.postgres.count(HELD)
        found = [f"{lost} files are examined by nobody"] if lost else []
        return found + ([f"{held} jobs are held"] if held else [])


@contextmanager
def in_a_bucket(folder: Path) -> Iterator[Stand]:
    """Start everything, for the block; files lie in S3, and come and go through the replicas."""
    with s3.running() as bucket, faults.before(urlsplit(bucket.endpoint).port or 0) as way:
        told = bucket.environment | {"S3_ENDPOINT": way.url, "DOWNLOADS": "proxy"}
        with _running(folder, told, way=way) as stand:
            yield stand


@contextmanager
def on_a_disk(folder: Path, disk: Path) -> Iterator[Stand]:
    """Start everything, for the block; files lie on the disk."""
    with _running(folder, {}, disk=disk) as stand:
        yield stand


@contextmanager
def _running(
    folder: Path, storage: Mapping[str, str], *, disk: Path | None = None, way: Way | None = None
) -> Iterator[Stand]:
    with ExitStack() as stack:
        postgres = Postgres(folder / "postgres")
        url = postgres.start()
        stack.callback(postgres.close)
        redis = stack.enter_context(valkey.running(folder))
        raised = {name.upper(): rate for name, rate in RAISED.items()}
        settings = {
            **raised,
            "DATABASE_URL": url,
            "REDIS_URL": redis.url,
            "INTERNAL_SECRET": SECRET,
            "DRAIN_SECONDS": str(DRAIN_SECONDS),
            "WORKER": "off",
            "WORKER_HEARTBEAT_SECONDS": HEARTBEAT_SECONDS,
            **storage,
        }
        replicas = [Process("serve", folder / f"replica-{n}", settings) for n in (1, 2)]
        worker = Process("worker", folder / "worker", settings)
        for process in (*replicas, worker):
            (process.folder / "data").mkdir(parents=True)
            if disk is not None:
                (process.folder / "data" / "files").symlink_to(disk)
            stack.callback(process.kill)
            process.start()
        (key,) = set(KEY.findall((replicas[0].folder / "stdout.log").read_text()))
        balancer = stack.enter_context(proxy.before(*(replica.port for replica in replicas)))
        yield Stand(postgres, redis, replicas, worker, balancer, key, disk, way)
