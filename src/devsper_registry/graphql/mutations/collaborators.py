"""Roles in packages are given, changed and taken."""

from typing import Annotated

import strawberry
from packaging.utils import canonicalize_name

from devsper_registry.db.tables import package as rows
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations import changed
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.package import Package
from devsper_registry.graphql.types.words import Role
from devsper_registry.services import ownership


@strawberry.input(description="An account to give a role in a package.")
class AddCollaboratorInput:
    """A package and an account."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    account: str = strawberry.field(description="The account's name.")
    role: Role = strawberry.field(description="What it may do.")


@strawberry.type(description="The account has the role.")
class CollaboratorAdded:
    """A package and its people."""

    package: Package = strawberry.field(description="The package as it is now.")


AddCollaboratorResult = Annotated[
    CollaboratorAdded | Problem,
    strawberry.union(
        "AddCollaboratorResult",
        description="The package with its people, or why they are as they were.",
    ),
]
AddCollaboratorArgument = Annotated[
    AddCollaboratorInput, strawberry.argument(description="Which package, and whom.")
]


@strawberry.input(description="An account to give another role.")
class ChangeCollaboratorInput:
    """A package and an account."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    account: str = strawberry.field(description="The account's name.")
    role: Role = strawberry.field(description="What it may do.")


@strawberry.type(description="The account has the role.")
class CollaboratorChanged:
    """A package and its people."""

    package: Package = strawberry.field(description="The package as it is now.")


ChangeCollaboratorResult = Annotated[
    CollaboratorChanged | Problem,
    strawberry.union(
        "ChangeCollaboratorResult",
        description="The package with its people, or why they are as they were.",
    ),
]
ChangeCollaboratorArgument = Annotated[
    ChangeCollaboratorInput, strawberry.argument(description="Which package, and whom.")
]


@strawberry.input(description="An account to take its role from.")
class RemoveCollaboratorInput:
    """A package and an account."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    account: str = strawberry.field(description="The account's name.")


@strawberry.type(description="The account has no role any more.")
class CollaboratorRemoved:
    """A package and its people."""

    package: Package | None = strawberry.field(
        description="The package as it is now; null where you see it no more."
    )


RemoveCollaboratorResult = Annotated[
    CollaboratorRemoved | Problem,
    strawberry.union(
        "RemoveCollaboratorResult",
        description="The package with its people, or why they are as they were.",
    ),
]
RemoveCollaboratorArgument = Annotated[
    RemoveCollaboratorInput, strawberry.argument(description="Which package, and whom.")
]


@strawberry.type
class CollaboratorMutations:
    """What can be done about a package's people."""

    @mutation("Give an account a role in a package; for its owners.")
    async def add_collaborator(
        self, info: RegistryInfo, input: AddCollaboratorArgument
    ) -> AddCollaboratorResult:
        """Add a collaborator."""
        package_id = await ownership.add(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            account=input.account,
            role=rows.Role[input.role.name],
        )
        return CollaboratorAdded(
            package=await changed.package(info, package_id, name=input.package)
        )

    @mutation("Give an account another role; for owners, and one of them stays an owner.")
    async def change_collaborator(
        self, info: RegistryInfo, input: ChangeCollaboratorArgument
    ) -> ChangeCollaboratorResult:
        """Change a collaborator."""
        package_id = await ownership.change(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            account=input.account,
            role=rows.Role[input.role.name],
        )
        return CollaboratorChanged(
            package=await changed.package(info, package_id, name=input.package)
        )

    @mutation("Take its role from an account; for owners, and for itself. The last owner stays.")
    async def remove_collaborator(
        self, info: RegistryInfo, input: RemoveCollaboratorArgument
    ) -> RemoveCollaboratorResult:
        """Remove a collaborator."""
        package_id = await ownership.remove(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            account=input.account,
        )
        return CollaboratorRemoved(package=await changed.package_if_seen(info, package_id))
