"""The trust that is put in a package, and what it is let through for."""

from datetime import datetime

import strawberry

from devsper_registry.db.queries.reading.exemptions import ExemptionRow
from devsper_registry.db.queries.reading.packages import PackageRow
from devsper_registry.graphql import ids
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.types import account
from devsper_registry.graphql.types.cycles import AnAccount


@strawberry.type(description="An administrator vouches for a package, until it changes hands.")
class Trust:
    """By whom, why and since when."""

    row: strawberry.Private[PackageRow]
    since: datetime | None = strawberry.field(description="Since when.")
    reason: str | None = strawberry.field(description="Why.")

    @classmethod
    def of(cls, row: PackageRow) -> "Trust":
        """Return the trust in the package of a row."""
        return cls(row=row, since=row.trusted_at, reason=row.trusted_reason)

    @strawberry.field(description="Who vouches for it; null when that account is gone.")
    async def by(self, info: RegistryInfo) -> AnAccount | None:
        """Return the administrator."""
        return await account.by_id(info, self.row.trusted_by)


@strawberry.type(description="What a package may do for a while although the policy minds it.")
class Exemption:
    """Of one check or of all."""

    row: strawberry.Private[ExemptionRow]
    id: strawberry.ID = strawberry.field(description="What endExemption wants.")
    check: str | None = strawberry.field(description="Of which check; null for all.")
    reason: str = strawberry.field(description="Why.")
    created_at: datetime = strawberry.field(description="Since when.")
    expires_at: datetime = strawberry.field(description="Until when.")

    @classmethod
    def of(cls, row: ExemptionRow) -> "Exemption":
        """Return the exemption of a row."""
        return cls(
            row=row,
            id=ids.encode("Exemption", row.id),
            check=row.check,
            reason=row.reason,
            created_at=row.created_at,
            expires_at=row.expires_at,
        )

    @strawberry.field(description="Who made it; null when that account is gone.")
    async def created_by(self, info: RegistryInfo) -> AnAccount | None:
        """Return the administrator."""
        return await account.by_id(info, self.row.created_by)
