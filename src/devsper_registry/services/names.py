"""The names of accounts and organizations, which share them: no two owners have the same."""

import re
import unicodedata

from devsper_registry.errors import DisplayNameInvalid

LONGEST_SHOWN = 128
_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z", re.ASCII)


def is_plain(name: str) -> bool:
    """Tell whether an account or organization may have the name."""
    return _PLAIN.match(name) is not None


def shown(name: str | None) -> str | None:
    """Return the name that somebody likes to be shown by; raise where it could pass for another."""
    if name is None or not name.strip():
        return None
    name = unicodedata.normalize("NFC", name.strip())
    # Characters that are not printable turn the direction of a line, or hide in it.
    if len(name) > LONGEST_SHOWN or not name.isprintable():
        raise DisplayNameInvalid(limit=LONGEST_SHOWN)
    return name
