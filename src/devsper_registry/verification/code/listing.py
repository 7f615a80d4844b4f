"""Lists of words, written as text: a line of a list as a person reads it."""


def listed(text: str) -> tuple[str, ...]:
    """The words of the text."""
    return tuple(text.split())
