"""API keys, as their account and administrators see them: everything but the secret."""

from datetime import datetime
from uuid import UUID

import strawberry

from devsper_registry.db.queries.api_keys import KeyRow
from devsper_registry.db.queries.reading import keys
from devsper_registry.graphql import ids
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.types import account
from devsper_registry.graphql.types.cycles import AnAccount
from devsper_registry.graphql.types.node import Node
from devsper_registry.graphql.types.words import ApiKeyState, Scope


@strawberry.type(description="An API key. Its secret is shown once, by the mutation that makes it.")
class ApiKey(Node):
    """What may be shown of a key."""

    row: strawberry.Private[KeyRow]
    name: str = strawberry.field(description="What its owner calls it; need not be unique.")
    hint: str = strawberry.field(description="How its secret begins: enough to tell it by.")
    scopes: list[Scope] = strawberry.field(description="What it may be used for.")
    packages: list[str] | None = strawberry.field(
        description="The normalized names of the packages that it is bound to; null for all."
    )
    created_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime | None = strawberry.field(
        description="When it ends by itself; null for never."
    )
    revoked_at: datetime | None = strawberry.field(
        description="When it was revoked; null where it was not."
    )
    last_used_at: datetime | None = strawberry.field(
        description="When it was last used, to the minute; null for never."
    )
    last_used_address: str | None = strawberry.field(
        description="The address of the client that used it then; null for never."
    )

    @classmethod
    def of(cls, row: KeyRow) -> "ApiKey":
        """Return the key of a row."""
        return cls(
            id=ids.encode("ApiKey", row.id),
            row=row,
            name=row.name,
            hint=row.hint,
            scopes=[Scope(scope) for scope in row.scopes],
            packages=row.packages,
            created_at=row.created_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
            last_used_at=row.last_used_at,
            last_used_address=row.last_used_address,
        )

    @strawberry.field(description="Whether it opens doors.")
    def state(self, info: RegistryInfo) -> ApiKeyState:
        """Return the state at this moment."""
        if self.row.revoked_at is not None:
            return ApiKeyState.REVOKED
        in_force = self.row.is_in_force(info.context.backend.now())
        return ApiKeyState.ACTIVE if in_force else ApiKeyState.EXPIRED

    @strawberry.field(description="Whether it is the key that this request shows.")
    def is_current(self, info: RegistryInfo) -> bool:
        """Tell whether the one who asks shows this key."""
        return info.context.principal.api_key_id == self.row.id

    @strawberry.field(description="Whose key it is.")
    async def account(self, info: RegistryInfo) -> AnAccount | None:
        """Return the account."""
        return await account.by_id(info, self.row.account_id)


async def by_id(info: RegistryInfo, key_id: UUID | None) -> ApiKey | None:
    """Return the key, None for none and for one that may not be seen."""
    if key_id is None:
        return None
    row = await info.context.loaders.load(keys.by_id, key_id)
    return None if row is None else ApiKey.of(row)
