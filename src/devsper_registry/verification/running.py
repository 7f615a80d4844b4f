"""One check at a time: its worst findings, and how it ended. It raises nothing."""

import heapq
import traceback
from collections.abc import Callable, Iterator

from devsper_registry.errors import RegistryError
from devsper_registry.verification.finding import Finding, Kind, Severity
from devsper_registry.verification.report import Ending, Ran

# Of one check: more than anybody reads. The worst are kept, so that none hides behind many.
MOST_FINDINGS = 100

_TOLD = {
    Ending.TIME: "needed more time than it may have",
    Ending.MEMORY: "needed more memory than it may have",
    Ending.DEPTH: "met something nested more deeply than it can follow",
    Ending.KILLED: "brought its process down",
    Ending.FORBIDDEN: "made its process try what is forbidden to it",
    Ending.FAILED: "could not be finished",
}


def run(
    check: str, version: str, look: Callable[[], Iterator[Finding]]
) -> tuple[Ran, list[Finding]]:
    """Return how the check ended and its worst findings, and one more if it did not finish."""
    found: list[tuple[int, int, Finding]] = []
    ending, told = Ending.FINISHED, None
    try:
        for number, finding in enumerate(look()):
            entry = (finding.severity.rank, -number, finding)
            if len(found) < MOST_FINDINGS:
                heapq.heappush(found, entry)
            else:
                heapq.heappushpop(found, entry)
    except MemoryError:
        ending = Ending.MEMORY
    except RecursionError:
        ending = Ending.DEPTH
    except Exception:  # whatever a hostile file makes of a check, the others still run
        ending, told = Ending.FAILED, traceback.format_exc()
    findings = [finding for _, _, finding in sorted(found, key=lambda entry: -entry[1])]
    if ending is not Ending.FINISHED:
        findings.append(limit_reached(check, ending))
    return Ran(check, version, ending, told), findings


def limit_reached(check: str, ending: Ending) -> Finding:
    """Return what is told of a check that did not finish.

    It is high: a file that keeps a check from looking is one that a person must look at.
    """
    severity = Severity.CRITICAL if ending is Ending.FORBIDDEN else Severity.HIGH
    sentence = "Limit reached: the check '{check}' {what}, so it has not seen all of this file."
    return Kind(f"{check}.limit-reached", severity, sentence).found(check=check, what=_TOLD[ending])


def unreadable(refusal: RegistryError) -> Finding:
    """Return what is told of an archive that can no longer be read as one."""
    sentence = "The file cannot be read as a distribution: {refusal}"
    return Kind("archive.unreadable", Severity.HIGH, sentence).found(refusal=refusal)
