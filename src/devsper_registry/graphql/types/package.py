"""Packages: what they are, their releases and their people."""

from collections.abc import Awaitable
from datetime import datetime

import strawberry

from devsper_registry.db.queries.reading import (
    accounts,
    collaborators,
    documents,
    events,
    exemptions,
    packages,
    releases,
)
from devsper_registry.db.queries.reading.collaborators import CollaboratorRow
from devsper_registry.db.queries.reading.documents import DocumentRow
from devsper_registry.db.queries.reading.downloads import Of
from devsper_registry.db.queries.reading.packages import PackageRow
from devsper_registry.graphql import ids, pages
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.guards.cost import price
from devsper_registry.graphql.pages import After, Before, Connection, First, Last
from devsper_registry.graphql.scalars import HTML, BigInt
from devsper_registry.graphql.types import account, event, organization, release
from devsper_registry.graphql.types.cycles import (
    AnAccount,
    AnEvent,
    AnOrganization,
    APackage,
    ARelease,
)
from devsper_registry.graphql.types.dependency import Dependency
from devsper_registry.graphql.types.downloads import Days, Downloads, since
from devsper_registry.graphql.types.install_commands import InstallCommands
from devsper_registry.graphql.types.metadata import EntryPointGroup, Link
from devsper_registry.graphql.types.node import Node
from devsper_registry.graphql.types.trust import Exemption, Trust
from devsper_registry.graphql.types.words import Badge, PackageStatus, Role, Visibility


@strawberry.type(description="An account's part in a package.")
class Collaborator:
    """One role."""

    row: strawberry.Private[CollaboratorRow]
    role: Role = strawberry.field(description="What it may do.")
    since: datetime = strawberry.field(description="Since when.")

    @strawberry.field(description="Whose part it is.")
    def account(self) -> AnAccount | None:
        """Return the account."""
        return account.Account.of(self.row.account)

    @strawberry.field(description="Through which organization it has the part; null for its own.")
    async def organization(self, info: RegistryInfo) -> AnOrganization | None:
        """Return the organization."""
        return await organization.by_id(info, self.row.organization_id)


