"""The people of organizations: their positions change, and they leave."""

from typing import Annotated

import strawberry

from devsper_registry.db.tables import organization as tables
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.words import Position
from devsper_registry.services import membership


@strawberry.input(description="A member, and what to make of them.")
class ChangeMemberInput:
    """A change of position."""

    organization: str = strawberry.field(description="The organization's name.")
    account: str = strawberry.field(description="The member's account name.")
    position: Position = strawberry.field(description="What the member is to be.")


@strawberry.type(description="The member has the position.")
class MemberChanged:
    """A changed member."""

    account: str = strawberry.field(description="The member's account name.")
    position: Position = strawberry.field(description="What the member is now.")


ChangeMemberResult = Annotated[
    MemberChanged | Problem,
    strawberry.union("ChangeMemberResult", description="The change, or why there is none."),
]
Change = Annotated[ChangeMemberInput, strawberry.argument(description="Who, and what to be.")]


@strawberry.input(description="A member to remove.")
class RemoveMemberInput:
    """A member."""

    organization: str = strawberry.field(description="The organization's name.")
    account: str = strawberry.field(description="The member's account name.")


@strawberry.type(description="The account does not belong to the organization any more.")
class MemberRemoved:
    """A removed member."""

    account: str = strawberry.field(description="The account's name.")


RemoveMemberResult = Annotated[
    MemberRemoved | Problem,
    strawberry.union("RemoveMemberResult", description="Who is gone, or why not."),
]
Remove = Annotated[RemoveMemberInput, strawberry.argument(description="Who, and from where.")]


@strawberry.input(description="An organization to leave.")
class LeaveOrganizationInput:
    """An organization."""

    name: str = strawberry.field(description="Its name.")


@strawberry.type(description="You do not belong to it any more.")
class OrganizationLeft:
    """An organization that was left."""

    name: str = strawberry.field(description="Its name.")


LeaveOrganizationResult = Annotated[
    OrganizationLeft | Problem,
    strawberry.union("LeaveOrganizationResult", description="What you left, or why not."),
]
Leave = Annotated[LeaveOrganizationInput, strawberry.argument(description="Which organization.")]


@strawberry.type
class MemberMutations:
    """What can be done with members."""

    @mutation("Give a member another position; owners are made and unmade by owners alone.")
    async def change_member(self, info: RegistryInfo, input: Change) -> ChangeMemberResult:
        """Change a member."""
        await membership.change(
            info.context.backend,
            by=info.context.principal,
            organization=input.organization,
            account=input.account,
            position=tables.Position[input.position.name],
        )
        return MemberChanged(account=input.account, position=input.position)

    @mutation("Remove a member: every right through the organization ends at once.")
    async def remove_member(self, info: RegistryInfo, input: Remove) -> RemoveMemberResult:
        """Remove a member."""
        await membership.remove(
            info.context.backend,
            by=info.context.principal,
            organization=input.organization,
            account=input.account,
        )
        return MemberRemoved(account=input.account)

    @mutation("Leave an organization: every right through it ends at once.")
    async def leave_organization(self, info: RegistryInfo, input: Leave) -> LeaveOrganizationResult:
        """Leave an organization."""
        await membership.leave(
            info.context.backend, by=info.context.principal, organization=input.name
        )
        return OrganizationLeft(name=input.name)
