"""No real package is taken for a malicious one: popular wheels and sdists, by their code."""

from pathlib import Path

import pytest

from devsper_registry.distribution.policy import DEFAULT_POLICY
from devsper_registry.verification.archive import Archive
from devsper_registry.verification.checks import code
from devsper_registry.verification.finding import Severity

# A few large ones take half of the time of all; `make verify-report` looks at those too.
LARGEST = 3 * 1024 * 1024 // 2
PARTS = 8


@pytest.fixture(scope="module")
def small(real_files: list[Path]) -> list[Path]:
    return [path for path in real_files if path.stat().st_size <= LARGEST]


def severe(path: Path) -> list[tuple[str, str | None, int | None]]:
    """What the check of code finds in the file of high or above."""
    with path.open("rb") as file:
        archive = Archive(file, filename=path.name, policy=DEFAULT_POLICY)
        return [
            (finding.code, finding.path, finding.line)
            for finding in code.findings(archive)
            if finding.severity.rank >= Severity.HIGH.rank
        ]


def test_the_real_packages_are_many(small: list[Path]) -> None:
    assert len({path.name.partition("-")[0] for path in small}) >= 60


# In parts, for several processors.
@pytest.mark.parametrize("part", range(PARTS))
def test_no_real_package_is_taken_for_a_malicious_one(small: list[Path], part: int) -> None:
    alarms = {path.name: severe(path) for path in sorted(small)[part::PARTS]}
    assert {name: found for name, found in alarms.items() if found} == {}
