"""Packages are vouched for, and let through for a while."""

from datetime import datetime
from typing import Annotated

import strawberry
from packaging.utils import canonicalize_name

from devsper_registry.graphql import ids
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations import changed
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.package import Package
from devsper_registry.services import exempting, trusting


@strawberry.input(description="A package to vouch for, and why.")
class TrustPackageInput:
    """A package and a reason."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    reason: str = strawberry.field(description="Why: everybody reads it.")


@strawberry.type(description="The package is trusted, until it changes hands.")
class PackageTrusted:
    """A trusted package."""

    package: Package = strawberry.field(description="The package as it is now.")


TrustPackageResult = Annotated[
    PackageTrusted | Problem,
    strawberry.union("TrustPackageResult", description="The package, or why it is as it was."),
]
TrustPackageArgument = Annotated[
    TrustPackageInput, strawberry.argument(description="Which package, and why.")
]


@strawberry.input(description="A package to vouch for no longer.")
class UntrustPackageInput:
    """A package and a reason."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    reason: str | None = strawberry.field(
        default=None, description="Why: only the journal keeps it."
    )


@strawberry.type(description="Nobody vouches for the package.")
class PackageUntrusted:
    """A package like any other."""

    package: Package = strawberry.field(description="The package as it is now.")


UntrustPackageResult = Annotated[
    PackageUntrusted | Problem,
    strawberry.union("UntrustPackageResult", description="The package, or why it is as it was."),
]
UntrustPackageArgument = Annotated[
    UntrustPackageInput, strawberry.argument(description="Which package.")
]


@strawberry.input(description="A package to let through, for what, until when, and why.")
class ExemptPackageInput:
    """A package, a check, a moment and a reason."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    check: str | None = strawberry.field(
        default=None, description="Whatever this check finds; null for all checks."
    )
    expires_at: datetime = strawberry.field(description="Until then; at most a year.")
    reason: str = strawberry.field(description="Why: its publishers read it.")


@strawberry.type(description="Nothing comes of what is found, from the next examination on.")
class PackageExempted:
    """A package that is let through."""

    package: Package = strawberry.field(description="The package as it is now.")


ExemptPackageResult = Annotated[
    PackageExempted | Problem,
    strawberry.union("ExemptPackageResult", description="The package, or why it is as it was."),
]
ExemptPackageArgument = Annotated[
    ExemptPackageInput, strawberry.argument(description="Which package, and for what.")
]


@strawberry.input(description="An exemption to end before its time.")
class EndExemptionInput:
    """An exemption."""

    id: strawberry.ID = strawberry.field(description="Its id, as the package shows it.")


@strawberry.type(description="The exemption is over, from the next examination on.")
class ExemptionEnded:
    """A package without that exemption."""

    package: Package = strawberry.field(description="The package as it is now.")


EndExemptionResult = Annotated[
    ExemptionEnded | Problem,
    strawberry.union("EndExemptionResult", description="The package, or why it is as it was."),
]
EndExemptionArgument = Annotated[
    EndExemptionInput, strawberry.argument(description="Which exemption.")
]


@strawberry.type
class TrustMutations:
    """What administrators do for packages that they know."""

    @mutation("Vouch for a package and its people; for administrators.")
    async def trust_package(
        self, info: RegistryInfo, input: TrustPackageArgument
    ) -> TrustPackageResult:
        """Trust a package."""
        package_id = await trusting.give(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            reason=input.reason,
        )
        return PackageTrusted(package=await changed.package(info, package_id, name=input.package))

    @mutation("Vouch for a package no longer; for administrators.")
    async def untrust_package(
        self, info: RegistryInfo, input: UntrustPackageArgument
    ) -> UntrustPackageResult:
        """Take the trust back."""
        package_id = await trusting.withdraw(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            reason=input.reason,
        )
        return PackageUntrusted(package=await changed.package(info, package_id, name=input.package))

    @mutation(
        "Let nothing come of what a check finds in a package for a while; for administrators."
    )
    async def exempt_package(
        self, info: RegistryInfo, input: ExemptPackageArgument
    ) -> ExemptPackageResult:
        """Exempt a package."""
        package_id = await exempting.exempt(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            check=input.check,
            reason=input.reason,
            expires_at=input.expires_at,
        )
        return PackageExempted(package=await changed.package(info, package_id, name=input.package))

    @mutation("End an exemption before its time; for administrators.")
    async def end_exemption(
        self, info: RegistryInfo, input: EndExemptionArgument
    ) -> EndExemptionResult:
        """End an exemption."""
        package_id = await exempting.end(
            info.context.backend,
            by=info.context.principal,
            exemption_id=ids.key_of(input.id, "Exemption"),
        )
        return ExemptionEnded(package=await changed.package(info, package_id, name=""))
