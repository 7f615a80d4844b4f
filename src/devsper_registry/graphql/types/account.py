"""Accounts, as far as the one who looks may see them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from devsper_registry.db.queries.reading import accounts, packages
from devsper_registry.db.queries.reading.accounts import AccountFilter, AccountRow
from devsper_registry.db.queries.reading.paging import Slice
from devsper_registry.graphql import ids, pages
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.pages import After, Before, Connection, First, Last
from devsper_registry.graphql.types import organization, package
from devsper_registry.graphql.types.cycles import AMembership, APackage
from devsper_registry.graphql.types.node import Node
from devsper_registry.graphql.types.words import Role

OnlyRole = Annotated[
    Role | None, strawberry.argument(description="Only the packages in which it has this role.")
]


@strawberry.type(description="A person or a robot that publishes packages.")
class Account(Node):
    """Email, rights and suspension are null for everybody but itself and administrators."""

    key: strawberry.Private[UUID]
    name: str = strawberry.field(description="The name it is known by; it never changes.")
    display_name: str | None = strawberry.field(description="The name it likes to be shown by.")
    created_at: datetime = strawberry.field(description="Since when it exists.")
    email: str | None = strawberry.field(
        description="Its e-mail address; null for others than itself and administrators."
    )
    is_administrator: bool | None = strawberry.field(
        description="Whether it runs this registry; null for others than itself and administrators."
    )
    suspended_at: datetime | None = strawberry.field(
        description="Since when it is shut out; null for others than itself and administrators."
    )

    @classmethod
    def of(cls, row: AccountRow) -> "Account":
        """Return the account of a row."""
        return cls(
            id=ids.encode("Account", row.id),
            key=row.id,
            name=row.name,
            display_name=row.display_name,
            created_at=row.created_at,
            email=row.email,
            is_administrator=row.is_administrator,
            suspended_at=row.suspended_at,
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
    ) -> Connection[APackage]:
        """Return a page of its packages."""
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        return await packages_of(info, self.key, wanted, role=role)

    @strawberry.field(
        description="The organizations that it belongs to, by name: your own, and of others those "
        "that you belong to as well."
    )
    async def organizations(
        self,
        info: RegistryInfo,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AMembership]:
        """Return a page of its memberships."""
        return await organization.memberships_of(
            info, self.key, first=first, after=after, last=last, before=before
        )


@strawberry.input(name="AccountFilter", description="Which accounts; all conditions must hold.")
class AccountsFilter:
    """Conditions on accounts; what is left out or null is no condition."""

    name_prefix: str | None = strawberry.field(default=None, description="The name begins so.")
    is_administrator: bool | None = strawberry.field(
        default=None, description="It runs this registry, or does not."
    )
    is_suspended: bool | None = strawberry.field(
        default=None, description="It is shut out, or is not."
    )

    def to_query(self) -> AccountFilter:
        """Return it in the database's terms."""
        return AccountFilter(
            name_prefix=self.name_prefix,
            is_administrator=self.is_administrator,
            is_suspended=self.is_suspended,
        )


async def packages_of(
    info: RegistryInfo, account_id: UUID, wanted: Slice, *, role: Role | None
) -> "Connection[package.Package]":
    """Return a page of the packages in which the account has a role."""
    loaders, only = info.context.loaders, None if role is None else role.value
    page = await loaders.load(packages.by_account, account_id, wanted, role=only)
    assert page is not None

    async def count() -> int:
        return await loaders.load(packages.count_by_account, account_id, role=only) or 0

    return pages.connection(page, package.Package.of, count=count)


async def by_id(info: RegistryInfo, account_id: UUID | None) -> Account | None:
    """Return the account, None for none and for one that may not be seen."""
    if account_id is None:
        return None
    row = await info.context.loaders.load(accounts.by_id, account_id)
    return None if row is None else Account.of(row)
