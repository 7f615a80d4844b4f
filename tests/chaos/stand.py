"""What the faults are put under: two replicas behind a proxy, and what they share."""

import asyncio
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from devsper_registry.db import embedded
from tests import valkey
from tests.acceptance.serving import COMMAND, KEY, environment, free_port
from tests.chaos import proxy
from tests.chaos.proxy import Proxy
from tests.rates import RAISED
from tests.valkey import Valkey

STARTS_WITHIN = 120.0
DRAIN_SECONDS = 1.0
SECRET = "a secret that both replicas have, long enough"


class Postgres:
    """A PostgreSQL that loses nothing, and can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loop = asyncio.Runner()
        self._stack = AsyncExitStack()

    def start(self) -> str:
        """Start it and return its address, which is always the same."""
        return self._loop.run(self._stack.enter_async_context(embedded.run(self._folder)))

    def stop(self) -> None:
        """Stop it, with whoever is connected."""
        self._loop.run(self._stack.aclose())

    def close(self) -> None:
        """Stop it for good."""
        self.stop()
        self._loop.close()


@dataclass
class Replica:
    """One `serve`, which can be killed, or stopped as a deploy does, and started again."""

    folder: Path
    settings: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.folder.mkdir(exist_ok=True)
        out, err = ((self.folder / name).open("ab") for name in ("stdout.log", "stderr.log"))
        with out, err:
            self.process = subprocess.Popen(
                [*COMMAND, "serve"],
                cwd=self.folder,
                env=environment(self.folder / "data", PORT=str(self.port), **self.settings),
                stdout=out,
                stderr=err,
            )
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            try:
                answer = httpx.get(
                    f"http://127.0.0.1:{self.port}/ready", trust_env=False, timeout=60
                )
                if answer.is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(f"no replica: {self.tail()}")

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
    replicas: list[Replica]
    proxy: Proxy
    key: str
    # Where files are kept, a file system of its own.
    disk: Path

    def tracebacks(self) -> int:
        """How many errors nobody foresaw."""
        return sum(
            (replica.folder / "stderr.log").read_text().count("Traceback")
            for replica in self.replicas
        )


@contextmanager
def running(folder: Path, disk: Path, **storage: str) -> Iterator[Stand]:
    """Start everything, for the block; files lie on the disk unless the storage says otherwise."""
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
            **storage,
        }
        replicas = [Replica(folder / f"replica-{n}", settings) for n in (1, 2)]
        for replica in replicas:
            (replica.folder / "data").mkdir(parents=True)
            (replica.folder / "data" / "files").symlink_to(disk)
            stack.callback(replica.kill)
            replica.start()
        (key,) = set(KEY.findall((replicas[0].folder / "stdout.log").read_text()))
        way = stack.enter_context(proxy.before(*(replica.port for replica in replicas)))
        yield Stand(postgres, redis, replicas, way, key, disk)
