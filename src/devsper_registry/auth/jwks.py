"""The auth service's key set (RFC 7517): what is usable of it, and when it is to be had anew."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from devsper_registry.auth.jwt import Algorithm, is_usable_key_id

MOST_KEYS = 100
SMALLEST_RSA_BITS = 2048
LARGEST_RSA_BITS = 8192
# An unknown key id asks for the set at most this often, whoever sends it.
RELOAD_EVERY = timedelta(seconds=30)
# A key that was taken out of the set is forgotten after this, while the source answers.
OLD_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key and the one way of signing that is taken from it."""

    algorithm: Algorithm
    key: EllipticCurvePublicKey | RSAPublicKey = field(repr=False)


@dataclass(slots=True)
class KeyCache:
    """The keys as they were last had. The clock's moments are given, so that it decides alone."""

    keys: Mapping[str, SigningKey] = field(default_factory=dict)
    loaded_at: datetime | None = None
    tried_at: datetime | None = None
    failed: bool = False
    # At most one is under way; all who need it wait for the same.
    loading: asyncio.Task[None] | None = None

    def is_old(self, now: datetime) -> bool:
        """Tell whether the keys should be had anew, though they may be used until then."""
        return self.loaded_at is None or now - self.loaded_at >= OLD_AFTER

    def may_load(self, now: datetime) -> bool:
        """Tell whether enough time has passed since the last try."""
        return self.tried_at is None or now - self.tried_at >= RELOAD_EVERY


def read(content: bytes) -> dict[str, SigningKey]:
    """Return the usable keys by their ids; empty for what is no key set.

    Left out is what cannot sign a session: other algorithms and curves, RSA below 2048 bits, keys
    for encryption, and a private key, which whoever can read the set could sign with.
    """
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        return {}
    keys: dict[str, SigningKey] = {}
    for entry in listed[:MOST_KEYS]:
        if isinstance(entry, dict) and is_usable_key_id(entry.get("kid")):
            key = _usable(entry)
            if key is not None:
                keys.setdefault(entry["kid"], key)
    return keys


def _usable(entry: dict[str, Any]) -> SigningKey | None:
    algorithm = {"RSA": Algorithm.RS256, "EC": Algorithm.ES256}.get(str(entry.get("kty")))
    if algorithm is None or entry.get("alg", algorithm) != algorithm or "d" in entry:
        return None
    uses = entry.get("key_ops", ["verify"])
    if entry.get("use", "sig") != "sig" or not isinstance(uses, list) or "verify" not in uses:
        return None
    try:
        key = jwt.PyJWK.from_dict(entry, algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    match key:
        case RSAPublicKey() if SMALLEST_RSA_BITS <= key.key_size <= LARGEST_RSA_BITS:
            return SigningKey(algorithm, key)
        case EllipticCurvePublicKey() if isinstance(key.curve, SECP256R1):
            return SigningKey(algorithm, key)
        case _:
            return None
