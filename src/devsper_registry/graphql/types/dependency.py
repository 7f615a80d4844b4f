"""What a release requires."""

from typing import Any

import strawberry

from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.types import package
from devsper_registry.graphql.types.cycles import APackage


@strawberry.type(description="A requirement of a release.")
class Dependency:
    """One Requires-Dist."""

    name: str = strawberry.field(description="The normalized name of what is required.")
    requirement: str = strawberry.field(description="The whole requirement, as written (PEP 508).")
    specifier: str = strawberry.field(description="The versions that will do; empty for any.")
    extras: list[str] = strawberry.field(description="The extras that are wanted of it.")
    marker: str | None = strawberry.field(
        description="Under which condition it is required; null for always."
    )

    @classmethod
    def of(cls, given: dict[str, Any]) -> "Dependency":
        """Return the dependency that a release's row holds."""
        return cls(
            name=given["name"],
            requirement=given["requirement"],
            specifier=given["specifier"],
            extras=given["extras"],
            marker=given["marker"],
        )

    @strawberry.field(description="The package itself; null where this registry has none.")
    async def package(self, info: RegistryInfo) -> APackage | None:
        """Return the package of that name."""
        return await package.by_name(info, self.name)
