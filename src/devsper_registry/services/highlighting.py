"""What a search marked, as HTML that is safe to insert: everything escaped, only <mark> added."""

import html
import re

from devsper_registry.db.queries.reading.search import MARK, UNMARK

_MARKED = re.compile(f"{MARK}([^{MARK}{UNMARK}]*){UNMARK}")
_STRAY = re.compile(f"[{MARK}{UNMARK}]")


def to_html(marked: str) -> str:
    """Return marked text as HTML; markers that are not a pair are dropped."""
    # PostgreSQL leaves blanks where it takes something for a tag.
    tagged = _MARKED.sub(r"<mark>\1</mark>", html.escape(" ".join(marked.split())))
    return _STRAY.sub("", tagged)


def name(name: str, words: str) -> str:
    """Return a package's name as HTML, marked where one of the typed words stands in it."""
    typed = sorted(set(re.findall(r"[a-z0-9]+", words.lower())), key=len)[::-1]
    plain = _STRAY.sub("", name)
    if not typed:
        return html.escape(plain)
    found = re.compile("|".join(typed), re.IGNORECASE)
    return to_html(found.sub(lambda match: f"{MARK}{match.group()}{UNMARK}", plain))


def snippet(*, summary: str, excerpt: str) -> str:
    """Return the summary where it matched, else where the description did, else the summary."""
    return to_html(excerpt if MARK in excerpt and MARK not in summary else summary)
