"""Inspections in processes of their own: the same answers, and no process that cannot be missed."""

import asyncio
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import zlib
from collections.abc import AsyncIterator, Callable
from functools import partial
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
from devsper_registry.inspecting.hearing import heard
from devsper_registry.inspecting.inspectors import InspectionFailed, Inspectors
from devsper_registry.inspecting.messages import Job
from devsper_registry.inspecting.process import Died, NotAnAnswer, Process
from devsper_registry.inspecting.telling import told
from tests import build
from tests.build import Built

pytestmark = pytest.mark.anyio

# Lets through what only the process's own bounds can stop.
JOB = Job(Path("demo"), "demo-1.0-py3-none-any.whl", Policy(), seconds=1)
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
    arrived = heard(told(refusal), of=JOB)
    assert isinstance(arrived, RegistryError)
    assert type(arrived) is CATALOGUE[code]
    assert (str(arrived), arrived.facts) == (str(refusal), refusal.facts)


def found(**changes: object) -> bytes:
    """What a process says of a good wheel, some of it changed."""
    inspection = judging.inspect(io.BytesIO(build.wheel().content), filename=JOB.filename)
    return json.dumps(json.loads(told(inspection)) | changes).encode()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff",
        b"null",
        b"{}",
        b"cos\nsystem\n(S'true'\ntR.",
        b'{"code": "no.such-code", "facts": {}}',
        b'{"code": "record.not-listed", "facts": {}}',
        b'{"code": "record.not-listed", "facts": {"self": "x"}}',
        b'{"traceback": 7}',
        found(metadata_content="a"),
        found(metadata={"metadata_version": "2.4", "name": "other", "version": "1.0"}),
        found(metadata={"metadata_version": "2.4", "name": "demo", "version": "2.0"}),
        found(entry_points=[["x"]]),
        found(warnings=[1]),
    ],
)
def test_an_answer_that_is_none_says_nothing(answer: bytes) -> None:
    with pytest.raises(NotAnAnswer):
        heard(answer, of=JOB)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"\xff" * 100, id="more bytes than anybody would keep"),
        pytest.param(bytes(7) + b"\x02{}", id="no answer"),
        pytest.param(b"cos\nsystem\n(S'true'\ntR.", id="a program"),
    ],
)
def test_a_process_that_answers_with_nonsense_is_ended(
    answer: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "devsper_registry" / "inspecting" / "worker.py"
    program.parent.mkdir(parents=True)
    for package in (program.parent, program.parent.parent):
        (package / "__init__.py").touch()
    program.write_text(f"import os, time\nos.write(1, {answer!r})\ntime.sleep(60)\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    process = Process(pool.PROGRAM)
    with pytest.raises(Died, match="exit code -9"):
        process.answer(JOB, partial(heard, of=JOB), within=30)
    assert not process.is_alive


async def test_a_process_that_is_stopped_keeps_nobody_waiting_for_ever(good: Path) -> None:
    inspectors = Inspectors(at_once=1, seconds=0, patience=0.5)
    await inspected(inspectors, good)
    (stopped,) = map(psutil.Process, inspectors.pids())
    stopped.suspend()
    with pytest.raises(InspectionInterrupted, match="was interrupted: send the file again"):
        await inspected(inspectors, good)
    assert not stopped.is_running()
    assert (await inspected(inspectors, good)).name == "demo"
    inspectors.close()


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
