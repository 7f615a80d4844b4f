"""Global ids (Relay): opaque text that names a type and a row of it."""

import base64
import binascii
from uuid import UUID

import strawberry

from devsper_registry.errors import GlobalIdInvalid

LONGEST = 200
LONGEST_SERIAL = 18


def encode(type_name: str, key: UUID | int) -> strawberry.ID:
    """Return the global id of a row."""
    return strawberry.ID(base64.urlsafe_b64encode(f"{type_name}:{key}".encode()).decode())


def decode(global_id: str) -> tuple[str, str]:
    """Return the type's name and the key as text; raise `GlobalIdInvalid`."""
    try:
        if len(global_id) > LONGEST:
            raise ValueError
        text = base64.b64decode(global_id, altchars=b"-_", validate=True).decode("ascii")
    except (ValueError, binascii.Error):
        raise GlobalIdInvalid from None
    type_name, colon, key = text.partition(":")
    if not colon:
        raise GlobalIdInvalid
    return type_name, key


def uuid(key: str) -> UUID:
    """Return a key that is a UUID; raise `GlobalIdInvalid`."""
    try:
        return UUID(key)
    except ValueError:
        raise GlobalIdInvalid from None


def serial(key: str) -> int:
    """Return a key that is a number; raise `GlobalIdInvalid`."""
    # Longer ones would be no serials, and more than PostgreSQL can hold.
    if not (key.isascii() and key.isdigit() and len(key) <= LONGEST_SERIAL):
        raise GlobalIdInvalid
    return int(key)


def number_of(global_id: str, type_name: str) -> int:
    """Return the number of a row of that type; raise `GlobalIdInvalid` for another type's id."""
    found, key = decode(global_id)
    if found != type_name:
        raise GlobalIdInvalid
    return serial(key)


def key_of(global_id: str, type_name: str) -> UUID:
    """Return the key of a row of that type; raise `GlobalIdInvalid` for another type's id."""
    found, key = decode(global_id)
    if found != type_name:
        raise GlobalIdInvalid
    return uuid(key)
