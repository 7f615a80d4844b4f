"""A description is rendered once, when its file is inspected."""

import io

import pytest

from devsper_registry.distribution import Inspection
from devsper_registry.distribution.judging import inspect
from devsper_registry.errors import DescriptionUnrenderable
from tests import build

TOO_LONG = "The description is too long to be rendered, and is shown as plain text."


def described(text: str, content_type: str | None = None) -> Inspection:
    lines = [f"Description-Content-Type: {content_type}"] if content_type else []
    file = build.wheel(lines=lines, description=text)
    return inspect(io.BytesIO(file.content), filename=file.filename)


@pytest.mark.parametrize(
    ("text", "content_type", "html"),
    [
        ("*one*\n", None, "<p><em>one</em></p>\n"),
        ("*one*\n", "text/x-rst", "<p><em>one</em></p>\n"),
        ("*one* <b>\n", "text/plain", "*one* &lt;b&gt;<br>"),
        ("*one*\n", "text/markdown", "<p><em>one</em></p>\n"),
        ("a | b\n--|--\n", "text/markdown; variant=CommonMark", "<p>a | b\n--|--</p>\n"),
        ("<script>one</script>\n", "text/markdown", "&lt;script&gt;one&lt;/script&gt;\n"),
    ],
)
def test_each_kind_of_description_becomes_safe_html(
    text: str, content_type: str | None, html: str
) -> None:
    found = described(text, content_type)
    assert (found.description_html, found.warnings) == (html, [])


@pytest.mark.parametrize("content_type", ["text/x-rst", "text/markdown"])
def test_a_description_too_long_to_render_is_shown_as_typed(content_type: str) -> None:
    text = "<one>" * 30_000 + "\n"
    found = described(text, content_type)
    assert found.description_html == f"<pre>{'&lt;one&gt;' * 30_000}\n</pre>"
    assert found.warnings == [TOO_LONG]


def test_no_description_is_no_html() -> None:
    assert described("").description_html is None


def test_a_fault_is_refused_with_its_line() -> None:
    with pytest.raises(DescriptionUnrenderable, match="line 3: "):
        described("One\n\nTwo `three\n", "text/x-rst")
