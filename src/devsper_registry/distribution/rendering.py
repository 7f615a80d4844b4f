"""A description as a page shows it: sanitized HTML, and its opening as plain text."""

import html
import re
from html.parser import HTMLParser

from readme_renderer import markdown, txt

from devsper_registry.distribution import description
from devsper_registry.distribution.core_metadata import CoreMetadata
from devsper_registry.distribution.policy import Policy

LONGEST_EXCERPT = 4000
# Scripts are dropped by the sanitizer; code is no prose.
_SKIPPED = {"pre", "script", "style"}


def to_html(metadata: CoreMetadata, *, policy: Policy | None = None) -> str | None:
    """Return the description as HTML that is safe to insert into a page; None without one.

    What does not render, or is too long to, is shown as plain text.
    """
    text = description.unfolded(metadata.description or "")
    if not text.strip():
        return None
    rendered = None
    if len(text) <= (policy or Policy()).max_rendered_description:
        rendered = _rendered(text, description.media_type(metadata), metadata)
    return rendered or f"<pre>{html.escape(text)}</pre>"


def excerpt(rendered: str | None) -> str:
    """Return how the rendered description begins, as plain text of at most 4,000 characters."""
    reader = _Prose()
    # The markup around 4,000 characters of prose is seldom longer than nine times as much.
    reader.feed((rendered or "")[: 10 * LONGEST_EXCERPT])
    return plain(" ".join(reader.words))[:LONGEST_EXCERPT]


def plain(text: str) -> str:
    """Return the text on one line, without control, private-use and other invisible characters."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return re.sub(r"\s+", " ", shown).strip()


def _rendered(text: str, media_type: str, metadata: CoreMetadata) -> str | None:
    if media_type == "text/plain":
        found: str | None = txt.render(text)
    elif media_type == "text/markdown":
        variant = "CommonMark" if "commonmark" in _type(metadata).lower() else "GFM"
        found = markdown.render(text, variant=variant)
    else:
        found = description.rst_html(text)
    return found


def _type(metadata: CoreMetadata) -> str:
    return metadata.description_content_type or ""


class _Prose(HTMLParser):
    """Collects the text between the tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._skipped += tag in _SKIPPED

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in _SKIPPED and self._skipped > 0

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.words.append(data)
