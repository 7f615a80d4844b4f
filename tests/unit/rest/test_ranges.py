"""Range and If-Range."""

import pytest

from devsper_registry.errors import RangeNotSatisfiable
from devsper_registry.rest.ranges import requested

VALIDATORS = ('"tag"', "Tue, 24 Nov 2026 01:02:03 GMT")


def ask(asked: str | None, size: int = 100, if_range: str | None = None) -> range | None:
    return requested(asked, size=size, if_range=if_range, validators=VALIDATORS)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=0-0", range(0, 1)),
        ("bytes=0-", range(0, 100)),
        ("bytes=10-19", range(10, 20)),
        ("bytes=99-", range(99, 100)),
        ("bytes=90-1000", range(90, 100)),
        ("bytes=-1", range(99, 100)),
        ("bytes=-100", range(0, 100)),
        ("bytes=-1000", range(0, 100)),
        ("Bytes= 0-9 ", range(0, 10)),
        ("bytes=0-" + "9" * 100, range(0, 100)),
    ],
)
def test_one_range_is_served(asked: str, expected: range) -> None:
    assert ask(asked) == expected


@pytest.mark.parametrize(
    "asked",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-4",
        "bytes=0-1,5-6",
        "items=0-1",
        "bytes=0-1;",
        "bytes=--1",
        "bytes=+1-2",
        "bytes=\u0661-\u0662",
        "bytes=0-" + "9" * 5000,
    ],
)
def test_what_is_not_understood_gets_the_whole_file(asked: str | None) -> None:
    assert ask(asked) is None


@pytest.mark.parametrize(
    "asked", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=" + "9" * 99 + "-"]
)
def test_a_range_outside_the_file_is_refused(asked: str) -> None:
    with pytest.raises(RangeNotSatisfiable):
        ask(asked)


def test_no_range_of_an_empty_file_can_be_served() -> None:
    with pytest.raises(RangeNotSatisfiable):
        ask("bytes=0-", size=0)


@pytest.mark.parametrize("if_range", VALIDATORS)
def test_a_matching_validator_keeps_the_range(if_range: str) -> None:
    assert ask("bytes=0-9", if_range=if_range) == range(0, 10)


@pytest.mark.parametrize("if_range", ['"other"', 'W/"tag"', "Tue, 24 Nov 2026 01:02:04 GMT", ""])
def test_another_validator_gets_the_whole_file(if_range: str) -> None:
    assert ask("bytes=0-9", if_range=if_range) is None
    assert ask("bytes=100-", if_range=if_range) is None
