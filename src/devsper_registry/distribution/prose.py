"""What a rendered description says, as plain text."""

import re
from html.parser import HTMLParser

LONGEST_EXCERPT = 4000
# Scripts are dropped by the sanitizer; code is no prose.
_SKIPPED = {"pre", "script", "style"}


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
