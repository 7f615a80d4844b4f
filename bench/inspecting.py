"""How long a page takes while four large wheels are inspected: `python -m bench.inspecting`.

A registry of its own with four inspecting processes, on all processors. One reader asks for a page
every few milliseconds, first alone and then beside four uploads at once, over and over.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import httpx

from tests.acceptance.serving import Serving, serving
from tests.build import Built, wheel
from tests.server import form

AT_ONCE = 4
ROUNDS = 6
ENTRIES = 10_000
PAUSE_SECONDS = 0.002


def measure() -> dict[str, float]:
    """Return the figures by name."""
    modules = {f"many/module_{number}.py": b"x = %d\n" % number for number in range(ENTRIES)}
    files = [
        wheel(f"many-{number}", "1.0", files=modules | {"many/own.py": b"%d" % number})
        for number in range(AT_ONCE * ROUNDS)
    ]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o755)
        with serving(Path(folder) / "data", INSPECTION_WORKERS=str(AT_ONCE)) as registry:
            publish(registry, wheel("small", "1.0"))
            until = time.perf_counter() + 2
            quiet = ask(registry, lambda: time.perf_counter() < until)
            busy: list[float] = []
            with ThreadPoolExecutor(AT_ONCE) as pool:
                for first in range(0, len(files), AT_ONCE):
                    sent = [
                        pool.submit(publish, registry, file)
                        for file in files[first : first + AT_ONCE]
                    ]
                    busy += ask(registry, partial(some_under_way, sent))
    return {
        f"page {when}, {name} in ms": value
        for when, found in (("alone", quiet), (f"beside {AT_ONCE} inspections", busy))
        for name, value in (("p50", percentile(found, 50)), ("p99", percentile(found, 99)))
    }


def publish(registry: Serving, file: Built) -> None:
    """Send it, as the administrator."""
    (key,) = registry.keys_shown
    content = {"content": (file.filename, file.content)}
    httpx.post(
        f"{registry.url}/legacy/",
        data=form(file),
        files=content,
        auth=("__token__", key),
        timeout=120,
    ).raise_for_status()


def some_under_way(sent: Sequence[Future[None]]) -> bool:
    """Whether not all are answered."""
    return not all(future.done() for future in sent)


def ask(registry: Serving, going_on: Callable[[], bool]) -> list[float]:
    """Ask for a page as long as it goes on; return how long each answer took."""
    took = []
    with httpx.Client(trust_env=False) as client:
        while going_on():
            begun = time.perf_counter()
            client.get(f"{registry.url}/simple/small/").raise_for_status()
            took.append(time.perf_counter() - begun)
            time.sleep(PAUSE_SECONDS)
    return took


def percentile(took: list[float], percent: int) -> float:
    """Return it in milliseconds."""
    return 1000 * sorted(took)[len(took) * percent // 100]


if __name__ == "__main__":
    for _name, _value in measure().items():
        print(f"{_name}: {_value:.1f}")
