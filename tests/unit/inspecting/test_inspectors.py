"""Inspections in processes of their own: the same answers, and no process that cannot be missed."""

import asyncio
import gzip
import io
import os
import pickle
import signal
import subprocess
import sys
import zlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from string import Formatter

import psutil
import pytest

from devsper_registry.distribution import Inspection, judging
from devsper_registry.distribution.policy import DEFAULT_POLICY, Policy
from devsper_registry.errors import (
    CATALOGUE,
    InspectionInterrupted,
    InspectionTooCostly,
    RegistryError,
    TooManyInspections,
)
from devsper_registry.inspecting import inspectors as pool
from devsper_registry.inspecting.inspectors import InspectionFailed, Inspectors
from tests import build
from tests.build import Built

pytestmark = pytest.mark.anyio

# Lets through what only the process's own bounds can stop.
BOUNDLESS = Policy(max_ratio=10**9, max_unpacked=2**62, max_metadata=2**62)


@pytest.fixture
async def inspectors() -> AsyncIterator[Inspectors]:
    inspectors = Inspectors(at_once=1)
    yield inspectors
    inspectors.close()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return kept(build.wheel(dist_info={"sboms/bom.json": b"{}"}), tmp_path)


def kept(file: Built, folder: Path) -> Path:
    path = folder / file.filename
    path.write_bytes(file.content)
    return path


async def inspected(
    inspectors: Inspectors, path: Path, *, policy: Policy = DEFAULT_POLICY
) -> Inspection:
    return await inspectors.inspect(path, filename=path.name, size=1000, policy=policy)


def kill(inspectors: Inspectors) -> None:
    for pid in inspectors.pids():
        os.kill(pid, signal.SIGKILL)


async def until(true: Callable[[], object]) -> None:
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come true")


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A file whose reader waits: a pipe that nobody writes into."""
    path = tmp_path / "endless-1.0-py3-none-any.whl"
    os.mkfifo(path)
    return path


async def test_the_facts_are_those_of_an_inspection_in_process(
    inspectors: Inspectors, good: Path
) -> None:
    with good.open("rb") as file:
        here = judging.inspect(file, filename=good.name)
    there = await inspected(inspectors, good)
    assert there == here
    # Sets whose members bring a hash from another process find nothing.
    assert there.tags == here.tags


async def test_a_refusal_arrives_with_its_facts(inspectors: Inspectors, tmp_path: Path) -> None:
    entries = build.changed(build.wheel_entries(), "demo/__init__.py", data=b"!")
    content = build.zip_archive(entries)
    path = kept(build.built("demo-1.0-py3-none-any.whl", content), tmp_path)
    with pytest.raises(RegistryError) as here:
        judging.inspect(io.BytesIO(content), filename=path.name)
    with pytest.raises(RegistryError) as there:
        await inspected(inspectors, path)
    assert type(there.value) is type(here.value)
    assert (str(there.value), there.value.facts) == (str(here.value), here.value.facts)


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_refusal_can_cross_to_another_process(code: str) -> None:
    names = {name for _, name, _, _ in Formatter().parse(CATALOGUE[code].sentence) if name}
    refusal = CATALOGUE[code](**{name: f"<{name}>" for name in names})
    arrived = pickle.loads(pickle.dumps(refusal))
    assert type(arrived) is CATALOGUE[code]
    assert (str(arrived), arrived.facts) == (str(refusal), refusal.facts)


async def test_no_process_runs_before_the_first_file_and_one_serves_many(
    inspectors: Inspectors, good: Path
) -> None:
    assert inspectors.pids() == []
    await inspected(inspectors, good)
    first = inspectors.pids()
    await inspected(inspectors, good)
    assert inspectors.pids() == first


async def test_a_process_holds_no_secret_and_gives_way(inspectors: Inspectors, good: Path) -> None:
    await inspected(inspectors, good)
    process = psutil.Process(*inspectors.pids())
    assert set(process.environ()) == {"PATH", "PYTHONPATH"}
    assert process.nice() == psutil.Process().nice() + 5
    assert process.net_connections() == []


async def test_a_process_killed_in_its_sleep_is_replaced(
    inspectors: Inspectors, good: Path
) -> None:
    await inspected(inspectors, good)
    (killed,) = inspectors.pids()
    os.kill(killed, signal.SIGKILL)
    assert (await inspected(inspectors, good)).name == "demo"
    assert inspectors.pids() != [killed]


async def test_a_process_killed_at_work_is_replaced_and_the_file_read_again(
    inspectors: Inspectors, endless: Path, good: Path
) -> None:
    work = asyncio.create_task(
        inspectors.inspect(endless, filename=good.name, size=1, policy=Policy())
    )
    await until(inspectors.pids)
    good.rename(endless)
    kill(inspectors)
    assert (await work).name == "demo"


async def test_a_file_whose_processes_die_twice_is_refused_so_that_it_is_sent_again(
    inspectors: Inspectors, endless: Path
) -> None:
    work = asyncio.create_task(inspected(inspectors, endless))
    await until(inspectors.pids)
    (first,) = inspectors.pids()
    os.kill(first, signal.SIGKILL)
    await until(lambda: inspectors.pids() not in ([], [first]))
    kill(inspectors)
    with pytest.raises(InspectionInterrupted, match="was interrupted: send the file again"):
        await work


async def test_a_file_that_takes_too_much_memory_is_refused_and_the_next_is_taken(
    inspectors: Inspectors, tmp_path: Path, good: Path
) -> None:
    told = {"size": 800_000_000}
    entries = build.changed(
        build.wheel_entries(), "METADATA", raw=zeros(8), local=told, central=told
    )
    large = build.built("demo-2.0-py3-none-any.whl", build.zip_archive(entries))
    with pytest.raises(InspectionTooCostly, match="It takes more memory to read"):
        await inspectors.inspect(
            kept(large, tmp_path), filename=good.name, size=1, policy=BOUNDLESS
        )
    assert (await inspected(inspectors, good)).name == "demo"


async def test_a_file_that_takes_too_much_time_is_refused_and_the_next_is_taken(
    tmp_path: Path, good: Path
) -> None:
    inspectors = Inspectors(at_once=1, seconds=0)
    path = tmp_path / "demo-1.0.tar.gz"
    path.write_bytes(gzip_of_20_gigabytes())
    with pytest.raises(InspectionTooCostly, match="It takes more time to read 'demo-1"):
        await inspected(inspectors, path, policy=BOUNDLESS)
    assert (await inspected(inspectors, good)).name == "demo"
    inspectors.close()


def gzip_of_20_gigabytes() -> bytes:
    """A good sdist, and zeros behind it that take long to read."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    sdist = packer.compress(build.tar_bytes(build.sdist_members()))
    sdist += packer.flush(zlib.Z_FULL_FLUSH)
    return gzip.compress(b"")[:10] + sdist + zeros(200)


