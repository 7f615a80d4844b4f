"""A policy's file says what it means, or what to change in it."""

import re
from datetime import date
from pathlib import Path

import pytest

from devsper_registry.errors import PolicyInvalid
from devsper_registry.policy import reading
from devsper_registry.policy.judging import judge
from devsper_registry.policy.policy import USUAL, USUAL_BY_CHECK, Action, Exempt, Mode, Policy
from devsper_registry.verification.finding import Finding, Severity

CHECKS = {"names": "1", "secrets": "1", "known-vulnerabilities": "1"}
WHOLE = """
mode = "hold"

[severity]
medium = "hold"

[checks.secrets]
high = "reject"

[[exemptions]]
package = "Legacy_Tool"
check = "names"
expires = 2027-01-31
reason = "its name is older than the other one"
"""


def read(folder: Path, text: str) -> Policy:
    path = folder / "policy.toml"
    path.write_text(text)
    return reading.read(path, checks=CHECKS)


def test_a_file_says_only_what_it_wants_otherwise(tmp_path: Path) -> None:
    assert read(tmp_path, WHOLE) == Policy(
        mode=Mode.HOLD,
        by_severity={**USUAL, Severity.MEDIUM: Action.HOLD},
        by_check={**USUAL_BY_CHECK, "secrets": {Severity.HIGH: Action.REJECT}},
        exemptions=(
            Exempt(
                package="legacy-tool",  # type: ignore[arg-type]
                check="names",
                until=date(2027, 1, 31),
                reason="its name is older than the other one",
            ),
        ),
        checks=frozenset(CHECKS),
    )


def test_an_empty_file_and_none_are_the_usual_policy(tmp_path: Path) -> None:
    assert read(tmp_path, "") == reading.read(None, checks=CHECKS)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("mode = 'later'", "'mode' is 'later': it is one of publish, hold."),
        (
            "modus = 1",
            "there is no 'modus' in the file: it is one of mode, severity, checks, exemptions.",
        ),
        ("severity = 1", "'severity' is no table: write its keys below [severity]."),
        (
            "[severity]\nbad = 'hold'",
            "there is no 'bad' in [severity]: it is one of info, low, medium, high, critical.",
        ),
        (
            "[severity]\nhigh = 'block'",
            "'severity.high' is 'block': it is one of ignore, flag, hold, reject.",
        ),
        (
            "[checks.nmes]\nhigh = 'flag'",
            "checks.nmes names no check: the checks are known-vulnerabilities, names, secrets.",
        ),
        (
            "[[exemptions]]\npackage = 'demo'\nreason = 'x'",
            "'expires' of exemption 1 is no day: write one without quotes, as 2027-01-31.",
        ),
        (
            "[[exemptions]]\npackage = 'demo'\nexpires = 2027-01-31",
            "'reason' of exemption 1 is missing or longer than 1000 characters: say why the "
            "package may do this.",
        ),
        (
            "[[exemptions]]\npackage = '-'\nexpires = 2027-01-31\nreason = 'x'",
            "'package' of exemption 1 is no package name: write that of one.",
        ),
        (
            "exemptions = 1",
            "'exemptions' is no list: write each one below [[exemptions]].",
        ),
    ],
)
def test_a_wrong_file_names_the_key_and_what_it_may_be(
    tmp_path: Path, text: str, problem: str
) -> None:
    with pytest.raises(PolicyInvalid) as refused:
        read(tmp_path, text)
    path = tmp_path / "policy.toml"
    assert str(refused.value) == f"The policy {path} (VERIFICATION_POLICY) is not usable: {problem}"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"mode = ", "it is not TOML"),
        (b"\xff", "it is not UTF-8: save it as UTF-8."),
        (None, "it cannot be read (No such file or directory)"),
    ],
)
def test_what_is_no_toml_says_so(tmp_path: Path, content: bytes | None, problem: str) -> None:
    path = tmp_path / "policy.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PolicyInvalid, match=re.escape(f"is not usable: {problem}")):
        reading.read(path, checks=CHECKS)


def found(code: str, severity: Severity) -> Finding:
    return Finding(code, severity, "Something.")


@pytest.mark.parametrize(
    ("exempt", "actions", "strictest"),
    [
        (set(), [Action.FLAG, Action.REJECT, Action.IGNORE], Action.REJECT),
        ({"secrets"}, [Action.FLAG, Action.IGNORE, Action.IGNORE], Action.FLAG),
        ({None}, [Action.IGNORE, Action.IGNORE, Action.IGNORE], Action.IGNORE),
    ],
)
def test_the_strictest_finding_that_counts_decides(
    exempt: set[str | None], actions: list[Action], strictest: Action
) -> None:
    policy = Policy(by_check={"secrets": {Severity.HIGH: Action.REJECT}})
    findings = [
        found("names.typosquat", Severity.MEDIUM),
        found("secrets.key", Severity.HIGH),
        found("names.near", Severity.INFO),
    ]
    judgement = judge(policy, findings, exempt=exempt)
    assert [judged.action for judged in judgement.findings] == actions
    assert judgement.action == strictest
    assert judgement.is_exempted is bool(exempt)


def test_what_is_known_to_be_vulnerable_is_flagged_unless_the_file_says_otherwise(
    tmp_path: Path,
) -> None:
    check = "known-vulnerabilities"
    for text, expected in (
        ("", [Action.IGNORE, Action.FLAG, Action.FLAG, Action.FLAG]),
        ("severity.high = 'reject'", [Action.IGNORE, Action.FLAG, Action.FLAG, Action.FLAG]),
        (
            "[checks.known-vulnerabilities]\nlow = 'flag'\ncritical = 'reject'",
            [Action.FLAG, Action.FLAG, Action.FLAG, Action.REJECT],
        ),
    ):
        policy = read(tmp_path, text)
        severities = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)
        assert [policy.action(check, severity) for severity in severities] == expected


def test_a_file_without_findings_is_let_through() -> None:
    assert judge(Policy(), [], exempt=set()).action is Action.IGNORE


def test_an_exemption_of_the_file_holds_to_the_end_of_its_day() -> None:
    exempt = Exempt("demo", None, date(2027, 1, 31), "x")  # type: ignore[arg-type]
    policy = Policy(exemptions=(exempt,))
    assert policy.exempt("demo", on=date(2027, 1, 31)) == {None}  # type: ignore[arg-type]
    assert policy.exempt("demo", on=date(2027, 2, 1)) == set()  # type: ignore[arg-type]
    assert policy.exempt("other", on=date(2027, 1, 31)) == set()  # type: ignore[arg-type]
