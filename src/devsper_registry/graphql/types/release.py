"""Releases, and what each tells of itself."""

from datetime import datetime
from uuid import UUID

import strawberry

from devsper_registry.db.queries.reading import advisories, files, packages, releases, verification
from devsper_registry.db.queries.reading.downloads import Of
from devsper_registry.db.queries.reading.releases import ReleaseFacts, ReleaseRow
from devsper_registry.db.queries.reading.verification import ReleaseState
from devsper_registry.graphql import ids
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.guards.cost import price
from devsper_registry.graphql.scalars import HTML
from devsper_registry.graphql.types import file, package
from devsper_registry.graphql.types.cycles import AFile, APackage
from devsper_registry.graphql.types.dependency import Dependency
from devsper_registry.graphql.types.downloads import Days, Downloads, since
from devsper_registry.graphql.types.install_commands import InstallCommands
from devsper_registry.graphql.types.metadata import EntryPointGroup, Link, entry_point_groups
from devsper_registry.graphql.types.node import Node
from devsper_registry.graphql.types.vulnerability import Vulnerability
from devsper_registry.graphql.types.words import Badge, VerificationState


@strawberry.type(description="A release: one version of a package, with its files.")
class Release(Node):
    """The facts are those of its first wheel, or of its source distribution."""

    row: strawberry.Private[ReleaseRow]
    version: str = strawberry.field(description="The version in its canonical form (PEP 440).")
    is_prerelease: bool = strawberry.field(
        description="Whether installers pass it over unless they are told to take it."
    )
    is_yanked: bool = strawberry.field(
        description="Whether it is taken only by those who pin it exactly (PEP 592)."
    )
    yanked_reason: str | None = strawberry.field(
        description="Why it is yanked; null where it is not, or where no reason was given."
    )
    created_at: datetime = strawberry.field(description="When its first file was uploaded.")
    summary: str | None = strawberry.field(description="What it is, in a line.")
    license: str | None = strawberry.field(
        description="Its licence: the SPDX expression, or what older metadata say."
    )
    requires_python: str | None = strawberry.field(
        description="The versions of Python that it says it runs on (PEP 440)."
    )

    @classmethod
    def of(cls, row: ReleaseRow) -> "Release":
        """Return the release of a row."""
        return cls(
            id=ids.encode("Release", row.id),
            row=row,
            version=row.version,
            is_prerelease=row.is_prerelease,
            is_yanked=row.yanked_reason is not None,
            yanked_reason=row.yanked_reason or None,
            created_at=row.created_at,
            summary=row.summary,
            license=row.license,
            requires_python=row.requires_python,
        )

    @strawberry.field(description="The package that it is a version of.")
    async def package(self, info: RegistryInfo) -> APackage | None:
        """Return its package."""
        row = await info.context.loaders.load(packages.by_id, self.row.package_id)
        return None if row is None else package.Package.of(row)

    @strawberry.field(
        description="How far the examination of its files has come: the state that matters most "
        "of all of them.",
        metadata=price(weight=5),
    )
    async def verification_state(self, info: RegistryInfo) -> VerificationState:
        """Return the state of its files."""
        found = await self._verification(info)
        states = set() if found is None else {VerificationState(state) for state in found.states}
        return next((s for s in _WORST_FIRST if s in states), VerificationState.NOT_EXAMINED)

    @strawberry.field(description="What is said of it at a glance.", metadata=price(weight=5))
    async def badges(self, info: RegistryInfo) -> list[Badge]:
        """Return its badges."""
        owner = await info.context.loaders.load(packages.by_id, self.row.package_id)
        held = {
            Badge.VERIFIED: await self.is_verified(info),
            Badge.TRUSTED: owner is not None and owner.trusted_at is not None,
        }
        return [badge for badge, is_held in held.items() if is_held]

    @strawberry.field(
        description="What the imported advisories say of PyPI's package of this name and version, "
        "by their ids.",
        metadata=price(weight=5),
    )
    async def vulnerabilities(self, info: RegistryInfo) -> list[Vulnerability]:
        """Return what is known to be vulnerable of it."""
        rows = await info.context.loaders.load(advisories.by_release, self.row.id)
        return [Vulnerability.of(row) for row in rows or ()]

    @strawberry.field(description="All its files, by name.", metadata=price(weight=5))
    async def files(self, info: RegistryInfo) -> list[AFile]:
        """Return its files."""
        rows = await info.context.loaders.load(files.by_release, self.row.id)
        return [file.File.of(row) for row in rows or ()]

    @strawberry.field(description="Its README, rendered.", metadata=price(weight=10))
    async def readme(self, info: RegistryInfo) -> HTML | None:
        """Return the rendered description."""
        told = await facts(info, self.row.id)
        return (
            None if told is None or told.description_html is None else HTML(told.description_html)
        )

    @strawberry.field(description="Who wrote it, as the metadata say; never an address.")
    async def author(self, info: RegistryInfo) -> str | None:
        """Return the author's name."""
        told = await facts(info, self.row.id)
        return None if told is None else told.author

    @strawberry.field(description="Who looks after it, as the metadata say; never an address.")
    async def maintainer(self, info: RegistryInfo) -> str | None:
        """Return the maintainer's name."""
        told = await facts(info, self.row.id)
        return None if told is None else told.maintainer

    @strawberry.field(description="Words to find it by.")
    async def keywords(self, info: RegistryInfo) -> list[str]:
        """Return the keywords."""
        told = await facts(info, self.row.id)
        return [] if told is None else told.keywords

    @strawberry.field(description="Its trove classifiers.")
    async def classifiers(self, info: RegistryInfo) -> list[str]:
        """Return the classifiers."""
        told = await facts(info, self.row.id)
        return [] if told is None else told.classifiers

    @strawberry.field(description="The links that its publisher gave.")
    async def links(self, info: RegistryInfo) -> list[Link]:
        """Return the project URLs."""
        told = await facts(info, self.row.id)
        return [] if told is None else [Link.of(given) for given in told.project_urls]

    @strawberry.field(description="What it requires.", metadata=price(length=20))
    async def dependencies(self, info: RegistryInfo) -> list[Dependency]:
        """Return the dependencies."""
        told = await facts(info, self.row.id)
        return [] if told is None else [Dependency.of(given) for given in told.dependencies]

    @strawberry.field(description="Its entry points by group: commands, and plugins of others.")
    async def entry_points(self, info: RegistryInfo) -> list[EntryPointGroup]:
        """Return the entry points."""
        told = await facts(info, self.row.id)
        return [] if told is None else entry_point_groups(told.entry_points)

    @strawberry.field(description="Lines to paste for installing it from here.")
    async def install_commands(self, info: RegistryInfo) -> InstallCommands | None:
        """Return a line for each installer."""
        loaders = info.context.loaders
        rows = await loaders.load(files.by_release, self.row.id)
        owner = await loaders.load(packages.by_id, self.row.package_id)
        if owner is None:
            return None
        return InstallCommands.of(
            name=owner.name,
            version=self.version,
            files=rows or (),
            base_url=info.context.base_url,
        )

    @strawberry.field(description="How often it was downloaded.", metadata=price(weight=10))
    async def downloads(self, info: RegistryInfo, days: Days = 30) -> Downloads:
        """Return the counts of the last days."""
        return await since(info, Of.RELEASE, self.row.id, days)

    async def is_verified(self, info: RegistryInfo) -> bool:
        """Tell whether it has the badge."""
        found = await self._verification(info)
        return found is not None and found.is_verified

    async def _verification(self, info: RegistryInfo) -> ReleaseState | None:
        version = info.context.backend.checks_version
        return await info.context.loaders.load(verification.by_release, self.row.id, version)


_WORST_FIRST = (
    VerificationState.REJECTED,
    VerificationState.ERROR,
    VerificationState.RUNNING,
    VerificationState.PENDING,
    VerificationState.FLAGGED,
    VerificationState.PASSED,
)


async def by_id(info: RegistryInfo, release_id: UUID | None) -> Release | None:
    """Return the release, None for none and for one that may not be seen."""
    if release_id is None:
        return None
    row = await info.context.loaders.load(releases.by_id, release_id)
    return None if row is None else Release.of(row)


async def facts(info: RegistryInfo, release_id: UUID) -> ReleaseFacts | None:
    """Return what the release's page shows, read once an operation."""
    return await info.context.loaders.load(releases.facts_by_id, release_id)
