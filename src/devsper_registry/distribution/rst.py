"""reStructuredText: HTML, or the line that keeps it from rendering."""

import io
import re
import threading
from dataclasses import dataclass

from readme_renderer import rst

_COMPLAINT = re.compile(r"<string>:(?P<line>\d*):? \((?P<level>\w+)/\d\) (?P<problem>.+)")
# What docutils is known to raise on input that it does not foresee.
_SURPRISES = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
# Directives such as default-role change docutils for all threads until the document ends.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Rendered:
    """One of the two."""

    html: str | None = None
    problem: str | None = None


def render(text: str) -> Rendered:
    """Return the text as sanitized HTML, or what is wrong with it, with its line."""
    complaints = io.StringIO()
    try:
        with _ONE_AT_A_TIME:
            html: str | None = rst.render(text, stream=complaints)
    except _SURPRISES as error:
        return Rendered(problem=f"the renderer fails on it ({type(error).__name__})")
    if html is not None:
        return Rendered(html=html)
    return Rendered(problem=_problem(complaints.getvalue()))


def unfolded(text: str) -> str:
    """Undo the indentation of a description that stands in a header (metadata before 2.1)."""
    first, *others = text.split("\n")
    if not others or not all(re.match(r" {8}| {7}\||\s*$", line) for line in others):
        return text
    return "\n".join([first, *(line[8:] for line in others)])


def _problem(complaints: str) -> str:
    found = _COMPLAINT.search(complaints)
    if found is None:
        return "it is empty once rendered"
    where = f"line {found['line']}: " if found["line"] else ""
    return where + found["problem"].rstrip(".")
