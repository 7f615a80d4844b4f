"""The claims of a verified token: whose session it is, and whether it is one for us and for now."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite

from devsper_registry.errors import SessionEnded, SessionInvalid

LEEWAY = timedelta(seconds=30)
LONGEST_SUBJECT = 512
LONGEST_DISPLAY_NAME = 128
LONGEST_EMAIL = 320
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\Z")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the auth service knows. `email` is None unless it was verified there.

    `names` are what the person may be called by, the best first; the account's name is made of one.
    """

    issuer: str
    subject: str
    names: tuple[str, ...] = ()
    display_name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """Whose session it is, when its token was made, and when it ends."""

    person: Person
    issued_at: datetime
    expires_at: datetime


def read(payload: dict[str, object], *, issuer: str, audience: str, now: datetime) -> Claims:
    """Return the claims; raise `SessionInvalid` or `SessionEnded`.

    `iss`, `sub`, `aud`, `exp` and `iat` must be there, `nbf` may be. The audience is this registry
    alone: a token that also opens another door could be shown here by whoever keeps that one.
    """
    if _text(payload, "iss") != issuer:
        raise SessionInvalid(problem="its issuer is another")
    if payload.get("aud") not in (audience, [audience]):
        raise SessionInvalid(problem="it is not for this registry alone")
    subject = _text(payload, "sub")
    if not is_subject(subject):
        raise _malformed("sub")
    issued_at = _moment(payload, "iat")
    if issued_at > now + LEEWAY or ("nbf" in payload and _moment(payload, "nbf") > now + LEEWAY):
        raise SessionInvalid(problem="it is not valid yet")
    expires_at = _moment(payload, "exp")
    if expires_at <= now - LEEWAY:
        raise SessionEnded
    person = _person(payload, issuer=issuer, subject=subject)
    return Claims(person, issued_at=issued_at, expires_at=expires_at)


def _person(payload: dict[str, object], *, issuer: str, subject: str) -> Person:
    names = (payload.get(claim) for claim in ("preferred_username", "username", "name"))
    return Person(
        issuer=issuer,
        subject=subject,
        names=tuple(name for name in names if isinstance(name, str)),
        display_name=display_name(payload.get("name")),
        email=_verified_email(payload),
    )


def is_subject(text: str) -> bool:
    """Tell whether a subject can be kept."""
    return 0 < len(text) <= LONGEST_SUBJECT and text.isprintable()


def display_name(value: object) -> str | None:
    """Return a name as it may be shown: without what cannot be printed, and not too long."""
    if not isinstance(value, str):
        return None
    shown = "".join(c for c in value if c.isprintable()).strip()[:LONGEST_DISPLAY_NAME]
    return shown or None


def email(value: object) -> str | None:
    """Return an address as it may be kept, None for what is none."""
    if not isinstance(value, str) or len(value) > LONGEST_EMAIL or not value.isprintable():
        return None
    return value if _EMAIL.match(value) else None


def _verified_email(payload: dict[str, object]) -> str | None:
    # OpenID Connect writes the one, Better Auth's own payload the other.
    if payload.get("email_verified", payload.get("emailVerified")) is not True:
        return None
    return email(payload.get("email"))


def _text(payload: dict[str, object], claim: str) -> str:
    value = payload.get(claim)
    if not isinstance(value, str):
        raise _malformed(claim)
    return value


def _moment(payload: dict[str, object], claim: str) -> datetime:
    seconds = payload.get(claim)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not isfinite(seconds):
        raise _malformed(claim)
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        raise _malformed(claim) from None


def _malformed(claim: str) -> SessionInvalid:
    return SessionInvalid(problem=f"its claim '{claim}' is missing or malformed")
