"""Decisions are known by their numbers, so that no two have the same one."""

from pathlib import Path

DECISIONS = Path(__file__).parent.parent.parent / "docs" / "decisions"


def test_no_two_decisions_have_the_same_number() -> None:
    numbers = [path.name.partition("-")[0] for path in DECISIONS.glob("*.md")]
    assert len(numbers) == len(set(numbers)) > 0
