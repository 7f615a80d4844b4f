"""A finding: what a check saw, how bad that is, and where; safe to show as it is."""

from dataclasses import dataclass
from enum import StrEnum

from devsper_registry.verification.display import on_one_line, shown

LONGEST_SENTENCE = 500
LONGEST_PATH = 1024
LONGEST_EVIDENCE = 200
LONGEST_FACT = 120


class Severity(StrEnum):
    """How much it matters; `rank` puts them in order."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info to 4 for critical."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check saw.

    `code` is `{check}.{kind}`; `path` names a member of the archive; `evidence` is a piece of it.
    `fingerprint` is the SHA-256 (hex) of an API key of this registry, and of nothing else. Texts
    come from strangers: control and bidirectional characters are written as escapes, and secrets
    are redacted, whoever makes a finding.
    """

    code: str
    severity: Severity
    sentence: str
    path: str | None = None
    line: int | None = None
    evidence: str | None = None
    fingerprint: str | None = None

    def __post_init__(self) -> None:
        # Its facts have been redacted; "a token: revoke it" would look like one.
        self._set("sentence", on_one_line(self.sentence, longest=LONGEST_SENTENCE))
        if self.path is not None:
            self._set("path", shown(self.path, longest=LONGEST_PATH))
        if self.evidence is not None:
            self._set("evidence", shown(self.evidence, longest=LONGEST_EVIDENCE))

    def _set(self, name: str, text: str) -> None:
        object.__setattr__(self, name, text)

    @property
    def check(self) -> str:
        """The name of the check that found it."""
        return self.code.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding that a check can make: its code, its severity, and its sentence."""

    code: str
    severity: Severity
    sentence: str

    def found(
        self,
        *,
        path: str | None = None,
        line: int | None = None,
        evidence: str | None = None,
        fingerprint: str | None = None,
        **facts: object,
    ) -> Finding:
        """Return the finding, its sentence filled with the facts."""
        told = {name: shown(str(fact), longest=LONGEST_FACT) for name, fact in facts.items()}
        sentence = self.sentence.format_map(
            {"path": None if path is None else shown(path, longest=LONGEST_FACT), **told}
        )
        return Finding(self.code, self.severity, sentence, path, line, evidence, fingerprint)
