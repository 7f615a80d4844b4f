"""Marked text becomes HTML in which nothing but <mark> is a tag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devsper_registry.db.queries.reading.search import MARK, UNMARK
from devsper_registry.services import highlighting


@pytest.mark.parametrize(
    ("marked", "html"),
    [
        (f"{MARK}a{UNMARK} b", "<mark>a</mark> b"),
        ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#x27;"),
        (f"{UNMARK}a{MARK}", "a"),
        (f"{MARK}a{MARK}b{UNMARK}{UNMARK}", "a<mark>b</mark>"),
        (f"{MARK}<script>{UNMARK}", "<mark>&lt;script&gt;</mark>"),
        (f"a  {MARK}b{UNMARK}   c", "a <mark>b</mark> c"),
    ],
)
def test_pairs_of_markers_become_tags_and_the_rest_is_escaped(marked: str, html: str) -> None:
    assert highlighting.to_html(marked) == html


@given(st.text(alphabet=f"ab<>&\"'/{MARK}{UNMARK}mark "))
def test_no_text_brings_a_tag_of_its_own_nor_leaves_one_open(text: str) -> None:
    html = highlighting.to_html(text)
    bare = html.replace("<mark>", "\0").replace("</mark>", "\1")
    assert not set(bare) & {"<", ">", '"', "'", MARK, UNMARK}
    tags = [c for c in bare if c in "\0\1"]
    assert tags == ["\0", "\1"] * (len(tags) // 2)


def test_a_name_is_marked_where_a_typed_word_stands_in_it() -> None:
    assert highlighting.name("Zope.Interface", "interface") == "Zope.<mark>Interface</mark>"
    assert highlighting.name("requests", "REQ") == "<mark>req</mark>uests"
    assert highlighting.name("requests", "") == "requests"
    assert highlighting.name("a<b", "x") == "a&lt;b"
