"""The credentials of a request, read from its headers; whether they are good is not asked here."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field

from devsper_registry.errors import CredentialsDisagree, CredentialTooLong, InvalidKey

# The longest session token taken, and room for the user name that stands before a password.
LONGEST_TOKEN = 8 * 1024
LONGEST_HEADER = 2 * LONGEST_TOKEN


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody showed: a token, never printed."""

    token: str = field(repr=False)


def read(*, authorization: Sequence[str], api_key: Sequence[str]) -> Credentials | None:
    """Return the credentials of all `Authorization` and `X-API-Key` headers, None without any.

    Raise `InvalidKey` for a header that cannot be read, `CredentialTooLong` before it is read for
    one that is no credential's size, and `CredentialsDisagree` for two that are not the same:
    guessing which one was meant would let one part of a chain of proxies check a key and another
    use a second.
    """
    if any(len(value) > LONGEST_HEADER for value in (*authorization, *api_key)):
        raise CredentialTooLong(limit=LONGEST_TOKEN)
    shown = {_authorization(value) for value in authorization} | {_token(v) for v in api_key}
    if len(shown) > 1:
        raise CredentialsDisagree
    return Credentials(shown.pop()) if shown else None


def _authorization(value: str) -> str:
    scheme, _, rest = value.strip().partition(" ")
    match scheme.lower():
        case "basic":
            return _token(_password(rest))
        case "bearer" | "token":
            return _token(rest)
        case _:
            raise InvalidKey


def _password(encoded: str) -> str:
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):  # a UnicodeDecodeError is a ValueError
        raise InvalidKey from None
    _user, colon, password = decoded.partition(":")
    if not colon:
        raise InvalidKey
    return password


def _token(value: str) -> str:
    # A key pasted from a page or read from a file brings its newline along.
    token = value.strip()
    if not token:
        raise InvalidKey
    if len(token) > LONGEST_TOKEN:
        raise CredentialTooLong(limit=LONGEST_TOKEN)
    return token
