"""The examining processes of a server or worker."""

from pathlib import Path

from devsper_registry.distribution import Policy
from devsper_registry.distribution.policy import DEFAULT_POLICY
from devsper_registry.inspecting.messages import Examination, Failure
from devsper_registry.inspecting.pool import IDLE_SECONDS, Pool
from devsper_registry.inspecting.process import Died, Late
from devsper_registry.inspecting.reporting import heard
from devsper_registry.verification.report import Report

PROGRAM = "devsper_registry.inspecting.examiner"
# Of the processor, for all checks together and for each; large files have more.
SECONDS = 60
SECONDS_A_CHECK = 15
BYTES_A_SECOND = 5_000_000
# Of the clock, beyond twice that.
PATIENCE = 30.0
PATIENCE_A_CHECK = 5.0


class ExaminationFailed(Exception):
    """There is no report, by no fault of the file: its examination can be tried again."""


class Examiners:
    """Examines files, at most `at_once` of them at a time; others wait for their turn."""

    def __init__(
        self,
        *,
        at_once: int,
        seconds: int = SECONDS,
        seconds_a_check: int = SECONDS_A_CHECK,
        policy: Policy = DEFAULT_POLICY,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._seconds = seconds
        self._seconds_a_check = seconds_a_check
        self._policy = policy
        self._pool = Pool(PROGRAM, at_once=at_once, idle_seconds=idle_seconds)

    async def examine(self, path: Path, *, filename: str, size: int) -> Report:
        """Return what all checks of a file say of it, whatever it is; raise `ExaminationFailed`."""
        more = size // BYTES_A_SECOND
        job = Examination(
            path,
            filename,
            self._policy,
            seconds=self._seconds + more,
            seconds_a_check=self._seconds_a_check + more,
            patience=PATIENCE_A_CHECK,
        )
        try:
            answer = await self._pool.ask(job, heard, within=2 * job.seconds + PATIENCE)
        except (Died, Late) as end:
            raise ExaminationFailed(f"The examining process gave no answer: {end!r}.") from None
        if isinstance(answer, Failure):
            raise ExaminationFailed(answer.traceback)
        return answer

    def pids(self) -> list[int]:
        """Return the numbers of the processes that run now."""
        return self._pool.pids()

    def close(self) -> None:
        """End all processes, those at work too: blocks for some milliseconds."""
        self._pool.close()
