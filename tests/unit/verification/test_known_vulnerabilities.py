"""What is known of a release and of what it pins, as findings."""

from dataclasses import replace

import pytest
from packaging.version import Version

from devsper_registry.verification import lookups
from devsper_registry.verification.checks import known_vulnerabilities
from devsper_registry.verification.finding import Severity
from devsper_registry.verification.profile import Profile
from devsper_registry.verification.surroundings import Surroundings
from devsper_registry.verification.vulnerability import Vulnerability, distinct
from tests.unit.verification.test_facts import PLAIN

HIGH = Vulnerability("GHSA-1", Severity.HIGH, ("CVE-1",), "It leaks", "1.2")
SAME = Vulnerability("PYSEC-1", Severity.MEDIUM, ("CVE-1", "GHSA-1"), "It leaks.")
OTHER = Vulnerability("PYSEC-2", Severity.LOW)


def pinning(*requirements: str) -> Profile:
    return replace(PLAIN, requires_dist=requirements)


def found(profile: Profile, known: dict[tuple[str, str], list[Vulnerability]]) -> list[str]:
    around = Surroundings(
        vulnerabilities={(name, Version(text)): told for (name, text), told in known.items()}
    )
    return [
        f"{finding.code} {finding.severity}: {finding.sentence}"
        for finding in known_vulnerabilities.findings(profile, around)
    ]


def test_a_vulnerability_of_the_release_is_told_once_with_what_mends_it() -> None:
    assert found(PLAIN, {("acme-tools", "1"): [SAME, OTHER, HIGH]}) == [
        "known-vulnerabilities.high high: acme-tools 1.0 has the known vulnerability"
        " GHSA-1 (CVE-1): It leaks. Fixed in 1.2.",
        "known-vulnerabilities.low low: acme-tools 1.0 has the known vulnerability"
        " PYSEC-2: no summary. No fixed version is known.",
    ]


def test_a_vulnerability_of_what_is_pinned_is_told_of_who_pins_it() -> None:
    profile = pinning("Jinja_2 [x] == 3.1.2 ; python_version > '3'", "other>=1")
    known = {("jinja-2", "3.1.2"): [HIGH], ("other", "1"): [OTHER], ("jinja-2", "3.1.3"): [OTHER]}
    assert found(profile, known) == [
        "known-vulnerabilities.dependency-high high: It pins jinja-2 3.1.2, which has the known"
        " vulnerability GHSA-1 (CVE-1): It leaks. Fixed in 1.2."
    ]
    assert found(profile, {}) == []


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("demo==1.0", ["1.0"]),
        ("demo===1.0", ["1.0"]),
        ("demo == 1.0, != 2", ["1.0"]),
        ("demo==1.*", []),
        ("demo===weird", []),
        ("demo>=1.0", []),
        ("demo", []),
        ("demo @ https://example.com/demo-1.0.tar.gz", []),
        ("not a requirement", []),
    ],
)
def test_what_is_pinned(requirement: str, expected: list[str]) -> None:
    assert lookups.pins(pinning(requirement)) == [("demo", Version(text)) for text in expected]


def test_of_one_package_several_versions_may_be_pinned() -> None:
    profile = pinning("a==1; python_version<'3.12'", "A==2; python_version>='3.12'", "a==1.0")
    assert lookups.pins(profile) == [("a", Version("1")), ("a", Version("2"))]
    assert lookups.versions(profile) == {
        ("acme-tools", Version("1.0")),
        ("a", Version("1")),
        ("a", Version("2")),
    }


def test_of_advisories_about_one_vulnerability_the_one_that_says_most_stands_for_all() -> None:
    unfixed = replace(HIGH, id="AAA-1", fixed=None)
    assert distinct([SAME, unfixed, OTHER, HIGH]) == [HIGH, OTHER]
