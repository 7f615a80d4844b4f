"""People change what they tell of themselves."""

from typing import Annotated

import strawberry

from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations import changed
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.account import Account
from devsper_registry.services import profile


@strawberry.input(description="What to change; what is left out stays, null takes it away.")
class UpdateProfileInput:
    """Parts of a profile."""

    display_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="The name to be shown by: at most 128 characters."
    )
    email: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The e-mail address; it stays where you sign in elsewhere.",
    )


@strawberry.type(description="The profile is as you gave it.")
class ProfileUpdated:
    """An account after its change."""

    account: Account = strawberry.field(description="Your account as it is now.")


UpdateProfileResult = Annotated[
    ProfileUpdated | Problem,
    strawberry.union("UpdateProfileResult", description="Your account, or why it is as it was."),
]
UpdateProfileArgument = Annotated[
    UpdateProfileInput, strawberry.argument(description="What to change.")
]


@strawberry.type
class ProfileMutations:
    """What can be done with one's own profile."""

    @mutation("Change the name that you are shown by, or your e-mail address.")
    async def update_profile(
        self, info: RegistryInfo, input: UpdateProfileArgument
    ) -> UpdateProfileResult:
        """Change the profile."""
        account_id = await profile.update(
            info.context.backend,
            by=info.context.principal,
            display_name=profile.KEEP
            if input.display_name is strawberry.UNSET
            else input.display_name,
            email=profile.KEEP if input.email is strawberry.UNSET else input.email,
        )
        return ProfileUpdated(account=await changed.account(info, account_id))
