"""All that is found in the Python of one archive."""

from collections.abc import Iterator, Sequence

from devsper_registry.verification.code import judging, looks
from devsper_registry.verification.code.program import SourceFile
from devsper_registry.verification.code.running import Run
from devsper_registry.verification.code.trace import Reach
from devsper_registry.verification.finding import Finding, Kind, Severity

UNPARSED = Kind(
    "code.unparsed",
    Severity.INFO,
    "'{path}' could not be read as Python: {why}. What it would do is not known.",
)
LIMIT = Kind(
    "code.limit-reached",
    Severity.LOW,
    "'{path}' takes more steps to understand than a file is given; its rest was not read.",
)
KINDS: tuple[Kind, ...] = (*judging.KINDS, *looks.KINDS, UNPARSED, LIMIT)
# What runs at installation first: what it imports runs then too.
_ORDER = (Reach.INSTALL, Reach.STARTUP, Reach.IMPORT, Reach.CALLED)


def findings(files: Sequence[SourceFile]) -> Iterator[Finding]:
    """Yield what is found in the files of an archive, which can import each other."""
    run = Run(files)
    for file in sorted(files, key=lambda file: _ORDER.index(file.reach)):
        run.file(file.path)
        yield from looks.findings(file.path, *run.read(file.path))
        run.release(file.path)
    run.callers()
    yield from judging.judged(run.events, run.families)
    for path, problem in run.problems:
        if problem == "limit":
            yield LIMIT.found(path=path)
        else:
            yield UNPARSED.found(path=path, why=problem)
