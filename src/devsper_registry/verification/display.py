"""Text of a stranger, as it can be shown on any screen: on one line, in one direction, cut, and
without the secrets in it."""

from devsper_registry.redaction import redact
from devsper_registry.verification import secret_shapes

# Patterns are applied to no more than this, however long the text.
_LONGEST_READ = 4096


def shown(text: str, *, longest: int) -> str:
    """Return the text as `on_one_line`, without what looks like a secret."""
    return on_one_line(secret_shapes.redact(redact(text[:_LONGEST_READ])), longest=longest)


def on_one_line(text: str, *, longest: int) -> str:
    """Return the text with what is not printable escaped, at most so many characters."""
    clear = text[:_LONGEST_READ]
    if not clear.isprintable():
        clear = "".join(c if c.isprintable() else _escaped(c) for c in clear)
    return clear if len(clear) <= longest else clear[: longest - 1] + "…"


def _escaped(character: str) -> str:
    # What turns the direction of a text or has no width is no more printable than a bell.
    return character.encode("unicode_escape").decode("ascii")
