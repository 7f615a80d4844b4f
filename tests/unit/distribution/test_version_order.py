"""The text keys sort as packaging sorts the versions."""

from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from devsper_registry.distribution.version_order import sort_key

numbers = st.integers(0, 10**12) | st.integers(0, 3)
words = st.text("abz09", min_size=1, max_size=3)


@st.composite
def versions(draw: st.DrawFn) -> Version:
    text = f"{draw(numbers)}!" if draw(st.booleans()) else ""
    text += ".".join(str(n) for n in draw(st.lists(numbers, min_size=1, max_size=4)))
    if draw(st.booleans()):
        text += draw(st.sampled_from(["a", "b", "rc"])) + str(draw(numbers))
    if draw(st.booleans()):
        text += f".post{draw(numbers)}"
    if draw(st.booleans()):
        text += f".dev{draw(numbers)}"
    if draw(st.booleans()):
        text += "+" + ".".join(draw(st.lists(words, min_size=1, max_size=3)))
    return Version(text)


@given(versions(), versions())
def test_the_keys_compare_as_the_versions_do(one: Version, other: Version) -> None:
    assert (sort_key(one) < sort_key(other)) == (one < other)
    assert (sort_key(one) == sort_key(other)) == (one == other)
