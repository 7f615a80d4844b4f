"""Session tokens: JSON Web Tokens (RFC 7519), read strictly (RFC 8725); no key is fetched here.

Of the header only `alg`, `kid`, `cty`, `crit` and `b64` are looked at. Where a key could be had
(`jku`, `x5u`) and keys that a token brings along (`jwk`, `x5c`) are ignored: the key comes from us.
"""

import base64
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import jwt
import orjson

from devsper_registry.errors import SessionInvalid

LONGEST_KEY_ID = 128
_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\Z", re.ASCII)
# Never used as a path or in a query here; refused all the same, for whoever copies it on.
_KEY_ID = re.compile(
    rf"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._=+:-]{{0,{LONGEST_KEY_ID - 1}}}\Z", re.ASCII
)


class Algorithm(StrEnum):
    """The signatures that are known here; which of them is taken, the key alone says."""

    RS256 = "RS256"
    ES256 = "ES256"
    HS256 = "HS256"


@dataclass(frozen=True, slots=True)
class Token:
    """A token in its parts. Nothing in it is to be believed before `verified`."""

    algorithm: Algorithm
    key_id: str | None
    signed: bytes = field(repr=False)
    payload: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def is_shaped_so(credential: str) -> bool:
    """Tell whether a credential wants to be a token: it has dots, which no API key has."""
    return "." in credential


def is_usable_key_id(key_id: object) -> bool:
    """Tell whether a key may be known by this `kid`."""
    return isinstance(key_id, str) and _KEY_ID.match(key_id) is not None


def parse(text: str) -> Token:
    """Return the token's parts; raise `SessionInvalid`. The caller has bounded its length."""
    if not _SHAPE.match(text):
        raise SessionInvalid(problem="it is not a signed JSON Web Token")
    signed, _, signature = text.rpartition(".")
    head, _, payload = signed.partition(".")
    header = _object(_decoded(head))
    if header.keys() & {"crit", "b64", "cty"}:
        # What must be understood and is not (RFC 7515, 4.1.11), and a token inside of a token.
        raise SessionInvalid(problem="its header asks for what is not understood here")
    try:
        algorithm = Algorithm(header.get("alg"))  # type: ignore[arg-type]
    except ValueError:
        raise SessionInvalid(problem="it is not signed in a way that is accepted here") from None
    key_id = header.get("kid")
    if key_id is not None and not is_usable_key_id(key_id):
        raise SessionInvalid(problem="its key id is malformed")
    return Token(
        algorithm=algorithm,
        key_id=key_id if isinstance(key_id, str) else None,
        signed=signed.encode(),
        payload=_decoded(payload),
        signature=_decoded(signature),
    )


def verified(token: Token, *, algorithm: Algorithm, key: Any) -> dict[str, object]:
    """Return what the token says, once the key has signed it in its own way; else raise."""
    require_algorithm(token, algorithm)
    if not jwt.get_algorithm_by_name(algorithm).verify(token.signed, key, token.signature):
        raise SessionInvalid(problem="its signature is wrong")
    return _object(token.payload)


def require_algorithm(token: Token, *allowed: Algorithm) -> None:
    """Raise `SessionInvalid` unless the token is signed in one of these ways."""
    if token.algorithm not in allowed:
        raise SessionInvalid(problem="it is not signed in a way that is accepted here")


def _decoded(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        raise SessionInvalid(problem="it is not a signed JSON Web Token") from None


def _object(content: bytes) -> dict[str, object]:
    # orjson refuses NaN, and nesting deep enough to exhaust a stack.
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        raise SessionInvalid(problem="it is not a signed JSON Web Token")
    return value
