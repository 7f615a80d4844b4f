"""Releases are yanked, taken back and deleted."""

from typing import Annotated

import strawberry
from packaging.utils import canonicalize_name

from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations import changed
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.package import Package
from devsper_registry.graphql.types.release import Release
from devsper_registry.services import deleting, yanking


@strawberry.input(description="A release to yank, and why.")
class YankReleaseInput:
    """A release and a reason."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    version: str = strawberry.field(description="The version, in any spelling (PEP 440).")
    reason: str = strawberry.field(
        default="", description="Why: installers show it. At most 1,000 characters."
    )


@strawberry.type(description="The release is yanked.")
class ReleaseYanked:
    """A yanked release."""

    release: Release = strawberry.field(description="The release as it is now.")


YankReleaseResult = Annotated[
    ReleaseYanked | Problem,
    strawberry.union("YankReleaseResult", description="The yanked release, or why it is not."),
]
YankReleaseArgument = Annotated[
    YankReleaseInput, strawberry.argument(description="Which release, and why.")
]


@strawberry.input(description="A release to take back.")
class UnyankReleaseInput:
    """A release."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    version: str = strawberry.field(description="The version, in any spelling (PEP 440).")


@strawberry.type(description="The release is not yanked.")
class ReleaseUnyanked:
    """A release taken back."""

    release: Release = strawberry.field(description="The release as it is now.")


UnyankReleaseResult = Annotated[
    ReleaseUnyanked | Problem,
    strawberry.union("UnyankReleaseResult", description="The release, or why it is as it was."),
]
UnyankReleaseArgument = Annotated[
    UnyankReleaseInput, strawberry.argument(description="Which release.")
]


@strawberry.input(description="A release to delete, named twice.")
class DeleteReleaseInput:
    """A release, and its version again."""

    package: str = strawberry.field(description="The package's name, in any spelling.")
    version: str = strawberry.field(description="The version, in any spelling (PEP 440).")
    confirmation: str = strawberry.field(description="The version again, as the release shows it.")


@strawberry.type(description="The release is gone, and its files with it.")
class ReleaseDeleted:
    """A release that is no more."""

    package: Package = strawberry.field(description="The package as it is now.")


DeleteReleaseResult = Annotated[
    ReleaseDeleted | Problem,
    strawberry.union(
        "DeleteReleaseResult", description="What is left, or why nothing was deleted."
    ),
]
DeleteReleaseArgument = Annotated[
    DeleteReleaseInput, strawberry.argument(description="Which release.")
]


@strawberry.type
class ReleaseMutations:
    """What can be done with releases."""

    @mutation("Yank a release: installers take it only where it is pinned exactly (PEP 592).")
    async def yank_release(
        self, info: RegistryInfo, input: YankReleaseArgument
    ) -> YankReleaseResult:
        """Yank a release."""
        release_id = await yanking.yank_release(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            version=input.version,
            reason=input.reason,
        )
        release = await changed.release(info, release_id, name=input.package, version=input.version)
        return ReleaseYanked(release=release)

    @mutation("Take back that a release was yanked; files yanked by themselves stay so.")
    async def unyank_release(
        self, info: RegistryInfo, input: UnyankReleaseArgument
    ) -> UnyankReleaseResult:
        """Take it back."""
        release_id = await yanking.unyank_release(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            version=input.version,
        )
        release = await changed.release(info, release_id, name=input.package, version=input.version)
        return ReleaseUnyanked(release=release)

    @mutation("Delete a release with its files, for good: their names are never free again.")
    async def delete_release(
        self, info: RegistryInfo, input: DeleteReleaseArgument
    ) -> DeleteReleaseResult:
        """Delete a release."""
        package_id = await deleting.delete_release(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            version=input.version,
            confirmation=input.confirmation,
        )
        return ReleaseDeleted(package=await changed.package(info, package_id, name=input.package))
