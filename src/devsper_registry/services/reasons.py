"""Reasons that people give for what they do to a package, a release or a file."""

from devsper_registry.errors import ReasonMissing, ReasonTooLong

LONGEST = 1000


def check(reason: str | None) -> None:
    """Raise `ReasonTooLong` for what the database would not hold."""
    if reason is not None and len(reason) > LONGEST:
        raise ReasonTooLong(length=len(reason), limit=LONGEST)


def require(reason: str) -> None:
    """Raise `ReasonMissing` too: what this is done to needs to be told why."""
    check(reason)
    if not reason.strip():
        raise ReasonMissing