@strawberry.type(description="A package: a name, its releases, and the people who publish them.")
class Package(Node):
    """What is quarantined tells nothing of itself but its name and status."""

    row: strawberry.Private[PackageRow]
    name: str = strawberry.field(description="Its name as its first publisher spelled it.")
    normalized_name: str = strawberry.field(description="Its name as installers compare it.")
    status: PackageStatus = strawberry.field(description="What state it is in (PEP 792).")
    status_reason: str | None = strawberry.field(description="Why it is in that state.")
    created_at: datetime = strawberry.field(description="When its first file was uploaded.")
    serial: BigInt = strawberry.field(description="The serial of its last change.")
    visibility: Visibility = strawberry.field(description="Who may know of it.")

    @classmethod
    def of(cls, row: PackageRow) -> "Package":
        """Return the package of a row."""
        return cls(
            id=ids.encode("Package", row.id),
            row=row,
            name=row.name,
            normalized_name=row.normalized_name,
            status=PackageStatus(row.status),
            status_reason=row.status_reason,
            created_at=row.created_at,
            serial=BigInt(row.serial),
            visibility=Visibility(row.visibility),
        )

    @strawberry.field(
        description="Who vouches for it and its people; null where no administrator does."
    )
    def trust(self) -> Trust | None:
        """Return the trust that is put in it."""
        return None if self.row.trusted_at is None else Trust.of(self.row)

    @strawberry.field(description="What is said of it at a glance: of it, and its latest release.")
    async def badges(self, info: RegistryInfo) -> list[Badge]:
        """Return its badges."""
        latest = await self._latest(info)
        is_verified = latest is not None and await latest.is_verified(info)
        held = {Badge.VERIFIED: is_verified, Badge.TRUSTED: self.row.trusted_at is not None}
        return [badge for badge, is_held in held.items() if is_held]

    @strawberry.field(
        description="What it may do for a while although the policy says otherwise, the newest "
        "first; null for others than its publishers and administrators."
    )
    async def exemptions(self, info: RegistryInfo) -> list[Exemption] | None:
        """Return the exemptions that hold."""
        # To the minute, so that those of several packages are read together.
        at = info.context.backend.now().replace(second=0, microsecond=0)
        found = await info.context.loaders.load(exemptions.by_package, self.row.id, at=at)
        return None if found is None else [Exemption.of(row) for row in found]

    @strawberry.field(description="What it is, in a line: the latest release's summary.")
    async def summary(self, info: RegistryInfo) -> str | None:
        """Return the summary."""
        document = await self._document(info)
        return None if document is None else document.summary

    @strawberry.field(description="The latest release's licence.")
    async def license(self, info: RegistryInfo) -> str | None:
        """Return the licence."""
        document = await self._document(info)
        return None if document is None else document.license

    @strawberry.field(description="The versions of Python that the latest release runs on.")
    async def requires_python(self, info: RegistryInfo) -> str | None:
        """Return the specifier."""
        document = await self._document(info)
        return None if document is None else document.requires_python

    @strawberry.field(description="Words to find it by, in lower case.")
    async def keywords(self, info: RegistryInfo) -> list[str]:
        """Return the keywords."""
        document = await self._document(info)
        return [] if document is None else document.keywords

    @strawberry.field(description="The latest release's trove classifiers.")
    async def classifiers(self, info: RegistryInfo) -> list[str]:
        """Return the classifiers."""
        document = await self._document(info)
        return [] if document is None else document.classifiers

    @strawberry.field(description="When something of it last changed.")
    async def updated_at(self, info: RegistryInfo) -> datetime | None:
        """Return the moment."""
        document = await self._document(info)
        return None if document is None else document.updated_at

    @strawberry.field(
        description="What installers take unless told otherwise: the highest version that is "
        "neither yanked nor a pre-release, where there is one."
    )
    async def latest_release(self, info: RegistryInfo) -> ARelease | None:
        """Return the release that the lists tell of."""
        return await self._latest(info)

    @strawberry.field(
        description="The latest release's README, rendered.", metadata=price(weight=10)
    )
    async def readme(self, info: RegistryInfo) -> HTML | None:
        """Return the rendered description."""
        latest = await self._latest(info)
        return None if latest is None else await latest.readme(info)

    @strawberry.field(description="The links that the latest release's publisher gave.")
    async def links(self, info: RegistryInfo) -> list[Link]:
        """Return the project URLs."""
        latest = await self._latest(info)
        return [] if latest is None else await latest.links(info)

    @strawberry.field(description="The latest release's entry points by group.")
    async def entry_points(self, info: RegistryInfo) -> list[EntryPointGroup]:
        """Return the entry points."""
        latest = await self._latest(info)
        return [] if latest is None else await latest.entry_points(info)

    @strawberry.field(description="What the latest release requires.", metadata=price(length=20))
    async def dependencies(self, info: RegistryInfo) -> list[Dependency]:
        """Return the dependencies."""
        latest = await self._latest(info)
        return [] if latest is None else await latest.dependencies(info)

    @strawberry.field(description="Lines to paste for installing the latest release from here.")
    async def install_commands(self, info: RegistryInfo) -> InstallCommands | None:
        """Return a line for each installer."""
        latest = await self._latest(info)
        return None if latest is None else await latest.install_commands(info)

    @strawberry.field(description="Its releases, the highest version first.")
    async def releases(
        self,
        info: RegistryInfo,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        include_yanked: pages.IncludeYanked = True,
    ) -> Connection[ARelease]:
        """Return a page of its releases."""
        loaders, key = info.context.loaders, self.row.id
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        page = await loaders.load(releases.by_package, key, wanted, with_yanked=include_yanked)
        assert page is not None

        async def count() -> int:
            counted = releases.count_by_package
            return await loaders.load(counted, key, with_yanked=include_yanked) or 0

        return pages.connection(page, release.Release.of, count=count)

    @strawberry.field(description="The organization that it belongs to; null for accounts.")
    async def organization(self, info: RegistryInfo) -> AnOrganization | None:
        """Return the organization."""
        return await organization.by_id(info, self.row.organization_id)

    @strawberry.field(
        description="Its people: owners first, then maintainers, then readers, by name."
    )
    async def collaborators(self, info: RegistryInfo) -> list[Collaborator]:
        """Return who may act on it."""
        return await self._people(info)

    @strawberry.field(description="Those who decide about it, by name.")
    async def owners(self, info: RegistryInfo) -> list[Collaborator]:
        """Return its owners."""
        return [person for person in await self._people(info) if person.role is Role.OWNER]

    @strawberry.field(description="Those who publish and yank its releases, by name.")
    async def maintainers(self, info: RegistryInfo) -> list[Collaborator]:
        """Return its maintainers."""
        return [person for person in await self._people(info) if person.role is Role.MAINTAINER]

    @strawberry.field(description="The part that you have in it; null for none.")
    async def viewer_role(self, info: RegistryInfo) -> Role | None:
        """Return the role of the one who asks."""
        role = await info.context.loaders.load(collaborators.roles, self.row.id)
        return None if role is None else Role(role.value)

    @strawberry.field(description="The packages whose latest release requires it, by name.")
    async def dependents(
        self,
        info: RegistryInfo,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[APackage]:
        """Return a page of the packages that require it."""
        loaders, key = info.context.loaders, self.normalized_name
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        page = await loaders.load(packages.dependents, key, wanted)
        assert page is not None

        async def count() -> int:
            return await loaders.load(packages.count_dependents, key) or 0

        return pages.connection(page, Package.of, count=count)

    @strawberry.field(description="How often it was downloaded.", metadata=price(weight=10))
    async def downloads(self, info: RegistryInfo, days: Days = 30) -> Downloads:
        """Return the counts of the last days."""
        return await since(info, Of.PACKAGE, self.row.id, days)

    @strawberry.field(description="What happened to it, the newest first.")
    async def events(
        self,
        info: RegistryInfo,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AnEvent]:
        """Return a page of its history."""
        loaders, key = info.context.loaders, self.normalized_name
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        page = await loaders.load(events.by_package, key, wanted)
        assert page is not None

        async def count() -> int:
            return await loaders.load(events.count_by_package, key) or 0

        return pages.connection(page, event.Event.of, count=count)

    async def _people(self, info: RegistryInfo) -> list[Collaborator]:
        rows = await info.context.loaders.load(collaborators.by_package, self.row.id)
        # Who publishes is mostly one of them.
        known = {row.account.id: row.account for row in rows or ()}
        info.context.loaders.prime(accounts.by_id, known)
        return [Collaborator(row=row, role=Role(row.role), since=row.since) for row in rows or ()]

    async def _latest(self, info: RegistryInfo) -> "release.Release | None":
        document = await self._document(info)
        return await release.by_id(info, None if document is None else document.release_id)

    def _document(self, info: RegistryInfo) -> Awaitable[DocumentRow | None]:
        return info.context.loaders.load(documents.by_package, self.row.id)


async def by_name(info: RegistryInfo, name: str | None) -> Package | None:
    """Return the package of a normalized name, None for none and for one that may not be seen."""
    if name is None:
        return None
    row = await row_by_name(info, name)
    return None if row is None else Package.of(row)


async def row_by_name(info: RegistryInfo, name: str) -> PackageRow | None:
    """Return the row of a normalized name; its releases then find it by its id without asking."""
    row = await info.context.loaders.load(packages.by_name, name)
    if row is not None:
        info.context.loaders.prime(packages.by_id, {row.id: row})
    return row
