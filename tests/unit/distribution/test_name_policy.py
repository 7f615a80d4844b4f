"""Names for new packages: each rule with its own sentence."""

import pytest
from packaging.utils import NormalizedName

from devsper_registry.distribution import name_policy
from devsper_registry.errors import (
    NameOfStandardLibrary,
    NamePrefixReserved,
    NameProhibited,
    NameTooSimilar,
)


def name(text: str) -> NormalizedName:
    return NormalizedName(text)


@pytest.mark.parametrize(
    "module", ["json", "asynchat", "urllib", "os-path", "tomllib", "cstringio"]
)
def test_a_module_of_the_standard_library_is_no_package(module: str) -> None:
    with pytest.raises(NameOfStandardLibrary, match=module):
        name_policy.check(name(module))


def test_a_prohibited_name_is_refused() -> None:
    with pytest.raises(NameProhibited, match="'admin' is prohibited here"):
        name_policy.check(name("admin"), prohibited=[name("admin")])


@pytest.mark.parametrize("taken", ["acme", "acme-tools"])
def test_a_reserved_prefix_covers_itself_and_what_follows_its_hyphen(taken: str) -> None:
    with pytest.raises(NamePrefixReserved, match="'acme'"):
        name_policy.check(name(taken), reserved_prefixes=[name("acme")])


def test_a_reserved_prefix_does_not_cover_longer_words() -> None:
    name_policy.check(name("acmetools"), reserved_prefixes=[name("acme")])


@pytest.mark.parametrize(
    ("new", "existing"),
    [("f1ask", "flask"), ("dj-ango", "django"), ("numpi1", "numpll"), ("b0to3", "boto3")],
)
def test_a_name_that_looks_like_another_is_refused(new: str, existing: str) -> None:
    with pytest.raises(NameTooSimilar, match=f"'{new}' looks like the existing package"):
        name_policy.check_similar(name(new), [name("other"), name(existing)])


def test_a_package_does_not_look_like_itself() -> None:
    name_policy.check_similar(name("flask"), [name("flask")])


@pytest.mark.parametrize(
    "slip", ["reqests", "requuests", "rqeuests", "requesta", "requests2", "xrequests"]
)
def test_a_name_one_slip_away_is_warned_of(slip: str) -> None:
    assert name_policy.warnings(name(slip), ["flask", "requests"]) == [
        f"The name '{slip}' is one slip away from the existing package 'requests': "
        "check that this is what you mean."
    ]


def test_swapped_words_are_one_slip() -> None:
    assert "client-python" in name_policy.neighbours(name("python-client"))


def test_short_names_have_no_neighbours() -> None:
    assert name_policy.neighbours(name("attr")) == frozenset()
