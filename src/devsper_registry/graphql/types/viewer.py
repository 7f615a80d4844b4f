"""The one who asks."""

from typing import Annotated
from uuid import UUID

import strawberry

from devsper_registry.auth.principal import Principal
from devsper_registry.db.queries.reading import accounts, keys
from devsper_registry.graphql import pages
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.pages import After, Before, Connection, First, Last
from devsper_registry.graphql.types import api_key, organization
from devsper_registry.graphql.types.account import Account, OnlyRole, packages_of
from devsper_registry.graphql.types.api_key import ApiKey
from devsper_registry.graphql.types.organization import Membership, OrganizationInvitation
from devsper_registry.graphql.types.package import Package
from devsper_registry.graphql.types.words import Scope

IncludeRevoked = Annotated[
    bool, strawberry.argument(description="Whether revoked keys are in the list too.")
]


@strawberry.type(description="The one who asks: its account, and what its credential may do.")
class Viewer:
    """An account behind a key or a session."""

    key: strawberry.Private[UUID]
    account: Account = strawberry.field(description="Its account.")
    scopes: list[Scope] = strawberry.field(
        description="What the credential that was shown may be used for."
    )
    bound_to: list[str] | None = strawberry.field(
        description="The normalized names of the packages that the credential is bound to; null "
        "for all."
    )

    @strawberry.field(description="The packages in which it has a role, by name.")
    async def packages(
        self,
        info: RegistryInfo,
        role: OnlyRole = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Package]:
        """Return a page of its packages."""
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        return await packages_of(info, self.key, wanted, role=role)

    @strawberry.field(description="Its API keys, the newest first.")
    async def api_keys(
        self,
        info: RegistryInfo,
        include_revoked: IncludeRevoked = False,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ApiKey]:
        """Return a page of its keys."""
        context = info.context
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        async with context.backend.read() as session:
            page = await keys.of_account(
                session,
                self.key,
                wanted,
                with_revoked=include_revoked,
                visible_to=context.sight,
            )

        async def count() -> int:
            async with context.backend.read() as session:
                return await keys.count_of_account(
                    session, self.key, with_revoked=include_revoked, visible_to=context.sight
                )

        return pages.connection(page, ApiKey.of, count=count)

    @strawberry.field(description="The organizations that it belongs to, by name.")
    async def organizations(
        self,
        info: RegistryInfo,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Membership]:
        """Return a page of its memberships."""
        return await organization.memberships_of(
            info, self.key, first=first, after=after, last=last, before=before
        )

    @strawberry.field(description="The open invitations to its account, the newest first.")
    async def invitations(self, info: RegistryInfo) -> list[OrganizationInvitation]:
        """Return what it may answer."""
        return await organization.invitations_of(info, self.key)

    @strawberry.field(description="The API key that was shown; null for a session.")
    async def api_key(self, info: RegistryInfo) -> ApiKey | None:
        """Return the key of this request."""
        return await api_key.by_id(info, info.context.principal.api_key_id)


async def of(info: RegistryInfo, principal: Principal) -> Viewer | None:
    """Return the viewer; None for a stranger."""
    if principal.account_id is None:
        return None
    row = await info.context.loaders.load(accounts.by_id, principal.account_id)
    if row is None:
        return None
    return Viewer(
        key=row.id,
        account=Account.of(row),
        scopes=[Scope(str(scope)) for scope in sorted(principal.scopes)],
        bound_to=None if principal.packages is None else sorted(principal.packages),
    )
