"""What a finding shows is safe to show, whoever wrote it."""

import pytest

from devsper_registry.auth import api_key
from devsper_registry.verification.finding import Finding, Kind, Severity

KEY = api_key.with_checksum("hm_" + "A" * 43)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("naïve 中文", "naïve 中文"),
        ("two\nlines\tand\x00\x1b[31m", r"two\nlines\tand\x00\x1b[31m"),
        ("right\u202eleft", r"right\u202eleft"),
        ("no\u200bwidth", r"no\u200bwidth"),
        ("tag \U000e0041", r"tag \U000e0041"),
        ("lone \udcff", r"lone \udcff"),
        ("a" * 201, "a" * 199 + "…"),
        (f"key = '{KEY}'", "key = '[redacted]'"),
        ("AKIAQWERTYUIOPASDFGH", "AKIA[redacted]"),
        ("https://ci:hunter22@host/", "https://[redacted]@host/"),
    ],
)
def test_evidence_is_shown_on_one_line_in_one_direction_without_secrets(
    text: str, shown: str
) -> None:
    finding = Finding("a.b", Severity.LOW, "It is so.", evidence=text)
    assert finding.evidence == shown


def test_the_facts_of_a_sentence_are_shown_in_the_same_way() -> None:
    finding = Kind("a.b", Severity.LOW, "'{name}' is so.").found(name="x\u202ey{path}")
    assert finding.sentence == r"'x\u202ey{path}' is so."
    assert finding.check == "a"


def test_severities_have_an_order() -> None:
    assert sorted(Severity, key=lambda severity: severity.rank) == [
        *("info", "low", "medium", "high", "critical"),
    ]
