"""The registry's command line with a job that never ends, for a worker that is killed during it.

The product knows nothing of it: the job of one kind is replaced here, before the worker starts.
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from devsper_registry import cli
from devsper_registry.backend import Backend
from devsper_registry.db.tables.job import Kind
from devsper_registry.worker.jobs import JOBS, Payload


async def leave_a_trace(backend: Backend, payload: Payload) -> None:
    """Append a line to the file that the job names; the first to do so never returns."""
    if await asyncio.to_thread(_append, Path(payload["trace"])) == 1:
        await asyncio.sleep(3600)


def _append(trace: Path) -> int:
    with trace.open("a") as lines:
        lines.write("begun\n")
    return len(trace.read_text().splitlines())


if __name__ == "__main__":
    JOBS[Kind.SWEEP] = replace(JOBS[Kind.SWEEP], run=leave_a_trace, every=None)
    sys.argv[0] = "devsper-registry"
    cli.main()
