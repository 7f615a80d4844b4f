"""Keys are created, rotated and revoked."""

from datetime import datetime
from typing import Annotated

import strawberry

from devsper_registry.auth import principal
from devsper_registry.graphql import ids
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.api_key import ApiKey
from devsper_registry.graphql.types.words import Scope
from devsper_registry.services import keys, revoking


@strawberry.input(description="The key that is wanted. It may do no more than you may now.")
class CreateApiKeyInput:
    """A new key."""

    name: str = strawberry.field(description="What to call it: 1 to 128 characters.")
    scopes: list[Scope] = strawberry.field(description="What it may be used for; one at least.")
    packages: list[str] | None = strawberry.field(
        default=None,
        description="Restrict it to these packages, in any spelling; they need not exist yet.",
    )
    expires_at: datetime | None = strawberry.field(
        default=None, description="When it ends by itself; never, where left out."
    )


@strawberry.type(description="The key was created.")
class ApiKeyCreated:
    """A key at its birth."""

    api_key: ApiKey = strawberry.field(description="The new key.")
    secret: str = strawberry.field(
        description="The key itself: keep it now, it is never shown again."
    )


CreateApiKeyResult = Annotated[
    ApiKeyCreated | Problem,
    strawberry.union("CreateApiKeyResult", description="A new key, or why there is none."),
]
CreateApiKeyArgument = Annotated[
    CreateApiKeyInput, strawberry.argument(description="The key that is wanted.")
]


@strawberry.input(description="A key to put a new one in the place of.")
class RotateApiKeyInput:
    """A key, and until when the new one lives."""

    id: strawberry.ID = strawberry.field(description="The key's id, as an answer showed it.")
    expires_at: datetime | None = strawberry.field(
        default=None,
        description="When the new key ends; left out, it lives as long as the old was made for.",
    )


@strawberry.type(description="A new key with the same rights is there, and the old one has ended.")
class ApiKeyRotated:
    """A key in another's place."""

    api_key: ApiKey = strawberry.field(description="The new key.")
    secret: str = strawberry.field(
        description="The new key itself: keep it now, it is never shown again."
    )


RotateApiKeyResult = Annotated[
    ApiKeyRotated | Problem,
    strawberry.union(
        "RotateApiKeyResult", description="A new key, or why the old one stays in force."
    ),
]
RotateApiKeyArgument = Annotated[RotateApiKeyInput, strawberry.argument(description="Which key.")]


@strawberry.input(description="A key to end.")
class RevokeApiKeyInput:
    """A key."""

    id: strawberry.ID = strawberry.field(description="The key's id, as an answer showed it.")


@strawberry.type(description="The key opens no door any more.")
class ApiKeyRevoked:
    """A key that has ended."""

    api_key: ApiKey = strawberry.field(description="The key as it is now.")


RevokeApiKeyResult = Annotated[
    ApiKeyRevoked | Problem,
    strawberry.union("RevokeApiKeyResult", description="The revoked key, or why it is not."),
]
RevokeApiKeyArgument = Annotated[RevokeApiKeyInput, strawberry.argument(description="Which key.")]


@strawberry.type
class ApiKeyMutations:
    """What can be done with keys."""

    @mutation("Create an API key of your own. Its secret is in this answer and nowhere else.")
    async def create_api_key(
        self, info: RegistryInfo, input: CreateApiKeyArgument
    ) -> CreateApiKeyResult:
        """Create a key."""
        created = await keys.create(
            info.context.backend,
            by=info.context.principal,
            name=input.name,
            scopes=[principal.Scope[scope.name] for scope in input.scopes],
            packages=input.packages,
            expires_at=input.expires_at,
        )
        return ApiKeyCreated(api_key=ApiKey.of(created.key), secret=created.secret)

    @mutation("Put a new API key in the place of one of yours, which ends at the same moment.")
    async def rotate_api_key(
        self, info: RegistryInfo, input: RotateApiKeyArgument
    ) -> RotateApiKeyResult:
        """Rotate a key."""
        created = await revoking.rotate(
            info.context.backend,
            by=info.context.principal,
            key_id=ids.key_of(input.id, "ApiKey"),
            expires_at=input.expires_at,
        )
        return ApiKeyRotated(api_key=ApiKey.of(created.key), secret=created.secret)

    @mutation("End an API key of your own, at once and for good; administrators end anyone's.")
    async def revoke_api_key(
        self, info: RegistryInfo, input: RevokeApiKeyArgument
    ) -> RevokeApiKeyResult:
        """Revoke a key."""
        revoked = await revoking.revoke(
            info.context.backend,
            by=info.context.principal,
            key_id=ids.key_of(input.id, "ApiKey"),
        )
        return ApiKeyRevoked(api_key=ApiKey.of(revoked))
