"""Examinations in confined forks: whatever a check does there, the others still run."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest

from devsper_registry.distribution.policy import DEFAULT_POLICY
from devsper_registry.inspecting import confinement
from devsper_registry.inspecting.examiners import ExaminationFailed, Examiners
from devsper_registry.inspecting.messages import Examination
from devsper_registry.inspecting.pool import Pool
from devsper_registry.inspecting.reporting import heard
from devsper_registry.verification.finding import Severity
from devsper_registry.verification.report import Ending, Report
from tests import build
from tests.build import Built

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(confinement.missing() is not None, reason="no filter on this system"),
]
HOSTILE = "tests.unit.inspecting.hostile_examiner"


def kept(file: Built, folder: Path) -> Path:
    path = folder / file.filename
    path.write_bytes(file.content)
    return path


@pytest.fixture
async def examiners() -> AsyncIterator[Examiners]:
    examiners = Examiners(at_once=1)
    yield examiners
    examiners.close()


@pytest.fixture
def hostile() -> Iterator[Pool]:
    pool = Pool(HOSTILE, at_once=1)
    yield pool
    pool.close()


async def examined(pool: Pool, path: Path, *, seconds: int = 60, a_check: int = 1) -> Report:
    job = Examination(
        path, path.name, DEFAULT_POLICY, seconds=seconds, seconds_a_check=a_check, patience=0.1
    )
    report = await pool.ask(job, heard, within=120)
    assert isinstance(report, Report)
    return report


async def test_a_check_that_misbehaves_is_reported_and_all_others_run(
    hostile: Pool, tmp_path: Path
) -> None:
    report = await examined(hostile, kept(build.wheel(), tmp_path))
    assert {ran.check: ran.ending for ran in report.ran} == {
        "archive": Ending.FINISHED,
        "profile": Ending.FINISHED,
        "calm": Ending.FINISHED,
        "spins": Ending.TIME,
        "sleeps": Ending.TIME,
        "exhausts": Ending.MEMORY,
        "nests": Ending.DEPTH,
        "crashes": Ending.KILLED,
        "exits": Ending.KILLED,
        "raises": Ending.FAILED,
        "dials": Ending.FORBIDDEN,
        "becomes": Ending.FORBIDDEN,
        "forks": Ending.FORBIDDEN,
        "reads": Ending.FINISHED,
        "writes": Ending.FINISHED,
        "deletes": Ending.FINISHED,
        "kills": Ending.FINISHED,
        "opened": Ending.FINISHED,
        "environment": Ending.FINISHED,
        "last": Ending.FINISHED,
    }
    assert {finding.check: finding.sentence for finding in report.findings} == {
        "calm": "It came to nothing.",
        "spins": limit("spins", "needed more time than it may have"),
        "sleeps": limit("sleeps", "needed more time than it may have"),
        "exhausts": limit("exhausts", "needed more memory than it may have"),
        "nests": limit("nests", "met something nested more deeply than it can follow"),
        "crashes": limit("crashes", "brought its process down"),
        "exits": limit("exits", "brought its process down"),
        "raises": limit("raises", "could not be finished"),
        "dials": limit("dials", "made its process try what is forbidden to it"),
        "becomes": limit("becomes", "made its process try what is forbidden to it"),
        "forks": limit("forks", "made its process try what is forbidden to it"),
        "reads": "It came to Operation not permitted.",
        "writes": "It came to Operation not permitted.",
        "deletes": "It came to Operation not permitted.",
        "kills": "It came to Operation not permitted.",
        # Nothing, three times; the archive; the way back.
        "opened": "It came to 5.",
        "environment": "It came to PATH,PYTHONPATH.",
        "last": "It came to nothing.",
    }
    ends = {f.code: f.severity for f in report.findings if f.code.endswith(".limit-reached")}
    assert ends.pop("dials.limit-reached") is Severity.CRITICAL
    assert ends.pop("nests.limit-reached") is Severity.HIGH
    (failed,) = (ran for ran in report.ran if ran.check == "raises")
    assert failed.traceback is not None
    assert "ZeroDivisionError" in failed.traceback
    assert report.profile is not None
    assert report.profile.name == "demo"


def limit(check: str, what: str) -> str:
    return f"Limit reached: the check '{check}' {what}, so it has not seen all of this file."


async def test_the_checks_share_the_time_of_their_file(hostile: Pool, tmp_path: Path) -> None:
    report = await examined(hostile, kept(build.wheel(), tmp_path), seconds=2, a_check=60)
    ends = {ran.check: ran.ending for ran in report.ran}
    assert ends["spins"] is Ending.TIME
    assert ends["last"] is Ending.TIME


async def test_an_archive_that_is_none_is_told_and_nothing_else_is_tried(
    examiners: Examiners, tmp_path: Path
) -> None:
    path = tmp_path / "demo-1.0-py3-none-any.whl"
    path.write_bytes(b"PK\x03\x04 nothing")
    report = await examiners.examine(path, filename=path.name, size=1)
    assert [ran.check for ran in report.ran] == ["archive"]
    assert [finding.code for finding in report.findings] == ["archive.unreadable"]
    assert report.profile is None


async def test_a_process_that_was_killed_is_replaced(examiners: Examiners, tmp_path: Path) -> None:
    path = kept(build.wheel(), tmp_path)
    first = await examiners.examine(path, filename=path.name, size=1)
    for pid in examiners.pids():
        os.kill(pid, signal.SIGKILL)
    assert await examiners.examine(path, filename=path.name, size=1) == first


async def test_a_file_that_is_gone_is_a_failure_and_no_verdict(
    examiners: Examiners, tmp_path: Path
) -> None:
    with pytest.raises(ExaminationFailed, match="FileNotFoundError"):
        await examiners.examine(tmp_path / "gone-1.0.tar.gz", filename="gone-1.0.tar.gz", size=1)


def test_a_fork_ends_with_its_process(tmp_path: Path) -> None:
    pool = Pool(HOSTILE, at_once=1)
    path = kept(build.wheel(), tmp_path)

    async def begun() -> list[psutil.Process]:
        asking = asyncio.create_task(examined(pool, path, a_check=60))
        while True:
            await asyncio.sleep(0.02)
            forks = [f for pid in pool.pids() for f in psutil.Process(pid).children()]
            if forks:
                for pid in pool.pids():
                    os.kill(pid, signal.SIGKILL)
                pool.close()
                asking.cancel()
                return forks

    gone, alive = psutil.wait_procs(asyncio.run(begun()), timeout=10)
    assert (len(gone), alive) == (1, [])
