"""The two codes of a device (RFC 8628): one that it keeps, and a short one that a person types.

A user code is 8 of the 20 letters of RFC 8628, 6.1: none is a vowel, so that no word comes out,
and none looks like a digit.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH = 8
# RFC 8628, 3.4.
GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code"
# What a device may call itself.
LONGEST_CLIENT = 64
_DEVICE_CODE_BYTES = 32
# 2 MB and some 7 ms: all 20^8 codes would take years, and a code lives for minutes.
_SCRYPT = {"n": 2**11, "r": 8, "p": 1, "dklen": 32}
_PURPOSE = b"devsper-registry: user codes"
# As typed or pasted, with whatever stands between the letters.
_LONGEST_TYPED = 40
_SEPARATORS = dict.fromkeys(map(ord, "-\u2010\u2011\u2012\u2013\u2014\u2212_. \t\r\n\u00a0\u202f"))


@dataclass(frozen=True, slots=True)
class NewCodes:
    """Both codes at their birth, the only moment at which they exist in the clear."""

    device_code: str = field(repr=False)
    letters: str = field(repr=False)

    @property
    def user_code(self) -> str:
        """The letters as people read them."""
        return shown(self.letters)


def generate() -> NewCodes:
    """Return new codes from the system's randomness; every user code is as likely as any other."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return NewCodes(device_code=secrets.token_urlsafe(_DEVICE_CODE_BYTES), letters=letters)


def shown(letters: str) -> str:
    """Return a user code as people read it: XXXX-XXXX."""
    return f"{letters[:4]}-{letters[4:]}"


def read(typed: str) -> str | None:
    """Return the letters of a user code typed in any case, with or without what stands between.

    None for what cannot be one.
    """
    if len(typed) > _LONGEST_TYPED:
        return None
    letters = typed.translate(_SEPARATORS).upper()
    return letters if len(letters) == LENGTH and set(letters) <= set(ALPHABET) else None


def sha256(device_code: str) -> bytes:
    """Return what is stored of a device code. It has 256 random bits: one plain hash is enough."""
    return hashlib.sha256(device_code.encode()).digest()


def slow_hash(letters: str, *, secret: str | None) -> bytes:
    """Return what is stored of a user code: the same in every replica with the same secret.

    It is too short for a quick hash, which anybody who has the database could try for all codes.
    """
    key = b"" if secret is None else secret.encode()
    salt = hmac.digest(key, _PURPOSE, "sha256")
    return hashlib.scrypt(letters.encode(), salt=salt, **_SCRYPT)
