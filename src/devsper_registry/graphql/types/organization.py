"""Organizations, their people, and invitations to them."""

from datetime import datetime
from uuid import UUID

import strawberry

from devsper_registry.db.queries.reading import invitations, organizations, packages
from devsper_registry.db.queries.reading.invitations import InvitationRow
from devsper_registry.db.queries.reading.organizations import MemberRow, OrganizationRow
from devsper_registry.graphql import ids, pages
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.pages import After, Before, Connection, First, Last
from devsper_registry.graphql.types import account, package
from devsper_registry.graphql.types.cycles import AnAccount, AnOrganization, APackage
from devsper_registry.graphql.types.node import Node
from devsper_registry.graphql.types.words import Position


@strawberry.type(description="What an account is in an organization.")
class Membership:
    """One position."""

    row: strawberry.Private[MemberRow]
    position: Position = strawberry.field(description="What it may do there.")
    since: datetime = strawberry.field(description="Since when.")

    @classmethod
    def of(cls, row: MemberRow) -> "Membership":
        """Return the membership of a row."""
        return cls(row=row, position=Position(row.position), since=row.created_at)

    @strawberry.field(description="Who it is.")
    async def account(self, info: RegistryInfo) -> AnAccount | None:
        """Return the account."""
        return await account.by_id(info, self.row.account_id)

    @strawberry.field(description="In which organization.")
    async def organization(self, info: RegistryInfo) -> AnOrganization | None:
        """Return the organization."""
        return await by_id(info, self.row.organization_id)


@strawberry.type(description="An open invitation to an organization, until it is answered.")
class OrganizationInvitation:
    """An invitation."""

    row: strawberry.Private[InvitationRow]
    id: strawberry.ID = strawberry.field(description="The invitation's id.")
    position: Position = strawberry.field(description="What the invited will be there.")
    email: str | None = strawberry.field(
        description="The address that it was sent to; null for one of an account."
    )
    created_at: datetime = strawberry.field(description="Since when it is open.")
    expires_at: datetime = strawberry.field(description="Until when it can be answered.")

    @classmethod
    def of(cls, row: InvitationRow) -> "OrganizationInvitation":
        """Return the invitation of a row."""
        return cls(
            row=row,
            id=ids.encode("OrganizationInvitation", row.id),
            position=Position(row.position),
            email=row.email,
            created_at=row.created_at,
            expires_at=row.expires_at,
        )

    @strawberry.field(description="Which organization invites.")
    async def organization(self, info: RegistryInfo) -> AnOrganization | None:
        """Return the organization."""
        return await by_id(info, self.row.organization_id)

    @strawberry.field(description="Who is invited; null where it goes to an e-mail address.")
    async def account(self, info: RegistryInfo) -> AnAccount | None:
        """Return the account."""
        return await account.by_id(info, self.row.account_id)

    @strawberry.field(description="Who invited.")
    async def invited_by(self, info: RegistryInfo) -> AnAccount | None:
        """Return the account that invited."""
        return await account.by_id(info, self.row.invited_by)


@strawberry.type(description="People who own packages together.")
class Organization(Node):
    """Its members see one another; others see its name and what it publishes for them."""

    key: strawberry.Private[UUID]
    name: str = strawberry.field(description="The name it is known by; no account has it.")
    display_name: str | None = strawberry.field(description="The name it likes to be shown by.")
    created_at: datetime = strawberry.field(description="Since when it exists.")

    @classmethod
    def of(cls, row: OrganizationRow) -> "Organization":
        """Return the organization of a row."""
        return cls(
            id=ids.encode("Organization", row.id),
            key=row.id,
            name=row.name,
            display_name=row.display_name,
            created_at=row.created_at,
        )

    @strawberry.field(description="What you are in it; null for nothing.")
    async def viewer_position(self, info: RegistryInfo) -> Position | None:
        """Return the position of the one who asks."""
        position = await info.context.loaders.load(organizations.positions, self.key)
        return None if position is None else Position(position)

    @strawberry.field(description="Its packages, by name.")
    async def packages(
        self,
        info: RegistryInfo,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[APackage]:
        """Return a page of its packages."""
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        loaders = info.context.loaders
        page = await loaders.load(packages.by_organization, self.key, wanted)
        assert page is not None

        async def count() -> int:
            return await loaders.load(packages.count_by_organization, self.key) or 0

        return pages.connection(page, package.Package.of, count=count)

    @strawberry.field(description="Its people, by name; for its members alone, else empty.")
    async def members(
        self,
        info: RegistryInfo,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Membership]:
        """Return a page of its people."""
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        loaders = info.context.loaders
        page = await loaders.load(organizations.members, self.key, wanted)
        assert page is not None

        async def count() -> int:
            return await loaders.load(organizations.count_members, self.key) or 0

        return pages.connection(page, Membership.of, count=count)

    @strawberry.field(
        description="Its open invitations, the newest first; for its owners and admins, else empty."
    )
    async def invitations(self, info: RegistryInfo) -> list[OrganizationInvitation]:
        """Return what is open."""
        at = info.context.backend.now()
        rows = await info.context.loaders.load(invitations.by_organization, self.key, at=at)
        return [OrganizationInvitation.of(row) for row in rows or ()]


async def by_id(info: RegistryInfo, organization_id: UUID | None) -> Organization | None:
    """Return the organization, None for none and for one that may not be seen."""
    if organization_id is None:
        return None
    row = await info.context.loaders.load(organizations.by_id, organization_id)
    return None if row is None else Organization.of(row)


async def memberships_of(
    info: RegistryInfo,
    account_id: UUID,
    *,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[Membership]:
    """Return a page of the organizations that the account belongs to."""
    wanted = pages.asked(first=first, after=after, last=last, before=before)
    loaders = info.context.loaders
    page = await loaders.load(organizations.memberships, account_id, wanted)
    assert page is not None

    async def count() -> int:
        return await loaders.load(organizations.count_memberships, account_id) or 0

    return pages.connection(page, Membership.of, count=count)


async def invitations_of(info: RegistryInfo, account_id: UUID) -> list[OrganizationInvitation]:
    """Return the invitations that are open for the account."""
    at = info.context.backend.now()
    rows = await info.context.loaders.load(invitations.by_account, account_id, at=at)
    return [OrganizationInvitation.of(row) for row in rows or ()]
