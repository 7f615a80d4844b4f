"""A change of the schema that takes something from a frontend is announced, or does not pass."""

from pathlib import Path

import pytest
from graphql import DocumentNode, Source, build_schema, parse, validate

from tests.contract import breaking

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "frontend-contract"
CURRENT = (ROOT / "schema.graphql").read_text()

BEFORE = """
    type Query { package(name: String!): Package, found: Found, kind: Kind }
    type Package { name: String!, summary: String }
    type Missing { why: String }
    union Found = Package | Missing
    enum Kind { WHEEL, SDIST }
    input Filter { name: String }
    type Mutation { rename(filter: Filter): Package }
"""


def test_what_the_schema_takes_away_is_in_the_changelog() -> None:
    changed = breaking.changes((CONTRACT / "baseline.graphql").read_text(), CURRENT)
    missing = breaking.unannounced(changed, (ROOT / "CHANGELOG.md").read_text())
    assert missing == [], (
        "Frontends in use may break. Leave the old in place, deprecated; or, where it is meant, "
        "put these lines into CHANGELOG.md below [Unreleased]:\n" + "\n".join(missing)
    )


def test_every_operation_of_the_contract_is_valid() -> None:
    sources = [
        Source(path.read_text(), path.relative_to(ROOT).as_posix())
        for path in sorted((CONTRACT / "operations").glob("*.graphql"))
    ]
    document = DocumentNode(
        definitions=tuple(part for source in sources for part in parse(source).definitions)
    )
    faults = [
        f"{error.source.name if error.source else ''}:{error.locations[0].line}: {error.message}"
        for error in validate(build_schema(CURRENT), document, max_errors=1000)
        if error.locations
    ]
    assert sources != []
    assert faults == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (", summary: String", "", "Field Package.summary was removed."),
        (
            "summary: String",
            "summary: Int",
            "Field Package.summary changed type from String to Int.",
        ),
        (
            "name: String!,",
            "name: String,",
            "Field Package.name changed type from String! to String.",
        ),
        (", SDIST", "", "Enum value Kind.SDIST was removed."),
        (" | Missing", "", "Missing was removed from union type Found."),
        ("(name: String!)", "", "Argument Query.package(name:) was removed."),
        (
            "(name: String!)",
            "(name: String!, at: Int!)",
            "A required argument Query.package(at:) was added.",
        ),
        (
            "input Filter { name: String }",
            "input Filter { name: String, of: Int! }",
            "A required field Filter.of was added.",
        ),
        ("rename(filter: Filter)", "rename", "Argument Mutation.rename(filter:) was removed."),
    ],
)
def test_each_breaking_change_is_told_by_its_name(old: str, new: str, told: str) -> None:
    assert old in BEFORE
    assert breaking.changes(BEFORE, BEFORE.replace(old, new)) == [told]


def test_what_is_only_added_breaks_nothing() -> None:
    more = BEFORE.replace("summary: String", "summary: String, licence: String").replace(
        "(name: String!)", "(name: String!, at: Int)"
    )
    assert breaking.changes(BEFORE, more) == []


def test_a_change_passes_once_the_unreleased_changelog_has_its_line() -> None:
    told = ["Field Package.summary was removed."]
    line = "- Breaking in GraphQL: Field Package.summary was removed."
    released = f"# Changelog\n\n## [Unreleased]\n\n- New.\n\n## [0.1.0]\n\n{line}\n"
    assert breaking.unannounced(told, released) == [line]
    meant = (
        "## [Unreleased]\n\n- Breaking in GraphQL:\n  Field `Package.summary` was removed. Use …\n"
    )
    assert breaking.unannounced(told, meant) == []
    assert breaking.unannounced(["Field Package.name was removed."], meant) == [
        "- Breaking in GraphQL: Field Package.name was removed."
    ]
