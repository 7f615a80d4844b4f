"""What an id stands for."""

from collections.abc import Callable
from typing import Any

from devsper_registry.db.queries.reading import (
    accounts,
    events,
    files,
    keys,
    organizations,
    packages,
    releases,
)
from devsper_registry.errors import GlobalIdInvalid
from devsper_registry.graphql import ids
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.loaders import Query
from devsper_registry.graphql.types.account import Account
from devsper_registry.graphql.types.api_key import ApiKey
from devsper_registry.graphql.types.event import Event
from devsper_registry.graphql.types.file import File
from devsper_registry.graphql.types.node import Node
from devsper_registry.graphql.types.organization import Organization
from devsper_registry.graphql.types.package import Package
from devsper_registry.graphql.types.release import Release

_TYPES: dict[str, tuple[Callable[[str], Any], Query[Any, Any], Callable[[Any], Node]]] = {
    "Account": (ids.uuid, accounts.by_id, Account.of),
    "ApiKey": (ids.uuid, keys.by_id, ApiKey.of),
    "Event": (ids.serial, events.by_serial, Event.of),
    "File": (ids.uuid, files.by_id, File.of),
    "Organization": (ids.uuid, organizations.by_id, Organization.of),
    "Package": (ids.uuid, packages.by_id, Package.of),
    "Release": (ids.uuid, releases.by_id, Release.of),
}


async def find(info: RegistryInfo, global_id: str) -> Node | None:
    """Return the thing that has this id, None where there is none; raise `GlobalIdInvalid`."""
    type_name, key = ids.decode(global_id)
    if type_name not in _TYPES:
        raise GlobalIdInvalid
    read, query, make = _TYPES[type_name]
    row = await info.context.loaders.load(query, read(key))
    return None if row is None else make(row)
