"""A registry as a person starts it: its own process, data directory and embedded PostgreSQL."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.rates import RAISED

CHECKOUT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "devsper_registry"]
# A busy machine takes its time to import all of it.
STARTS_WITHIN = STOPS_WITHIN = 180
KEY = re.compile(r"hm_[0-9A-Za-z]{49}")


@dataclass(slots=True)
class Serving:
    """A running `serve`, and what it has said so far."""

    process: "subprocess.Popen[bytes]"
    url: str
    data_dir: Path
    said: str

    @property
    def keys_shown(self) -> set[str]:
        """Every API key in what it has said."""
        return set(KEY.findall(self.said))

    def postgres(self) -> psutil.Process:
        """Return its PostgreSQL."""
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if child.name() == "postgres")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal; return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(STOPS_WITHIN)


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a command that shall know nothing of this machine's settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"DATA_DIR": str(data_dir)} | settings


def command(
    data_dir: Path, *arguments: str, program: Sequence[str] = COMMAND, **settings: str
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, in a directory without a `.env`."""
    return subprocess.run(
        [*program, *arguments],
        cwd=data_dir.parent,
        env=environment(data_dir, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@contextmanager
def serving(
    data_dir: Path, *, program: Sequence[str] = COMMAND, **settings: str
) -> Iterator[Serving]:
    """Start `serve` and wait until it serves; it is gone at the end."""
    raised = {name.upper(): rate for name, rate in RAISED.items()}
    settings = {"PORT": str(free_port()), **raised} | settings
    stdout, stderr = (data_dir.parent / name for name in ("stdout.log", "stderr.log"))
    with stdout.open("wb") as out, stderr.open("ab") as err:
        process = subprocess.Popen(
            [*program, "serve"],
            cwd=data_dir.parent,
            env=environment(data_dir, **settings),
            stdout=out,
            stderr=err,
        )
    try:
        yield Serving(
            process=process,
            url=f"http://127.0.0.1:{settings['PORT']}",
            data_dir=data_dir,
            said=_until_served(process, stdout),
        )
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """Return a port that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _until_served(process: "subprocess.Popen[bytes]", stdout: Path) -> str:
    until = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < until:
        said = stdout.read_text()
        if "\nServing on " in f"\n{said}":
            return said
        time.sleep(0.02)
    raise AssertionError(f"serve did not come up: {(stdout.with_name('stderr.log')).read_text()}")
