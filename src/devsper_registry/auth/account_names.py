"""The name of an account that comes from elsewhere, made of what the person is called there."""

import re
import secrets
import unicodedata
from collections.abc import Iterator

LONGEST = 64
# What would pass for somebody who speaks for the registry.
RESERVED = frozenset(
    {"admin", "administrator", "devsper", "operator", "registry", "root", "security", "support"}
)
FALLBACK = "user"
_SUFFIX_LENGTH = 6
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_OTHERS = re.compile(r"[^a-z0-9]+")


def derived(names: tuple[str, ...]) -> Iterator[str]:
    """Yield names to try until one is free: the best as it is, then with an ending by chance.

    Never of an e-mail address, which is not for everybody to read.
    """
    stem = next((found for name in names if (found := _plain(name))), FALLBACK)
    if stem not in RESERVED and stem != FALLBACK:
        yield stem
    while True:
        ending = "".join(secrets.choice(_ALPHABET) for _ in range(_SUFFIX_LENGTH))
        yield f"{stem[: LONGEST - _SUFFIX_LENGTH - 1]}-{ending}"


def _plain(name: str) -> str:
    if "@" in name:
        return ""
    letters = unicodedata.normalize("NFKD", name[: 4 * LONGEST]).encode("ascii", "ignore").decode()
    return _OTHERS.sub("-", letters.lower()).strip("-")[:LONGEST].strip("-")
