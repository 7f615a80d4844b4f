"""One thing, found by its name or its id."""

import asyncio
from typing import Annotated

import strawberry
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from devsper_registry import __version__
from devsper_registry.db.queries.reading import accounts, files, organizations, releases
from devsper_registry.graphql import nodes
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.types import package, viewer
from devsper_registry.graphql.types.account import Account
from devsper_registry.graphql.types.file import File
from devsper_registry.graphql.types.node import Node
from devsper_registry.graphql.types.organization import Organization
from devsper_registry.graphql.types.package import Package, row_by_name
from devsper_registry.graphql.types.release import Release
from devsper_registry.graphql.types.viewer import Viewer

LONGEST_VERSION = 200
PackageName = Annotated[
    str, strawberry.argument(description="The package's name, in any spelling.")
]
Name = Annotated[str, strawberry.argument(description="The account's name.")]
OrganizationName = Annotated[str, strawberry.argument(description="The organization's name.")]
VersionText = Annotated[
    str, strawberry.argument(description="The version, in any spelling (PEP 440).")
]
Filename = Annotated[str, strawberry.argument(description="The file's name.")]
Id = Annotated[strawberry.ID, strawberry.argument(description="The id, as an answer showed it.")]
Ids = Annotated[
    list[strawberry.ID], strawberry.argument(description="The ids, as answers showed them.")
]


@strawberry.type
class Lookups:
    """A part of the root: what is not there, or not for this one, is null."""

    @strawberry.field(description="The version of the program that answers.")
    def version(self) -> str:
        """Return the program's version."""
        return __version__

    @strawberry.field(description="You; null for a stranger.")
    async def viewer(self, info: RegistryInfo) -> Viewer | None:
        """Return who asks."""
        return await viewer.of(info, info.context.principal)

    @strawberry.field(description="The package of a name.")
    async def package(self, info: RegistryInfo, name: PackageName) -> Package | None:
        """Return the package, if it may be seen."""
        return await package.by_name(info, str(canonicalize_name(name)))

    @strawberry.field(description="A release of a package.")
    async def release(
        self, info: RegistryInfo, package: PackageName, version: VersionText
    ) -> Release | None:
        """Return the release, if it may be seen."""
        loaders = info.context.loaders
        canonical = _canonical(version)
        owner = await row_by_name(info, str(canonicalize_name(package)))
        if owner is None or canonical is None:
            return None
        row = await loaders.load(releases.by_version, (owner.id, canonical))
        return None if row is None else Release.of(row)

    @strawberry.field(description="The file of a name.")
    async def file(self, info: RegistryInfo, filename: Filename) -> File | None:
        """Return the file, if it may be seen."""
        row = await info.context.loaders.load(files.by_filename, filename)
        return None if row is None else File.of(row)

    @strawberry.field(description="The account of a name.")
    async def account(self, info: RegistryInfo, name: Name) -> Account | None:
        """Return the account, if it may be seen."""
        row = await info.context.loaders.load(accounts.by_name, name)
        return None if row is None else Account.of(row)

    @strawberry.field(description="The organization of a name.")
    async def organization(self, info: RegistryInfo, name: OrganizationName) -> Organization | None:
        """Return the organization, if it may be seen."""
        row = await info.context.loaders.load(organizations.by_name, name)
        return None if row is None else Organization.of(row)

    @strawberry.field(description="Whatever has this id.")
    async def node(self, info: RegistryInfo, id: Id) -> Node | None:
        """Return the thing, if it may be seen."""
        return await nodes.find(info, id)

    @strawberry.field(description="Whatever has these ids, in their order.")
    async def nodes(self, info: RegistryInfo, ids: Ids) -> list[Node | None]:
        """Return the things, null for each that is not there."""
        return list(await asyncio.gather(*(nodes.find(info, id_) for id_ in ids)))


def _canonical(version: str) -> str | None:
    try:
        return str(Version(version)) if len(version) <= LONGEST_VERSION else None
    except InvalidVersion:
        return None
