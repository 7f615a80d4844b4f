"""What can be listened to."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry
from packaging.utils import canonicalize_name

from devsper_registry.db.queries.reading import files
from devsper_registry.errors import FileNotFound
from devsper_registry.graphql.context import RegistryInfo
from devsper_registry.graphql.queries.lookups import PackageName
from devsper_registry.graphql.scalars import BigInt
from devsper_registry.graphql.types.event import Event
from devsper_registry.graphql.types.file import File
from devsper_registry.graphql.types.words import VerificationState
from devsper_registry.services import following

AfterSerial = Annotated[
    BigInt | None,
    strawberry.argument(
        description="The serial of the last event that you have seen, to miss none in between; "
        "where left out, events from now on."
    ),
]


Filename = Annotated[str, strawberry.argument(description="The file's name.")]
_UNDER_WAY = {VerificationState.PENDING, VerificationState.RUNNING}


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

    @strawberry.subscription(
        description="How the verification of a file goes: the file as it is, then again each time "
        "that something comes of it. Ends with the verdict, and when the file is gone or no "
        "longer for you."
    )
    async def verification_events(
        self, info: RegistryInfo, filename: Filename
    ) -> AsyncGenerator[File, None]:
        """Yield the file from upload to verdict."""
        context = info.context
        # Before the first look: what comes in between is told as well.
        after = await context.backend.serials.newest()
        row = await context.loaders.load(files.by_filename, filename)
        if row is None:
            raise FileNotFound(filename=filename)
        shown = File.of(row)
        yield shown
        events = following.follow(
            context.backend, canonicalize_name(row.package), by=context.principal, after=after
        )
        async with aclosing(events):
            while (await shown.verification(info)).state in _UNDER_WAY:
                try:
                    event = await anext(events)
                except StopAsyncIteration:
                    return
                if event.filename == filename:
                    context.forget()
                    row = await context.loaders.load(files.by_filename, filename)
                    if row is None:
                        return
                    shown = File.of(row)
                    yield shown
