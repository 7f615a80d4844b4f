"""Keys are created, rotated and revoked."""

from datetime import datetime
from typing import Annotated

import strawberry

from devsper_registry.auth import principal
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.api_key import ApiKey
from devsper_registry.graphql.types.words import Scope
from devsper_registry.services import keys


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
Create = Annotated[CreateApiKeyInput, strawberry.argument(description="The key that is wanted.")]


@strawberry.type
class ApiKeyMutations:
    """What can be done with keys."""

    @mutation("Create an API key of your own. Its secret is in this answer and nowhere else.")
    async def create_api_key(self, info: RegistryInfo, input: Create) -> CreateApiKeyResult:
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
