"""Names of accounts, made of what people are called elsewhere."""

import re
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devsper_registry.auth import account_names

# What services.accounts takes for a name.
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z", re.ASCII)


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (("alice",), "alice"),
        (("Alice Example",), "alice-example"),
        (("Zoë Müller-Lüdenscheidt",), "zoe-muller-ludenscheidt"),
        (("../../etc/passwd",), "etc-passwd"),
        (("", "  ", "bob"), "bob"),
        (("bob@example.com", "Bob"), "bob"),
        (("a" * 100,), "a" * 64),
    ],
)
def test_the_first_name_is_the_best_one_made_plain(names: tuple[str, ...], first: str) -> None:
    assert next(account_names.derived(names)) == first


@pytest.mark.parametrize("names", [("admin",), ("Operator",), ("root",), (), ("王小明",), ("@",)])
def test_what_would_pass_for_the_registry_or_is_nothing_gets_an_ending(
    names: tuple[str, ...],
) -> None:
    first, second = islice(account_names.derived(names), 2)
    assert re.fullmatch(r"[a-z]+-[0-9a-z]{6}", first)
    assert first != second


@given(st.lists(st.text(), max_size=3).map(tuple))
def test_every_name_that_is_tried_can_name_an_account(names: tuple[str, ...]) -> None:
    for name in islice(account_names.derived(names), 3):
        assert NAME.match(name)
