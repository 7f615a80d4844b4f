"""The registry in figures."""

import strawberry

from devsper_registry.db.queries.reading import stats
from devsper_registry.graphql.scalars import BigInt


@strawberry.type(
    description="The registry in figures, not older than a minute: of what is public, for "
    "administrators of everything."
)
class Stats:
    """Numbers of things."""

    packages: int = strawberry.field(description="How many packages there are.")
    releases: int = strawberry.field(description="How many releases they have.")
    files: int = strawberry.field(description="How many files.")
    size: BigInt = strawberry.field(description="The bytes of all files together.")
    downloads_last_30_days: BigInt = strawberry.field(
        name="downloadsLast30Days",
        description="Downloads of the last 30 days, counted hourly.",
    )
    accounts: int | None = strawberry.field(
        description="How many accounts there are; null for others than administrators."
    )

    @classmethod
    def of(cls, figures: stats.Stats) -> "Stats":
        """Return the figures as the schema shows them."""
        return cls(
            packages=figures.packages,
            releases=figures.releases,
            files=figures.files,
            size=BigInt(figures.size),
            downloads_last_30_days=BigInt(figures.downloads_30d),
            accounts=figures.accounts,
        )
