"""Decisions are known by their numbers, so that no two have the same one."""

from pathlib import Path

DECISIONS = Path(__file__).parent.parent.parent / "docs" / "decisions"


def test_decisions_are_numbered_without_a_twin_or_a_gap() -> None:
    numbers = sorted(int(path.name.partition("-")[0]) for path in DECISIONS.glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
