"""`make bench`: what one core of this machine does. Figures, not assertions.

Starts a registry of its own, with a private data directory and embedded PostgreSQL, on processor 0;
fills it with wheels built in code; measures; prints a table and leaves it in `bench/results/`.
"""

import argparse
import json
import os
import platform
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil
from rich.console import Console
from rich.table import Table

from bench import authenticating, inspecting, reading, storing
from bench.load import Get
from devsper_registry import __version__
from tests.acceptance.serving import Serving, serving
from tests.build import Built, wheel
from tests.server import form

RESULTS = Path(__file__).parent / "results"
WHEEL_SIZE = 20_000
UPLOADS = 200
FILES_OF_A_LONG_HISTORY = 1000

Figures = dict[str, float]


def measure(seconds: int) -> Figures:
    """Return the figures by name."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        begun = time.perf_counter()
        with on_one_core(), serving(data, LOG_FORMAT="json") as registry:
            os.sched_setaffinity(0, range(os.cpu_count() or 1))
            figures = {"first start, s": time.perf_counter() - begun}
            figures["memory idle, MB"] = memory(registry)
            (key,) = registry.keys_shown
            with httpx.Client(auth=("__token__", key), trust_env=False) as client:
                figures["uploads of 20 kB, a second"] = uploads(client, registry)
                history(client, registry)
                file = download(client, registry)
            found = reading.rate(registry.process.pid, file, seconds=seconds)
            figures["downloads of 20 kB, a second"] = found.wall
            figures["downloads of 20 kB, a second of processor"] = found.processor
            figures["memory afterwards, MB"] = memory(registry)
            registry.stop()
        figures |= reading.measure(data, key, seconds=seconds)
    return figures | storing.redirect() | inspecting.measure() | authenticating.measure()


@contextmanager
def on_one_core() -> Iterator[None]:
    """Let the processes started in here have processor 0 alone; the load comes from the others."""
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(everywhere)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, everywhere)


def uploads(client: httpx.Client, registry: Serving) -> float:
    """Publish wheels one after the other over one connection; each is durable when answered."""
    noise = random.Random(0)
    files = [
        wheel(
            f"bench-{number % 40}",
            f"1.{number // 40}",
            files={"data.bin": noise.randbytes(WHEEL_SIZE)},
        )
        for number in range(UPLOADS)
    ]
    begun = time.perf_counter()
    for file in files:
        publish(client, registry, file)
    return UPLOADS / (time.perf_counter() - begun)


def history(client: httpx.Client, registry: Serving) -> None:
    """Publish one package with a thousand files."""
    for number in range(FILES_OF_A_LONG_HISTORY):
        publish(client, registry, wheel("bench-long", f"1.{number}"))


def publish(client: httpx.Client, registry: Serving, file: Built) -> None:
    """Send it as twine does."""
    content = {"content": (file.filename, file.content)}
    answer = client.post(f"{registry.url}/legacy/", data=form(file), files=content)
    answer.raise_for_status()


def download(client: httpx.Client, registry: Serving) -> Get:
    """Return what fetches one of the wheels."""
    small = httpx.URL(f"{registry.url}{reading.SMALL}")
    page = client.get(small, headers={"Accept": reading.SIMPLE_JSON})
    return Get(str(small.join(page.json()["files"][0]["url"])), reading.PLAIN)


def memory(registry: Serving) -> float:
    """Return the MB that the server and its PostgreSQL hold: proportional set size."""
    return float(sum(member.memory_full_info().pss for member in family(registry))) / 1e6


def family(registry: Serving) -> list[psutil.Process]:
    """Return the processes of the registry."""
    server = psutil.Process(registry.process.pid)
    return [server, *server.children(recursive=True)]


def show(figures: Figures) -> None:
    """Print the table."""
    table = Table("one core, one process", "", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for name, figure in figures.items():
        table.add_row(name, f"{figure:,.0f}" if figure >= 20 else f"{figure:.2f}")
    Console(highlight=False).print(table)


def keep(figures: Figures) -> Path:
    """Write the figures, with what they were measured on."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y%m%dT%H%M%SZ}.json"
    facts = {
        "at": now.isoformat(timespec="seconds"),
        "version": __version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "figures": {name: round(figure, 2) for name, figure in figures.items()},
    }
    path.write_text(json.dumps(facts, indent=2) + "\n")
    return path


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--seconds", type=int, default=5, help="for each kind of read")
    given = parser.parse_args()
    figures = measure(given.seconds)
    show(figures)
    print(f"\nkept in {keep(figures).relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
