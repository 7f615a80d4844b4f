"""Packages change their status (PEP 792), and are deleted."""

from typing import Annotated

import strawberry
from packaging.utils import canonicalize_name

from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations import changed
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.package import Package
from devsper_registry.services import deleting, moderating


@strawberry.input(description="A package to archive, and why.")
class ArchivePackageInput:
    """A package and a reason."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    reason: str | None = strawberry.field(
        default=None, description="Why: the package and the simple index show it."
    )


@strawberry.type(description="The package takes no more uploads.")
class PackageArchived:
    """A package in its new status."""

    package: Package = strawberry.field(description="The package as it is now.")


ArchivePackageResult = Annotated[
    PackageArchived | Problem,
    strawberry.union("ArchivePackageResult", description="The archived package, or why it is not."),
]
ArchivePackageArgument = Annotated[
    ArchivePackageInput, strawberry.argument(description="Which package, and why.")
]


@strawberry.input(description="A package to deprecate, and why.")
class DeprecatePackageInput:
    """A package and a reason."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    reason: str | None = strawberry.field(
        default=None, description="Why: the package and the simple index show it."
    )


@strawberry.type(description="The package asks people to use something else.")
class PackageDeprecated:
    """A package in its new status."""

    package: Package = strawberry.field(description="The package as it is now.")


DeprecatePackageResult = Annotated[
    PackageDeprecated | Problem,
    strawberry.union(
        "DeprecatePackageResult", description="The deprecated package, or why it is not."
    ),
]
DeprecatePackageArgument = Annotated[
    DeprecatePackageInput, strawberry.argument(description="Which package, and why.")
]


@strawberry.input(description="A package to hold back, and why.")
class QuarantinePackageInput:
    """A package and a reason."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    reason: str = strawberry.field(description="Why: its owners and its users read it.")


@strawberry.type(description="Nothing of the package can be installed or changed.")
class PackageQuarantined:
    """A package in its new status."""

    package: Package = strawberry.field(description="The package as it is now.")


QuarantinePackageResult = Annotated[
    PackageQuarantined | Problem,
    strawberry.union(
        "QuarantinePackageResult", description="The quarantined package, or why it is not."
    ),
]
QuarantinePackageArgument = Annotated[
    QuarantinePackageInput, strawberry.argument(description="Which package, and why.")
]


@strawberry.input(description="A package to make an ordinary one again.")
class ReactivatePackageInput:
    """A package and a reason."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    reason: str | None = strawberry.field(
        default=None, description="Why: only the journal keeps it."
    )


@strawberry.type(description="The package is an ordinary one.")
class PackageReactivated:
    """A package in its new status."""

    package: Package = strawberry.field(description="The package as it is now.")


ReactivatePackageResult = Annotated[
    PackageReactivated | Problem,
    strawberry.union("ReactivatePackageResult", description="The package, or why it is as it was."),
]
ReactivatePackageArgument = Annotated[
    ReactivatePackageInput, strawberry.argument(description="Which package, and why.")
]


@strawberry.input(description="A package to delete, named twice.")
class DeletePackageInput:
    """A package, and its name again."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    confirmation: str = strawberry.field(description="The name again, as the package shows it.")


@strawberry.type(description="The package is gone with all its releases; its name is free.")
class PackageDeleted:
    """A package that is no more."""

    name: str = strawberry.field(description="The name that it had.")


DeletePackageResult = Annotated[
    PackageDeleted | Problem,
    strawberry.union("DeletePackageResult", description="What was deleted, or why nothing was."),
]
DeletePackageArgument = Annotated[
    DeletePackageInput, strawberry.argument(description="Which package.")
]


@strawberry.type
class PackageMutations:
    """What can be done with packages."""

    @mutation("Archive a package: it takes no more uploads, and what is there stays installable.")
    async def archive_package(
        self, info: RegistryInfo, input: ArchivePackageArgument
    ) -> ArchivePackageResult:
        """Archive a package."""
        package_id = await moderating.archive(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            reason=input.reason,
        )
        return PackageArchived(package=await changed.package(info, package_id, name=input.package))

    @mutation("Deprecate a package: it still works, and people are asked to use something else.")
    async def deprecate_package(
        self, info: RegistryInfo, input: DeprecatePackageArgument
    ) -> DeprecatePackageResult:
        """Deprecate a package."""
        package_id = await moderating.deprecate(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            reason=input.reason,
        )
        return PackageDeprecated(
            package=await changed.package(info, package_id, name=input.package)
        )

    @mutation("Hold a package back as unsafe; for administrators.")
    async def quarantine_package(
        self, info: RegistryInfo, input: QuarantinePackageArgument
    ) -> QuarantinePackageResult:
        """Quarantine a package."""
        package_id = await moderating.quarantine(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            reason=input.reason,
        )
        return PackageQuarantined(
            package=await changed.package(info, package_id, name=input.package)
        )

    @mutation("Make an ordinary package of it again; out of quarantine only administrators do.")
    async def reactivate_package(
        self, info: RegistryInfo, input: ReactivatePackageArgument
    ) -> ReactivatePackageResult:
        """Reactivate a package."""
        package_id = await moderating.reactivate(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            reason=input.reason,
        )
        return PackageReactivated(
            package=await changed.package(info, package_id, name=input.package)
        )

    @mutation("Delete a package with all that is in it, for good: no file name is ever free again.")
    async def delete_package(
        self, info: RegistryInfo, input: DeletePackageArgument
    ) -> DeletePackageResult:
        """Delete a package."""
        name = await deleting.delete_package(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            confirmation=input.confirmation,
        )
        return PackageDeleted(name=name)
