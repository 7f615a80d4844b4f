"""How often something was downloaded."""

import datetime as dt
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

import strawberry

from devsper_registry.db.queries.reading import downloads
from devsper_registry.db.queries.reading.downloads import Of
from devsper_registry.errors import DaysOutOfRange
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.guards.cost import price

MOST_DAYS = 366
Days = Annotated[int, strawberry.argument(description="How many days back, today included: 1-366.")]


@strawberry.type(description="The downloads of one day.")
class DownloadsOfDay:
    """A day's count."""

    date: dt.date = strawberry.field(description="The day, in UTC.")
    count: int = strawberry.field(description="How often.")


@strawberry.type(description="The part of the downloads that has something in common.")
class DownloadsOf:
    """A part's count."""

    name: str = strawberry.field(
        description="The version, the installer or the minor version of Python; empty if unknown."
    )
    count: int = strawberry.field(description="How often.")


@strawberry.type(description="How often it was downloaded: counted by day, never by whom.")
class Downloads:
    """Counts, and their parts."""

    total: int = strawberry.field(description="In the whole time asked for.")
    by_day: list[DownloadsOfDay] = strawberry.field(
        description="By day, the oldest first; days without any are left out.",
        metadata=price(length=30),
    )
    by_version: list[DownloadsOf] = strawberry.field(description="By version, the highest first.")
    by_installer: list[DownloadsOf] = strawberry.field(description="By installer, the most first.")
    by_python_version: list[DownloadsOf] = strawberry.field(
        description="By minor version of Python, the most first."
    )

    @classmethod
    def of(cls, counted: downloads.Downloads) -> "Downloads":
        """Return the counts as the schema shows them."""
        return cls(
            total=counted.total,
            by_day=[DownloadsOfDay(date=d, count=c) for d, c in counted.by_day.items()],
            by_version=_parts(counted.by_version),
            by_installer=_parts(counted.by_installer),
            by_python_version=_parts(counted.by_python),
        )


def _parts(counts: dict[str, int]) -> list[DownloadsOf]:
    return [DownloadsOf(name=name, count=count) for name, count in counts.items()]


async def since(info: RegistryInfo, of: Of, key: UUID, days: int) -> Downloads:
    """Return the downloads of the last days; raise `DaysOutOfRange`."""
    if not 1 <= days <= MOST_DAYS:
        raise DaysOutOfRange(days=days, most=MOST_DAYS)
    counted = await info.context.loaders.load(
        downloads.since, key, first_day=_first_day(info.context.backend.now(), days), of=of
    )
    return Downloads.of(counted or downloads.Downloads())


def _first_day(now: datetime, days: int) -> date:
    return (now - timedelta(days=days - 1)).date()
