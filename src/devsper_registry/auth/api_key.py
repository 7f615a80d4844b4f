"""API keys: `hm_`, 32 random bytes in base62, and a checksum that tells a typo from a lost key.

Shape: `hm_` + 43 characters of secret + 6 characters of CRC-32, all base62. The checksum lets
secret scanners and this registry recognize a key without asking the database.
"""

import hashlib
import re
import secrets
import zlib
from dataclasses import dataclass, field

PREFIX = "hm_"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SECRET_BYTES = 32
_SECRET_LENGTH = 43
CHECKSUM_LENGTH = 6
_SHAPE = re.compile(rf"hm_[0-9A-Za-z]{{{_SECRET_LENGTH + CHECKSUM_LENGTH}}}\Z", re.ASCII)
HINT_LENGTH = 9
# Also what a typing error or a cut has left of one.
_SOMEWHERE = re.compile(r"hm_[0-9A-Za-z]{10,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at its birth, the only moment at which its secret exists in the clear."""

    secret: str = field(repr=False)
    secret_sha256: bytes = field(repr=False)
    hint: str


def generate() -> NewKey:
    """Return a new key from the system's randomness."""
    number = int.from_bytes(secrets.token_bytes(_SECRET_BYTES), "big")
    body = PREFIX + _base62(number, _SECRET_LENGTH)
    secret = with_checksum(body)
    return NewKey(secret=secret, secret_sha256=sha256(secret), hint=secret[:HINT_LENGTH])


def with_checksum(body: str) -> str:
    """Return the whole of a key whose beginning this is."""
    return body + _checksum(body)


def is_well_formed(secret: str) -> bool:
    """Tell whether the text has the shape and the checksum of a key."""
    if not _SHAPE.match(secret):
        return False
    body, checksum = secret[:-CHECKSUM_LENGTH], secret[-CHECKSUM_LENGTH:]
    return secrets.compare_digest(_checksum(body), checksum)


def redacted(text: str) -> str:
    """Return the text with what looks like keys cut to their beginnings."""
    return _SOMEWHERE.sub(lambda found: f"{found[0][:HINT_LENGTH]}…", text)


def sha256(secret: str) -> bytes:
    """Return what is stored of a key. It has 256 random bits, so one plain hash is enough."""
    return hashlib.sha256(secret.encode()).digest()


def _checksum(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), CHECKSUM_LENGTH)


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
