"""The queue of jobs: whether somebody does them, and which were given up."""

from devsper_registry.backend import Backend
from devsper_registry.db.queries import jobs
from devsper_registry.errors import RegistryError
from devsper_registry.services.diagnosing.verdict import Verdict

CHECK = "jobs"
# So long nothing waits that somebody does.
PATIENCE_SECONDS = 120


async def examine(backend: Backend) -> Verdict:
    """Judge by how long jobs have waited: who is alive does them, whatever machine it is on."""
    try:
        async with backend.database.raw() as connection:
            depth = await jobs.depth(connection)
    except RegistryError as error:
        return Verdict.refused(CHECK, error)
    waiting, running, held = (
        sum(count for _, state, count, _ in depth if state == named)
        for named in ("waiting", "running", "held")
    )
    oldest = max((age for _, state, _, age in depth if state == "waiting"), default=0)
    found = f"{waiting} wait, {running} run and {held} are held"
    if oldest > PATIENCE_SECONDS:
        return Verdict.warn(
            CHECK,
            f"{found}; one has been due for {oldest:.0f} s.",
            "Start `devsper-registry worker`, or a `serve` without WORKER=off; where there is one, "
            "start more.",
        )
    if held:
        return Verdict.warn(
            CHECK,
            f"{found}.",
            "`devsper-registry jobs list` says why: mend that, then let them be tried again by "
            "`jobs requeue ID`, or give them up by `jobs discard ID`.",
        )
    return Verdict.ok(CHECK, f"{found}.")
