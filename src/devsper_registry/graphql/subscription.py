"""What can be listened to."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry
from packaging.utils import canonicalize_name

from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.queries.lookups import PackageName
from devsper_registry.graphql.scalars import BigInt
from devsper_registry.graphql.types.event import Event
from devsper_registry.services import following

AfterSerial = Annotated[
    BigInt | None,
    strawberry.argument(
        description="The serial of the last event that you have seen, to miss none in between; "
        "where left out, events from now on."
    ),
]


@strawberry.type(description="What can be listened to, over graphql-transport-ws or as SSE.")
class Subscription:
    """The root of all subscriptions."""

    @strawberry.subscription(
        description="What happens to a package: new files, yanks, deletions, changes of its "
        "status and people. Ends when the package is gone or no longer for you, and when your "
        "credential ends. A stream lasts an hour: come back with afterSerial."
    )
    async def package_events(
        self, info: RegistryInfo, name: PackageName, after_serial: AfterSerial = None
    ) -> AsyncGenerator[Event, None]:
        """Yield the package's events as they come."""
        context = info.context
        events = following.follow(
            context.backend, canonicalize_name(name), by=context.principal, after=after_serial
        )
        async with aclosing(events):
            async for row in events:
                context.forget()
                yield Event.of(row)
