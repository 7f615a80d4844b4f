"""Packages change hands, and are shown or hidden."""

from typing import Annotated

import strawberry
from packaging.utils import canonicalize_name

from devsper_registry.db.queries.reading import packages
from devsper_registry.db.tables import package as tables
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations import changed
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.package import Package
from devsper_registry.graphql.types.words import Visibility
from devsper_registry.services import sight, transferring, visibility


@strawberry.input(description="A package, and who may see it from now on.")
class SetPackageVisibilityInput:
    """A package and a visibility."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    visibility: Visibility = strawberry.field(description="Who may know of it.")


@strawberry.type(description="The package is seen by whom it is for.")
class PackageVisibilitySet:
    """A package with its visibility."""

    package: Package = strawberry.field(description="The package as it is now.")


SetPackageVisibilityResult = Annotated[
    PackageVisibilitySet | Problem,
    strawberry.union(
        "SetPackageVisibilityResult", description="The package, or why it is as it was."
    ),
]
SetVisibility = Annotated[
    SetPackageVisibilityInput, strawberry.argument(description="Which package, and for whom.")
]


@strawberry.input(description="A package, and who gets it: an account or an organization.")
class TransferPackageInput:
    """A package and a receiver."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    account: str | None = strawberry.field(
        default=None, description="An account that has a role in the package already."
    )
    organization: str | None = strawberry.field(
        default=None, description="An organization of which you are an owner or admin."
    )


@strawberry.type(description="The package belongs to the receiver alone.")
class PackageTransferred:
    """A package in other hands."""

    package: Package | None = strawberry.field(
        description="The package as it is now; null where you may not see it any more."
    )


TransferPackageResult = Annotated[
    PackageTransferred | Problem,
    strawberry.union(
        "TransferPackageResult", description="The package, or why it stays where it is."
    ),
]
Transfer = Annotated[
    TransferPackageInput, strawberry.argument(description="Which package, and to whom.")
]


@strawberry.type
class BelongingMutations:
    """To whom packages belong, and who sees them."""

    @mutation("Make a package public or private; for its owners.")
    async def set_package_visibility(
        self, info: RegistryInfo, input: SetVisibility
    ) -> SetPackageVisibilityResult:
        """Show or hide a package."""
        package_id = await visibility.set_on_package(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            visibility=tables.Visibility[input.visibility.name],
        )
        return PackageVisibilitySet(
            package=await changed.package(info, package_id, name=input.package)
        )

    @mutation("Give a package to an account or an organization; its owners own it no more.")
    async def transfer_package(self, info: RegistryInfo, input: Transfer) -> TransferPackageResult:
        """Give a package away."""
        context = info.context
        package_id = await transferring.transfer(
            context.backend,
            by=context.principal,
            package=canonicalize_name(input.package),
            account=input.account,
            organization=input.organization,
        )
        seen = sight.of_account(context.backend, context.principal)
        async with context.backend.read() as session:
            rows = await packages.by_id(session, [package_id], visible_to=seen)
        row = rows.get(package_id)
        return PackageTransferred(package=None if row is None else Package.of(row))
