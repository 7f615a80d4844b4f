"""What happened: the journal's events."""

from datetime import datetime

import strawberry
from packaging.utils import canonicalize_name
from strawberry.scalars import JSON

from devsper_registry.db.queries.reading import (
    accounts,
    events,
    files,
    packages,
    paging,
    releases,
)
from devsper_registry.db.queries.reading.events import EventFilter, EventRow
from devsper_registry.db.queries.reading.paging import Ordering, Slice
from devsper_registry.graphql import ids, pages
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.pages import Connection
from devsper_registry.graphql.scalars import BigInt
from devsper_registry.graphql.types import account, api_key, file, package, release
from devsper_registry.graphql.types.cycles import (
    AFile,
    AnAccount,
    AnApiKey,
    APackage,
    ARelease,
)
from devsper_registry.graphql.types.node import Node


@strawberry.type(description="A change: what happened, to what, when, and by whom.")
class Event(Node):
    """One row of the journal. Who did it is shown to those of the package alone."""

    row: strawberry.Private[EventRow]
    serial: BigInt = strawberry.field(description="Its number: later changes have higher ones.")
    at: datetime = strawberry.field(description="When it happened.")
    action: str = strawberry.field(
        description="What happened: a noun and a verb, such as file.added or release.yanked."
    )
    package_name: str | None = strawberry.field(
        description="The normalized name of the package that it happened to."
    )
    version: str | None = strawberry.field(description="The version that it happened to.")
    filename: str | None = strawberry.field(description="The file that it happened to.")
    origin: str | None = strawberry.field(
        description="What stands for the address that it came from: the same for the same "
        "address; null for others than administrators."
    )
    detail: JSON = strawberry.field(
        description="What else is known of it: an object whose members depend on the action."
    )

    @classmethod
    def of(cls, row: EventRow) -> "Event":
        """Return the event of a row."""
        return cls(
            id=ids.encode("Event", row.serial),
            row=row,
            serial=BigInt(row.serial),
            at=row.at,
            action=row.action,
            package_name=row.package,
            version=row.version,
            filename=row.filename,
            origin=row.origin,
            detail=JSON(row.detail),
        )

    @strawberry.field(description="The package that it happened to, as it is now.")
    async def package(self, info: RegistryInfo) -> APackage | None:
        """Return the package."""
        return await package.by_name(info, self.row.package)

    @strawberry.field(description="The release that it happened to, as it is now.")
    async def release(self, info: RegistryInfo) -> ARelease | None:
        """Return the release."""
        loaders, name, version = info.context.loaders, self.row.package, self.row.version
        owner = None if name is None else await loaders.load(packages.by_name, name)
        if owner is None or version is None:
            return None
        row = await loaders.load(releases.by_version, (owner.id, version))
        return None if row is None else release.Release.of(row)

    @strawberry.field(description="The file that it happened to, as it is now.")
    async def file(self, info: RegistryInfo) -> AFile | None:
        """Return the file."""
        if self.row.filename is None:
            return None
        row = await info.context.loaders.load(files.by_filename, self.row.filename)
        return None if row is None else file.File.of(row)

    @strawberry.field(
        description="Who did it; null for whoever is not of the package, and for an operator on "
        "the registry's own machine."
    )
    async def actor(self, info: RegistryInfo) -> AnAccount | None:
        """Return who acted."""
        return await account.by_id(info, self.row.account_id)

    @strawberry.field(description="The API key that was used; null for others than its account.")
    async def api_key(self, info: RegistryInfo) -> AnApiKey | None:
        """Return the key that was shown."""
        return await api_key.by_id(info, self.row.api_key_id)


@strawberry.input(name="EventFilter", description="Which events; all conditions must hold.")
class EventsFilter:
    """Conditions on events; what is left out or null is no condition."""

    package: str | None = strawberry.field(
        default=None, description="They happened to the package of this name, in any spelling."
    )
    actions: list[str] | None = strawberry.field(
        default=None, description="They are one of these, such as release.created."
    )
    actor: str | None = strawberry.field(
        default=None,
        description="The account of this name did it; finds only what would show you that.",
    )
    since: datetime | None = strawberry.field(
        default=None, description="They happened at this moment or later."
    )
    until: datetime | None = strawberry.field(
        default=None, description="They happened before this moment."
    )
    after_serial: BigInt | None = strawberry.field(
        default=None, description="Their serial is higher: what came since you last looked."
    )

    async def to_query(self, info: RegistryInfo) -> EventFilter | None:
        """Return it in the database's terms; None where nothing can match."""
        actor = None
        if self.actor is not None:
            actor = await info.context.loaders.load(accounts.by_name, self.actor)
            if actor is None:
                return None
        return EventFilter(
            package=None if self.package is None else canonicalize_name(self.package),
            actions=tuple(self.actions or ()),
            account_id=None if actor is None else actor.id,
            since=self.since,
            until=self.until,
            after_serial=self.after_serial,
        )


async def listed(
    info: RegistryInfo, wanted: Slice, *, only: EventsFilter | None, ordering: Ordering
) -> Connection[Event]:
    """Return a page of the events that the filter lets through."""
    context = info.context
    asked = events.EVERY_EVENT if only is None else await only.to_query(info)

    async def count() -> int:
        if asked is None:
            return 0
        async with context.backend.read() as session:
            return await events.count(session, only=asked, visible_to=context.sight)

    if asked is None:
        return pages.connection(paging.nothing(), Event.of, count=count)
    async with context.backend.read() as session:
        page = await events.page(
            session, wanted, ordering=ordering, only=asked, visible_to=context.sight
        )
    return pages.connection(page, Event.of, count=count)
