"""What can be asked."""

import asyncio
from typing import Annotated

import strawberry
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from devsper_registry import __version__
from devsper_registry.db.queries.reading import accounts, files, packages, releases
from devsper_registry.db.queries.reading.filters import EVERYTHING
from devsper_registry.graphql import nodes, pages
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.pages import After, Before, Connection, First, Last
from devsper_registry.graphql.types.account import Account
from devsper_registry.graphql.types.file import File
from devsper_registry.graphql.types.node import Node
from devsper_registry.graphql.types.package import Package
from devsper_registry.graphql.types.package_list import PackageOrder, PackagesFilter
from devsper_registry.graphql.types.release import Release

LONGEST_VERSION = 200
PackageName = Annotated[
    str, strawberry.argument(description="The package's name, in any spelling.")
]
Name = Annotated[str, strawberry.argument(description="The account's name.")]
VersionText = Annotated[
    str, strawberry.argument(description="The version, in any spelling (PEP 440).")
]
Filename = Annotated[str, strawberry.argument(description="The file's name.")]
Id = Annotated[strawberry.ID, strawberry.argument(description="The id, as an answer showed it.")]
Ids = Annotated[
    list[strawberry.ID], strawberry.argument(description="The ids, as answers showed them.")
]
Filter = Annotated[
    PackagesFilter | None, strawberry.argument(description="Which packages; all, where left out.")
]
OrderBy = Annotated[
    PackageOrder | None, strawberry.argument(description="The order; by name, where left out.")
]


@strawberry.type(description="What can be asked. What is not there, or not for you, is null.")
class Query:
    """The root of all questions."""

    @strawberry.field(description="The version of the program that answers.")
    def version(self) -> str:
        """Return the program's version."""
        return __version__

    @strawberry.field(description="The package of a name.")
    async def package(self, info: RegistryInfo, name: PackageName) -> Package | None:
        """Return the package, if it may be seen."""
        row = await info.context.loaders.load(packages.by_name, str(canonicalize_name(name)))
        return None if row is None else Package.of(row)

    @strawberry.field(description="Packages: filtered, ordered, page by page.")
    async def packages(
        self,
        info: RegistryInfo,
        filter: Filter = None,
        order_by: OrderBy = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Package]:
        """Return a page of the packages."""
        context = info.context
        only = EVERYTHING if filter is None else filter.to_query()
        ordering = packages.BY_NAME if order_by is None else order_by.to_query()
        wanted = pages.asked(first=first, after=after, last=last, before=before)
        async with context.backend.read() as session:
            page = await packages.page(
                session, wanted, ordering=ordering, only=only, visible_to=context.sight
            )

        async def count() -> int:
            async with context.backend.read() as session:
                return await packages.count(session, only=only, visible_to=context.sight)

        return pages.connection(page, Package.of, count=count)

    @strawberry.field(description="A release of a package.")
    async def release(
        self, info: RegistryInfo, package: PackageName, version: VersionText
    ) -> Release | None:
        """Return the release, if it may be seen."""
        loaders = info.context.loaders
        canonical = _canonical(version)
        owner = await loaders.load(packages.by_name, str(canonicalize_name(package)))
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
