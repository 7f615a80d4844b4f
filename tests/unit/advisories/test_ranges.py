"""Which versions an advisory is about, held against the examples of the OSV schema and PEP 440."""

import pytest
from packaging.version import Version

from devsper_registry.advisories import ranges
from devsper_registry.advisories.ranges import Event, Span
from devsper_registry.distribution.version_order import end_key, sort_key

START, F, L, LIMIT = "introduced", "fixed", "last_affected", "limit"
VERSIONS = (
    *("0.0.dev1", "0.9", "1.0.dev1", "1.0a1", "1.0rc1", "1.0", "1.0+cpu", "1.0.post1", "1.1"),
    *("2.0.dev1", "2.0b1", "2.0", "2.0+cpu", "3.0", "1!0.1"),
)


def hit(*events: tuple[str, str], versions: tuple[str, ...] = ()) -> list[str]:
    """Return which of VERSIONS the events and versions are about."""
    spans = list(ranges.of_events([Event(**{kind: version}) for kind, version in events]))
    spans += ranges.of_versions(versions, spans)
    return [v for v in VERSIONS if any(span.holds(sort_key(Version(v))) for span in spans)]


def between(first: str, last: str) -> list[str]:
    return list(VERSIONS[VERSIONS.index(first) : VERSIONS.index(last) + 1])


TWO_PARTS = [*between("0.0.dev1", "1.0rc1"), *between("2.0", "1!0.1")]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([(START, "0")], list(VERSIONS)),
        ([(START, "0"), (F, "1.0")], between("0.0.dev1", "1.0rc1")),
        ([(START, "1.0"), (F, "2.0")], between("1.0", "2.0b1")),
        ([(START, "1.0.0"), (F, "2")], between("1.0", "2.0b1")),
        # PEP 440 takes a local build for its version.
        ([(START, "1.0"), (L, "1.0")], ["1.0", "1.0+cpu"]),
        ([(START, "1.0"), (L, "1.0+cpu")], ["1.0", "1.0+cpu"]),
        ([(START, "0"), (F, "1.0+cpu")], between("0.0.dev1", "1.0")),
        ([(START, "0"), (L, "1.0")], between("0.0.dev1", "1.0+cpu")),
        ([(START, "2.0")], between("2.0", "1!0.1")),
        (
            [(START, "0"), (F, "1.0"), (START, "2.0")],
            TWO_PARTS,
        ),
        # Told in any order, and one beginning while another is open.
        (
            [(F, "1.0"), (START, "2.0"), (START, "0")],
            TWO_PARTS,
        ),
        ([(START, "0"), (START, "1.0"), (F, "2.0")], between("0.0.dev1", "2.0b1")),
        ([(F, "2.0"), (F, "1.0"), (START, "0")], between("0.0.dev1", "1.0rc1")),
        # Two that meet, and one that is empty.
        ([(START, "0"), (F, "1.0"), (START, "1.0"), (F, "1.1")], between("0.0.dev1", "1.0.post1")),
        ([(START, "1.0"), (F, "1.0")], []),
        ([(F, "1.0")], []),
        ([], []),
        ([(START, "0"), (LIMIT, "1.0")], between("0.0.dev1", "1.0rc1")),
        ([(START, "0"), (F, "3.0"), (LIMIT, "1.0"), (LIMIT, "2.0")], between("0.0.dev1", "2.0b1")),
        ([(START, "2.0"), (LIMIT, "1.0")], []),
        ([(START, "0"), (LIMIT, "*")], list(VERSIONS)),
        # What is no version of PEP 440 comes before all that are.
        ([(START, "2004d")], list(VERSIONS)),
        ([(START, "0"), (F, "unknown")], []),
        ([(START, "0"), (L, "unknown")], []),
    ],
)
def test_events(events: list[tuple[str, str]], expected: list[str]) -> None:
    assert hit(*events) == expected


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        (("1.0",), ["1.0", "1.0+cpu"]),
        (("1.0.0", "v1.0", "1"), ["1.0", "1.0+cpu"]),
        (("1.0+cpu",), ["1.0+cpu"]),
        (("1.0-1", "2004d", "1.0-alpha.1"), ["1.0a1", "1.0.post1"]),
        (("9",), []),
    ],
)
def test_versions(versions: tuple[str, ...], expected: list[str]) -> None:
    assert hit(versions=versions) == expected


def test_versions_that_a_range_holds_already_take_no_span_of_their_own() -> None:
    events = [Event(introduced="0"), Event(fixed="1.0"), Event(introduced="2.0")]
    spans = list(ranges.of_events(events))
    assert list(ranges.of_versions(["0.5", "1.0", "1.1", "2.0", "7", "0.5"], spans)) == [
        Span(sort_key(Version(text)), end_key(Version(text))) for text in ("1.0", "1.1")
    ]


def test_the_version_that_mends_it_goes_with_its_span() -> None:
    events = [
        Event(introduced="0"),
        Event(fixed="1.0.0-rc.1"),
        Event(introduced="2"),
        Event(last_affected="3"),
    ]
    assert [span.fixed for span in ranges.of_events(events)] == ["1.0.0rc1", None]


def test_many_versions_and_ranges_are_soon_done_with() -> None:
    """In about as many steps as there are of both, not as there are pairs."""
    spans = [Span(sort_key(Version(f"{n}.0")), sort_key(Version(f"{n}.5"))) for n in range(10_000)]
    versions = [f"{n}.{minor}" for n in range(10_000) for minor in (1, 9)]
    assert len(list(ranges.of_versions(versions, spans))) == 10_000
