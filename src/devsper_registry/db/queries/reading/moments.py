"""Moments that a filter compares with."""

from datetime import datetime

from devsper_registry.errors import MomentOutOfRange


def require_comparable(*moments: datetime | None) -> None:
    """Raise `MomentOutOfRange` for one that PostgreSQL cannot hold or would guess at."""
    for moment in moments:
        # A year at either end would leave what it can hold once the zone is taken off.
        if moment is not None and (moment.tzinfo is None or not 1 < moment.year < 9999):
            raise MomentOutOfRange(moment=moment.isoformat())
