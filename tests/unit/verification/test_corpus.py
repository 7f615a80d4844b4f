"""Malicious packages after published patterns: how many of them are flagged, by family."""

from collections import Counter

import pytest

from devsper_registry.verification.checks import file_checks
from devsper_registry.verification.finding import Severity
from tests.malicious import Sample, corpus
from tests.unit.verification.opening import opened


def is_flagged(sample: Sample) -> bool:
    """Whether a check finds something high or above."""
    archive = opened(sample.file())
    found = (finding for check in file_checks() for finding in check.findings(archive))
    return any(finding.severity.rank >= Severity.HIGH.rank for finding in found)


@pytest.mark.parametrize("sample", corpus(), ids=str)
def test_a_malicious_package_is_flagged(sample: Sample) -> None:
    assert is_flagged(sample)


def test_the_corpus_is_large_and_varied() -> None:
    samples = corpus()
    assert len(samples) >= 80
    assert len({tuple(sample.files.items()) for sample in samples}) == len(samples)
    assert min(Counter(sample.family for sample in samples).values()) >= 8
