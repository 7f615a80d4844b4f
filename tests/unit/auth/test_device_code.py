"""The codes of a device: how they are made, read and kept."""

from collections import Counter

import pytest

from devsper_registry.auth import device_code
from devsper_registry.auth.device_code import ALPHABET

CODES = 4_000


def test_every_letter_is_as_likely_in_every_place() -> None:
    codes = [device_code.generate().letters for _ in range(CODES)]
    assert {len(code) for code in codes} == {8}
    expected = CODES / len(ALPHABET)
    for place in range(8):
        counts = Counter(code[place] for code in codes)
        assert set(counts) == set(ALPHABET)
        # Seven standard deviations: by chance, once in many thousand million runs.
        assert all(abs(count - expected) < 7 * expected**0.5 for count in counts.values())


@pytest.mark.parametrize(
    "typed",
    ["BCDF-GHJK", "bcdf-ghjk", "BCDFGHJK", " bcdf ghjk ", "B-C-D-F-G-H-J-K", "BCDF\u2013GHJK\n"],
)
def test_a_code_is_read_in_any_spelling(typed: str) -> None:
    assert device_code.read(typed) == "BCDFGHJK"


@pytest.mark.parametrize(
    "typed",
    ["", "BCDF-GHJ", "BCDF-GHJKL", "ACDF-GHJK", "BCDF-GHJ1", "BCDF/GHJK", "B" * 41, "\0"],
)
def test_what_is_no_code_is_told(typed: str) -> None:
    assert device_code.read(typed) is None


def test_the_codes_are_not_printed_by_accident() -> None:
    codes = device_code.generate()
    assert codes.letters not in repr(codes)
    assert codes.device_code not in repr(codes)
