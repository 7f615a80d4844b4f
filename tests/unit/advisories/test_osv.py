"""Documents in the OSV schema, those that mean harm too."""

from datetime import UTC, datetime
from typing import Any

import pytest

from devsper_registry.advisories import osv
from devsper_registry.advisories.advisory import Range
from devsper_registry.advisories.osv import Unreadable
from devsper_registry.verification.finding import Severity
from tests.advisories import VECTOR, advisory, affected, before, content


def read(**more: Any) -> Any:
    return osv.read(content(advisory("X-1", before("demo", "2"), **more)))


def test_a_document_is_read() -> None:
    given = advisory(
        "GHSA-1",
        affected("Demo_Kit", {"introduced": "0"}, {"fixed": "1.2"}, versions=("1.0", "3")),
        affected("left-pad", {"introduced": "0"}, ecosystem="npm"),
        aliases=["CVE-2026-1", "CVE-2026-1"],
        summary="Two\u202elines\nof it",
        withdrawn="2026-03-01T00:00:00.123456789+01:00",
    )
    found = osv.read(content(given))
    assert found is not None
    assert (found.id, found.aliases, found.severity) == ("GHSA-1", ("CVE-2026-1",), Severity.MEDIUM)
    assert found.summary == "Two\\u202elines\\nof it"
    assert found.modified == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert found.withdrawn == datetime(2026, 2, 28, 23, 0, 0, 123456, tzinfo=UTC)
    assert found.document == content(given).decode()
    assert [(each.package, each.fixed) for each in found.ranges] == [
        ("demo-kit", "1.2"),
        ("demo-kit", None),
    ]
    assert found.ranges[0] == Range("demo-kit", "", "010011012!2010", "1.2")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "of",
    [
        [],
        [affected("left-pad", {"introduced": "0"}, ecosystem="npm")],
        [affected("no name!", {"introduced": "0"})],
        [affected("n" * 129, {"introduced": "0"})],
        [{"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]}],
    ],
)
def test_what_is_about_no_package_of_pypi_is_passed_over(of: list[dict[str, Any]]) -> None:
    assert osv.read(content(advisory("X-1", *of))) is None


def test_a_range_of_commits_is_none_of_versions_and_one_of_semver_is() -> None:
    for kind, count in (("GIT", 0), ("SEMVER", 1), ("ECOSYSTEM", 1)):
        of = {"package": {"name": "demo", "ecosystem": "PyPI"}}
        ranges = [{"type": kind, "events": [{"introduced": "0"}]}]
        found = osv.read(content(advisory("X-1", {**of, "ranges": ranges})))
        assert found is not None
        assert len(found.ranges) == count


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"severity": [{"type": "CVSS_V3", "score": VECTOR}]}, Severity.CRITICAL),
        (
            {
                "severity": [
                    {"type": "CVSS_V3", "score": VECTOR},
                    {
                        "type": "CVSS_V4",
                        "score": "CVSS:4.0/AV:L/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N",
                    },
                ]
            },
            Severity.LOW,
        ),
        ({"severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N"}]}, Severity.MEDIUM),
        ({"severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/" + "A" * 1000}]}, Severity.MEDIUM),
        ({"severity": [{"type": "CVSS_V2", "score": "AV:N/AC:L/Au:N/C:C/I:C/A:C"}]}, "medium"),
        ({"database_specific": {"severity": "MODERATE"}}, Severity.MEDIUM),
        ({"database_specific": {"severity": "HIGH"}}, Severity.HIGH),
        ({"database_specific": {"severity": "awful"}}, Severity.MEDIUM),
        ({"database_specific": {"severity": 10}}, Severity.MEDIUM),
        ({}, Severity.MEDIUM),
        ({"id": "MAL-2026-1"}, Severity.CRITICAL),
        (
            {
                "affected": [
                    {**before("demo", "1"), "severity": [{"type": "CVSS_V3", "score": VECTOR}]}
                ]
            },
            Severity.CRITICAL,
        ),
    ],
)
def test_how_bad_it_is(more: dict[str, Any], expected: Severity) -> None:
    assert read(**more).severity == expected


DEEP = b'{"id": "X-1", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b"\xff\xfe",
        b'{"id": "X-1", "modified": "2026-01-01T00:00:00Z", "x": NaN}',
        DEEP,
        content(advisory("X-1", before("demo", "1")))[:-1],
        content(advisory("X-1", before("demo", "1"), summary="\ud800")),
        *(
            content(advisory("X-1", before("demo", "1"), **more))
            for more in (
                {"id": None},
                {"id": ""},
                {"id": "X 1"},
                {"id": "X-1\n"},
                {"id": "../../etc"},
                {"id": "\u0000"},
                {"id": "X" * 129},
                {"modified": None},
                {"modified": "yesterday"},
                {"modified": "2026-01-01T00:00:00"},
                {"modified": "9999-12-31T23:59:59Z"},
                {"modified": "0001-01-01T00:00:00+14:00"},
                {"modified": 10**30},
                {"withdrawn": True},
                {"schema_version": "2.0"},
                {"schema_version": 1},
                {"aliases": ["CVE-1\u0000"]},
                {"aliases": [f"CVE-{n}" for n in range(101)]},
                {"aliases": "CVE-1"},
                {"affected": "demo"},
                {"affected": [None]},
                {"affected": [affected("demo", {})]},
                {"affected": [affected("demo", {"introduced": "0", "fixed": "1"})]},
                {"affected": [affected("demo", {"introduced": "0" * 1025})]},
                {"affected": [affected("demo", versions=("1",) * 20_001)]},
                {"affected": [affected("demo", versions=tuple(map(str, range(10_001))))]},
            )
        ),
        b" " * (osv.LARGEST + 1),
    ],
)
def test_what_is_no_document_is_refused_in_a_sentence(document: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        osv.read(document)
    told = str(refused.value)
    assert told.startswith("it ") or told.startswith("an event ")
    assert told.endswith(".")
    assert told.isprintable()
    assert len(told) < 300


def test_texts_that_are_no_versions_stay_out_of_the_database() -> None:
    found = osv.read(
        content(
            advisory(
                "X-1",
                affected("demo", {"introduced": "0"}, {"fixed": "1\u0000"}, versions=("\u0000",)),
                summary="a\u0000b",
            )
        )
    )
    assert found is not None
    assert (found.ranges, found.summary) == ((), "a\\x00b")
    assert "\x00" not in found.document
