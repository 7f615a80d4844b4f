"""Organizations are made, changed and deleted."""

from typing import Annotated
from uuid import UUID

import strawberry

from devsper_registry.db.queries.reading import organizations as known
from devsper_registry.errors import OrganizationNotFound
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.organization import Organization
from devsper_registry.services import organizations, sight


@strawberry.input(description="The organization that is wanted.")
class CreateOrganizationInput:
    """A new organization."""

    name: str = strawberry.field(
        description="Its name, as accounts have one; none may be an account's."
    )
    display_name: str | None = strawberry.field(default=None, description="The name to show it by.")


@strawberry.type(description="The organization is there, and you are its owner.")
class OrganizationCreated:
    """A new organization."""

    organization: Organization = strawberry.field(description="The new organization.")


CreateOrganizationResult = Annotated[
    OrganizationCreated | Problem,
    strawberry.union(
        "CreateOrganizationResult", description="A new organization, or why there is none."
    ),
]
Create = Annotated[
    CreateOrganizationInput, strawberry.argument(description="The organization that is wanted.")
]


@strawberry.input(description="What an organization is to be shown as.")
class UpdateOrganizationInput:
    """A change of an organization."""

    name: str = strawberry.field(description="Its name, which stays.")
    display_name: str | None = strawberry.field(
        description="The name to show it by; null for none."
    )


@strawberry.type(description="The organization is changed.")
class OrganizationUpdated:
    """A changed organization."""

    organization: Organization = strawberry.field(description="The organization as it is now.")


UpdateOrganizationResult = Annotated[
    OrganizationUpdated | Problem,
    strawberry.union(
        "UpdateOrganizationResult", description="The changed organization, or why it is not."
    ),
]
Update = Annotated[UpdateOrganizationInput, strawberry.argument(description="Which, and what.")]


@strawberry.input(description="An organization to delete.")
class DeleteOrganizationInput:
    """An organization."""

    name: str = strawberry.field(description="Its name; it must have no packages any more.")


@strawberry.type(description="The organization is gone, and its name is free.")
class OrganizationDeleted:
    """A deleted organization."""

    name: str = strawberry.field(description="The name that it had.")


DeleteOrganizationResult = Annotated[
    OrganizationDeleted | Problem,
    strawberry.union("DeleteOrganizationResult", description="What is gone, or why it is not."),
]
Delete = Annotated[DeleteOrganizationInput, strawberry.argument(description="Which organization.")]


@strawberry.type
class OrganizationMutations:
    """What can be done with organizations."""

    @mutation("Make an organization, whose owner you are.")
    async def create_organization(
        self, info: RegistryInfo, input: Create
    ) -> CreateOrganizationResult:
        """Make an organization."""
        made = await organizations.create(
            info.context.backend,
            by=info.context.principal,
            name=input.name,
            display_name=input.display_name,
        )
        return OrganizationCreated(organization=await shown(info, made, name=input.name))

    @mutation("Change what an organization is shown as; for its owners.")
    async def update_organization(
        self, info: RegistryInfo, input: Update
    ) -> UpdateOrganizationResult:
        """Change an organization."""
        changed = await organizations.update(
            info.context.backend,
            by=info.context.principal,
            name=input.name,
            display_name=input.display_name,
        )
        return OrganizationUpdated(organization=await shown(info, changed, name=input.name))

    @mutation("Delete an organization that has no packages any more; for its owners.")
    async def delete_organization(
        self, info: RegistryInfo, input: Delete
    ) -> DeleteOrganizationResult:
        """Delete an organization."""
        await organizations.delete(info.context.backend, by=info.context.principal, name=input.name)
        return OrganizationDeleted(name=input.name)


async def shown(info: RegistryInfo, organization_id: UUID, *, name: str) -> Organization:
    """Return the organization as it is now; raise where it has been deleted meanwhile."""
    context = info.context
    seen = sight.of_account(context.backend, context.principal)
    async with context.backend.read() as session:
        found = await known.by_id(session, [organization_id], visible_to=seen)
    if organization_id not in found:
        raise OrganizationNotFound(organization=name)
    return Organization.of(found[organization_id])
