"""Releases are yanked, taken back and deleted."""

from typing import Annotated

import strawberry
from packaging.utils import canonicalize_name

from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.mutations import changed
from devsper_registry.graphql.mutations.changing import mutation
from devsper_registry.graphql.problems import Problem
from devsper_registry.graphql.types.release import Release
from devsper_registry.services import yanking


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
Yank = Annotated[YankReleaseInput, strawberry.argument(description="Which release, and why.")]


@strawberry.type
class ReleaseMutations:
    """What can be done with releases."""

    @mutation("Yank a release: installers take it only where it is pinned exactly (PEP 592).")
    async def yank_release(self, info: RegistryInfo, input: Yank) -> YankReleaseResult:
        """Yank a release."""
        release_id = await yanking.yank_release(
            info.context.backend,
            by=info.context.principal,
            package=canonicalize_name(input.package),
            version=input.version,
            reason=input.reason,
        )
        return ReleaseYanked(
            release=await changed.release(
                info, release_id, name=input.package, version=input.version
            )
        )
