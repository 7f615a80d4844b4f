"""Invitations to organizations are sent, answered and taken back."""

from typing import Annotated
from uuid import UUID

import strawberry

from devsper_registry.db.queries.reading import invitations
from devsper_registry.db.tables import organization as tables
from devsper_registry.errors import InvitationNotFound
from devsper_registry.graphql import ids
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations import organizations
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.organization import Organization, OrganizationInvitation
from devsper_registry.graphql.types.words import Position
from devsper_registry.services import inviting, sight


@strawberry.input(description="Whom to invite: an account, or whoever reads mail at an address.")
class InviteMemberInput:
    """A new invitation."""

    organization: str = strawberry.field(description="The organization's name.")
    account: str | None = strawberry.field(default=None, description="The name of an account.")
    email: str | None = strawberry.field(
        default=None, description="An e-mail address; nothing is sent from here."
    )
    position: Position | None = strawberry.field(
        default=None,
        description="What the invited will be: a member, where left out. Owners invite owners.",
    )


@strawberry.type(description="The invitation is open for seven days.")
class MemberInvited:
    """A new invitation."""

    invitation: OrganizationInvitation = strawberry.field(description="The invitation.")
    token: str | None = strawberry.field(
        description="What answers an invitation by e-mail: send it there, it is never shown again. "
        "Null for an account, which finds the invitation by itself."
    )


InviteMemberResult = Annotated[
    MemberInvited | Problem,
    strawberry.union("InviteMemberResult", description="An invitation, or why there is none."),
]
Invite = Annotated[InviteMemberInput, strawberry.argument(description="Whom, and as what.")]


@strawberry.input(description="An invitation to accept: its id, or the token that was sent.")
class AcceptInvitationInput:
    """An invitation to you."""

    id: strawberry.ID | None = strawberry.field(
        default=None, description="The id, of an invitation to your account."
    )
    token: str | None = strawberry.field(
        default=None, description="The token, of an invitation by e-mail."
    )


@strawberry.type(description="You belong to the organization.")
class InvitationAccepted:
    """A new member."""

    organization: Organization = strawberry.field(description="The organization.")


AcceptInvitationResult = Annotated[
    InvitationAccepted | Problem,
    strawberry.union("AcceptInvitationResult", description="Where you belong now, or why not."),
]
Accept = Annotated[AcceptInvitationInput, strawberry.argument(description="Which invitation.")]


@strawberry.input(description="An invitation to decline: its id, or the token that was sent.")
class DeclineInvitationInput:
    """An invitation to you."""

    id: strawberry.ID | None = strawberry.field(
        default=None, description="The id, of an invitation to your account."
    )
    token: str | None = strawberry.field(
        default=None, description="The token, of an invitation by e-mail."
    )


@strawberry.type(description="The invitation is answered, and nothing came of it.")
class InvitationDeclined:
    """An invitation that is gone."""

    is_declined: bool = strawberry.field(description="Always true.")


DeclineInvitationResult = Annotated[
    InvitationDeclined | Problem,
    strawberry.union("DeclineInvitationResult", description="That it is gone, or why not."),
]
Decline = Annotated[DeclineInvitationInput, strawberry.argument(description="Which invitation.")]


@strawberry.input(description="An invitation to take back.")
class CancelInvitationInput:
    """An invitation of an organization of yours."""

    organization: str = strawberry.field(description="The organization's name.")
    id: strawberry.ID = strawberry.field(description="The invitation's id.")


@strawberry.type(description="The invitation opens nothing any more.")
class InvitationCancelled:
    """An invitation that is gone."""

    id: strawberry.ID = strawberry.field(description="The id that it had.")


CancelInvitationResult = Annotated[
    InvitationCancelled | Problem,
    strawberry.union("CancelInvitationResult", description="What is gone, or why not."),
]
Cancel = Annotated[CancelInvitationInput, strawberry.argument(description="Which invitation.")]


@strawberry.type
class InvitationMutations:
    """What can be done with invitations."""

    @mutation("Invite somebody to an organization; for its owners and admins.")
    async def invite_member(self, info: RegistryInfo, input: Invite) -> InviteMemberResult:
        """Invite somebody."""
        context = info.context
        invited = await inviting.invite(
            context.backend,
            by=context.principal,
            organization=input.organization,
            account=input.account,
            email=input.email,
            position=tables.Position[(input.position or Position.MEMBER).name],
        )
        seen = sight.of_account(context.backend, context.principal)
        async with context.backend.read() as session:
            row = await invitations.by_id(session, invited.id, visible_to=seen)
        if row is None:
            raise InvitationNotFound
        return MemberInvited(invitation=OrganizationInvitation.of(row), token=invited.token)

    @mutation("Accept an invitation to an organization.")
    async def accept_invitation(self, info: RegistryInfo, input: Accept) -> AcceptInvitationResult:
        """Join an organization."""
        joined = await inviting.accept(
            info.context.backend,
            by=info.context.principal,
            invitation_id=_id(input.id),
            token=input.token,
        )
        return InvitationAccepted(organization=await organizations.shown(info, joined, name=""))

    @mutation("Decline an invitation to an organization.")
    async def decline_invitation(
        self, info: RegistryInfo, input: Decline
    ) -> DeclineInvitationResult:
        """Decline an invitation."""
        await inviting.decline(
            info.context.backend,
            by=info.context.principal,
            invitation_id=_id(input.id),
            token=input.token,
        )
        return InvitationDeclined(is_declined=True)

    @mutation("Take an invitation of an organization back; for its owners and admins.")
    async def cancel_invitation(self, info: RegistryInfo, input: Cancel) -> CancelInvitationResult:
        """Take an invitation back."""
        invitation_id = _id(input.id)
        assert invitation_id is not None
        await inviting.cancel(
            info.context.backend,
            by=info.context.principal,
            organization=input.organization,
            invitation_id=invitation_id,
        )
        return InvitationCancelled(id=input.id)


def _id(global_id: strawberry.ID | None) -> UUID | None:
    if global_id is None:
        return None
    type_name, key = ids.decode(global_id)
    if type_name != "OrganizationInvitation":
        raise InvitationNotFound
    return ids.uuid(key)
