"""When a key expires, as a person writes it."""

import re
from datetime import UTC, datetime, timedelta

from devsper_registry.errors import KeyExpiryInvalid

_SPAN = re.compile(r"(\d{1,5})([hdw])\Z", re.ASCII)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def read(text: str, *, now: datetime) -> datetime:
    """Return the moment meant by `36h`, `90d`, `12w` or an ISO date or time (UTC when unsaid).

    Raise `KeyExpiryInvalid` for anything else, and for what is past already.
    """
    moment = _after_span(text, now) or _of_calendar(text)
    if moment is None or moment <= now:
        raise KeyExpiryInvalid(expiry=text)
    return moment


def _after_span(text: str, now: datetime) -> datetime | None:
    span = _SPAN.match(text.strip().lower())
    return now + int(span[1]) * _UNITS[span[2]] if span else None


def _of_calendar(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