def zeros(count: int) -> bytes:
    """So many times 100 MB, deflated, of a stream that has no end."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (packer.compress(bytes(100_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)) * count


async def test_one_file_at_once_and_a_bounded_queue_behind_it(
    inspectors: Inspectors, endless: Path
) -> None:
    crowd = [
        asyncio.create_task(inspected(inspectors, endless)) for _ in range(1 + pool.LONGEST_QUEUE)
    ]
    await until(inspectors.pids)
    with pytest.raises(TooManyInspections, match="Too many uploads wait to be inspected"):
        await inspected(inspectors, endless)
    assert len(inspectors.pids()) == 1
    process = psutil.Process(*inspectors.pids())
    inspectors.close()
    assert not process.is_running()
    ends = await asyncio.gather(*crowd, return_exceptions=True)
    assert {type(end) for end in ends} == {InspectionInterrupted, asyncio.CancelledError}


async def test_processes_end_when_there_has_been_nothing_to_do_for_a_while(good: Path) -> None:
    inspectors = Inspectors(at_once=2, idle_seconds=0.05)
    await asyncio.gather(*(inspected(inspectors, good) for _ in range(4)))
    await until(lambda: not inspectors.pids())
    assert (await inspected(inspectors, good)).name == "demo"
    inspectors.close()


async def test_a_fault_of_ours_is_raised_with_the_traceback_of_its_process(
    inspectors: Inspectors, tmp_path: Path, good: Path
) -> None:
    with pytest.raises(InspectionFailed, match=r"FileNotFoundError: .*missing-1.0"):
        await inspected(inspectors, tmp_path / "missing-1.0-py3-none-any.whl")
    assert (await inspected(inspectors, good)).name == "demo"


def test_the_server_itself_brings_no_renderer_along() -> None:
    told = "import sys, devsper_registry.server; print('docutils' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
