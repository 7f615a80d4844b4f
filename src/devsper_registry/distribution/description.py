"""A description as a page shows it: rendered once, or refused with its line."""

import html
from dataclasses import dataclass
from email.message import EmailMessage

from readme_renderer import markdown, txt

from devsper_registry.distribution import rst
from devsper_registry.distribution.core_metadata import CoreMetadata
from devsper_registry.distribution.policy import Policy
from devsper_registry.errors import DescriptionUnrenderable

DEFAULT_TYPE = "text/x-rst"
_TOO_LONG = "The description is too long to be rendered, and is shown as plain text."


@dataclass(frozen=True)
class Description:
    """HTML that is safe to insert into a page, None without a description; and what to warn of."""

    html: str | None
    warnings: tuple[str, ...] = ()


def render(metadata: CoreMetadata, *, filename: str, policy: Policy) -> Description:
    """Render the description; raise `DescriptionUnrenderable` for a fault in reStructuredText.

    Markdown and plain text always render. What is too long to is shown as it was typed.
    """
    text = rst.unfolded(metadata.description or "")
    if not text.strip():
        return Description(None)
    kind = _media_type(metadata)
    if kind == "text/plain":
        return Description(txt.render(text))
    if len(text) > policy.max_rendered_description:
        return Description(_as_typed(text), (_TOO_LONG,))
    if kind == "text/markdown":
        variant = "CommonMark" if "commonmark" in _written(metadata).lower() else "GFM"
        return Description(markdown.render(text, variant=variant) or _as_typed(text))
    rendered = rst.render(text)
    if rendered.problem is not None:
        raise DescriptionUnrenderable(
            filename=filename, content_type=kind, problem=rendered.problem
        )
    return Description(rendered.html)


def _as_typed(text: str) -> str:
    return f"<pre>{html.escape(text)}</pre>"


def _media_type(metadata: CoreMetadata) -> str:
    """The description's media type; reStructuredText when none is given."""
    if metadata.description_content_type is None:
        return DEFAULT_TYPE
    message = EmailMessage()
    message["content-type"] = metadata.description_content_type
    return message.get_content_type().lower()


def _written(metadata: CoreMetadata) -> str:
    return metadata.description_content_type or ""
