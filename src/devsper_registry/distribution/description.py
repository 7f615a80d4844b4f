"""A description renders, or is refused with its line."""

import io
import re
import threading
from email.message import EmailMessage

from readme_renderer import rst

from devsper_registry.distribution.core_metadata import CoreMetadata
from devsper_registry.distribution.policy import Policy
from devsper_registry.errors import DescriptionUnrenderable

DEFAULT_TYPE = "text/x-rst"
_COMPLAINT = re.compile(r"<string>:(?P<line>\d*):? \((?P<level>\w+)/\d\) (?P<problem>.+)")
# What docutils is known to raise on input that it does not foresee.
_SURPRISES = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
# Directives such as default-role change docutils for all threads until the document ends.
_ONE_AT_A_TIME = threading.Lock()


def check(metadata: CoreMetadata, *, filename: str, policy: Policy) -> list[str]:
    """Raise `DescriptionUnrenderable`; return warnings. Markdown and plain text always render."""
    text = metadata.description or ""
    content_type = media_type(metadata)
    if content_type != DEFAULT_TYPE or not text.strip():
        return []
    if len(text) > policy.max_rendered_description:
        return ["The description is too long to be rendered, and is shown as plain text."]
    problem = rst_problem(unfolded(text))
    if problem is not None:
        raise DescriptionUnrenderable(filename=filename, content_type=content_type, problem=problem)
    return []


def media_type(metadata: CoreMetadata) -> str:
    """The description's media type; reStructuredText when none is given."""
    if metadata.description_content_type is None:
        return DEFAULT_TYPE
    message = EmailMessage()
    message["content-type"] = metadata.description_content_type
    return message.get_content_type().lower()


def unfolded(text: str) -> str:
    """Undo the indentation of a description that stands in a header (metadata before 2.1)."""
    first, *others = text.split("\n")
    if not others or not all(re.match(r" {8}| {7}\||\s*$", line) for line in others):
        return text
    return "\n".join([first, *(line[8:] for line in others)])


def rst_html(text: str) -> str | None:
    """Return this reStructuredText as sanitized HTML, None when it does not render."""
    try:
        with _ONE_AT_A_TIME:
            rendered: str | None = rst.render(text, stream=io.StringIO())
    except _SURPRISES:
        return None
    return rendered


def rst_problem(text: str) -> str | None:
    """What keeps this reStructuredText from rendering, with its line, or None."""
    complaints = io.StringIO()
    try:
        with _ONE_AT_A_TIME:
            rendered = rst.render(text, stream=complaints)
    except _SURPRISES as error:
        return f"the renderer fails on it ({type(error).__name__})"
    if rendered is not None:
        return None
    found = _COMPLAINT.search(complaints.getvalue())
    if found is None:
        return "it is empty once rendered"
    where = f"line {found['line']}: " if found["line"] else ""
    return where + found["problem"].rstrip(".")
