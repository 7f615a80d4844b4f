"""How bad an advisory says that it is: by its CVSS vectors, else by the word of its database."""

from collections.abc import Sequence
from dataclasses import dataclass

from cvss import CVSS3, CVSS4
from cvss.exceptions import CVSSError

from devsper_registry.verification.finding import Severity

# GitHub's say MODERATE.
_WORDS = {
    "NONE": Severity.INFO,
    "LOW": Severity.LOW,
    "MODERATE": Severity.MEDIUM,
    "MEDIUM": Severity.MEDIUM,
    "HIGH": Severity.HIGH,
    "CRITICAL": Severity.CRITICAL,
}
# The newest first; version 2 has no words of its own.
_VECTORS = {"CVSS_V4": CVSS4, "CVSS_V3": CVSS3}
LONGEST_VECTOR = 1_000
# What is published to do harm is told without a vector.
_MALICIOUS = "MAL-"


@dataclass(frozen=True, slots=True)
class Rating:
    """A vector, and what kind it is."""

    type: str
    score: str


def of(advisory_id: str, ratings: Sequence[Rating], word: str | None) -> Severity:
    """Return the severity; medium where nothing tells it, for somebody should look."""
    for kind in _VECTORS:
        known = [s for s in (_rated(r) for r in ratings if r.type == kind) if s is not None]
        if known:
            return max(known, key=lambda severity: severity.rank)
    if word is not None and word.upper() in _WORDS:
        return _WORDS[word.upper()]
    return Severity.CRITICAL if advisory_id.startswith(_MALICIOUS) else Severity.MEDIUM


def _rated(rating: Rating) -> Severity | None:
    if len(rating.score) > LONGEST_VECTOR:
        return None
    try:
        vector = _VECTORS[rating.type](rating.score)
    except CVSSError:
        return None
    return _WORDS[str(vector.severities()[0]).upper()]
