"""What a change of the schema takes from the frontends that are out there."""

import re
from collections.abc import Iterable

from graphql import build_schema, find_breaking_changes

ANNOUNCEMENT = "Breaking in GraphQL: "
_UNRELEASED = re.compile(r"^## \[Unreleased\]\n(.*?)(?=^## \[|\Z)", re.MULTILINE | re.DOTALL)


def changes(baseline: str, current: str) -> list[str]:
    """Return what breaks between two printed schemas, a sentence each, in a stable order."""
    before, after = build_schema(baseline), build_schema(current)
    found = {change.description for change in find_breaking_changes(before, after)}
    return sorted(found)


def unannounced(changed: Iterable[str], changelog: str) -> list[str]:
    """Return the lines that the changelog's unreleased part lacks, ready to be pasted."""
    unreleased = _UNRELEASED.search(changelog)
    said = _words(unreleased.group(1)) if unreleased else ""
    lines = [f"- {ANNOUNCEMENT}{sentence}" for sentence in changed]
    return [line for line in lines if _words(line.removeprefix("- ")) not in said]


def _words(text: str) -> str:
    """Text is compared by its words: backticks and the breaks of lines are a matter of taste."""
    return " ".join(text.replace("`", "").split())
