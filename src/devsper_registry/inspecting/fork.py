"""A fork of the clean process, which takes steps with one file, confined, and is gone."""

import os
import select
import signal
import sys
import time
from collections.abc import Iterator, Sequence

from devsper_registry.inspecting import confinement
from devsper_registry.inspecting.messages import LENGTH_BYTES, Examination
from devsper_registry.inspecting.reporting import written
from devsper_registry.inspecting.serving import allow
from devsper_registry.inspecting.steps import Opening, Step, is_last
from devsper_registry.verification.report import Ending

# Address space beyond what the clean process has.
MOST_MEMORY = 512 * 1024 * 1024
# What one step may say: findings are few and short, a profile is lists of bounded texts.
LONGEST_SHEET = 16 * 1024 * 1024
_NOT_CONFINED = 97
_MOST_FILES = 4096


class _Late(Exception):
    """The fork did not answer in time."""


def taken(
    job: Examination, steps: Sequence[Step], *, before: float
) -> tuple[list[str], Ending | None]:
    """Return the sheets of the steps that were taken, and what ended the next; None if nothing did.

    Raise `NotConfined` when there is no confinement to take them in, `OSError` without the file.
    """
    archive = os.open(job.path, os.O_RDONLY | os.O_CLOEXEC)
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_forked(job, steps, archive, writing)
    os.close(archive)
    os.close(writing)
    sheets, late = list[str](), False
    try:
        for sheet in _sheets(reading, job, before=before):
            sheets.append(sheet.decode("utf-8", "replace"))
    except _Late:
        late = True
    finally:
        os.close(reading)
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    if late:
        return sheets, Ending.TIME
    return sheets, _ending(status, went_on=bool(sheets))


def _ending(status: int, *, went_on: bool) -> Ending | None:
    code = os.waitstatus_to_exitcode(status)
    if code == _NOT_CONFINED:
        raise confinement.NotConfined("a fork could not be confined, so the file was not examined")
    if code == 0:
        return None if went_on else Ending.KILLED
    return {-signal.SIGXCPU: Ending.TIME, -signal.SIGSYS: Ending.FORBIDDEN}.get(code, Ending.KILLED)


def _sheets(pipe: int, job: Examination, *, before: float) -> Iterator[bytes]:
    """Yield what the fork writes, until it has no more to say; raise `_Late`."""
    while True:
        deadline = min(before, time.monotonic() + 2 * job.seconds_a_check + job.patience)
        header = _read(pipe, LENGTH_BYTES, deadline)
        length = int.from_bytes(header)
        if len(header) < LENGTH_BYTES or length > LONGEST_SHEET:
            return
        sheet = _read(pipe, length, deadline)
        if len(sheet) < length:
            return
        yield sheet


def _read(pipe: int, count: int, deadline: float) -> bytes:
    """So many bytes, fewer only where the fork ends."""
    ready = select.poll()
    ready.register(pipe, select.POLLIN)
    # Nothing to read there now, but it tells when the server has gone.
    ready.register(sys.stdin.fileno(), 0)
    found = bytearray()
    while len(found) < count:
        events = dict(ready.poll(max(0.0, deadline - time.monotonic()) * 1000))
        if sys.stdin.fileno() in events:
            raise SystemExit
        if not events:
            raise _Late
        piece = os.read(pipe, min(count - len(found), 1024 * 1024))
        if not piece:
            break
        found += piece
    return bytes(found)


# --- in the fork --------------------------------------------------------------------------------


def _be_forked(job: Examination, steps: Sequence[Step], archive: int, pipe: int) -> None:
    """Take the steps and end; never return, whatever happens."""
    try:
        confinement.die_with_parent()
        _keep_only(archive, pipe)
        allow(job.seconds, for_good=True)
        confinement.limit(memory=MOST_MEMORY)
        confinement.confine()
    except BaseException:
        os._exit(_NOT_CONFINED)
    try:
        _take(job, steps, archive, pipe)
    finally:
        os._exit(0)


def _keep_only(*kept: int) -> None:
    """Close all other files: the jobs of the server, the way back to it, the log."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    at = 3
    for descriptor in sorted(kept):
        os.closerange(at, descriptor)
        at = descriptor + 1
    os.closerange(at, _MOST_FILES)


def _take(job: Examination, steps: Sequence[Step], archive: int, pipe: int) -> None:
    with os.fdopen(archive, "rb") as file:
        opening = Opening(file, filename=job.filename, policy=job.policy)
        for step in steps:
            allow(job.seconds_a_check)
            sheet = step.take(opening)
            _write(pipe, written(sheet))
            if is_last(sheet, step):
                return


def _write(pipe: int, sheet: bytes) -> None:
    waiting = memoryview(len(sheet).to_bytes(LENGTH_BYTES) + sheet)
    while waiting:
        waiting = waiting[os.write(pipe, waiting) :]
