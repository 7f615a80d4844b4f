"""What moderators look after."""

from datetime import datetime

import strawberry

from devsper_registry.db.queries.reading.moderation import CaseRow
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.types import account
from devsper_registry.graphql.types.cycles import AnAccount
from devsper_registry.graphql.types.package import Package


@strawberry.type(description="A package that is held back, and since when.")
class ModerationCase:
    """One quarantined package."""

    row: strawberry.Private[CaseRow]
    package: Package = strawberry.field(description="The package; its statusReason tells why.")
    since: datetime | None = strawberry.field(description="When it was put into quarantine.")

    @classmethod
    def of(cls, row: CaseRow) -> "ModerationCase":
        """Return the case of a row."""
        return cls(row=row, package=Package.of(row.package), since=row.at)

    @strawberry.field(description="Who put it there; null for nobody who has an account here.")
    async def actor(self, info: RegistryInfo) -> AnAccount | None:
        """Return who acted."""
        return await account.by_id(info, self.row.account_id)
