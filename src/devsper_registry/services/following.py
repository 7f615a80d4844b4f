"""Following a package: its events as they come, for as long as one may see them."""

import asyncio
from collections.abc import AsyncGenerator

from packaging.utils import NormalizedName

from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db.queries.following import Shown
from devsper_registry.db.queries.reading import events, packages
from devsper_registry.db.queries.reading.events import EventFilter, EventRow
from devsper_registry.db.queries.reading.paging import Page, Slice
from devsper_registry.db.watching import Follower
from devsper_registry.errors import PackageNotFound, StreamOver
from devsper_registry.services import sight
from devsper_registry.services.sight import Sight

# So many events are held for one follower, and each for a second: whoever is slower gets the rest
# as it may be seen by then.
AT_ONCE = Slice(size=20)
FRESH = 1.0


async def follow(
    backend: Backend, name: NormalizedName, *, by: Principal, after: int | None = None
) -> AsyncGenerator[EventRow, None]:
    """Yield the package's events after that serial, for None those from now on.

    Raise `PackageNotFound` where there is none to see, `StreamOver` when the credential ends. The
    events end when the package is gone, or no longer for this one.
    """
    looks, loop = sight.of(backend, by), asyncio.get_running_loop()
    with backend.watching.follow(name, shown=_shown(by), expires_at=by.expires_at) as follower:
        # Asked only now: whatever comes later wakes the follower.
        seen = await backend.serials.newest() if after is None else after
        page = await _read(backend, name, seen, looks)
        if page is None:
            raise PackageNotFound(package=name)
        while page is not None:
            read_at = loop.time()
            for event in page.items:
                _require_standing(follower)
                yield event
                seen = event.serial
                if loop.time() - read_at > FRESH:
                    break
            else:
                if not page.has_next:
                    await follower.wait()
            _require_standing(follower)
            page = await _read(backend, name, seen, looks)


async def _read(
    backend: Backend, name: NormalizedName, after: int, looks: Sight
) -> Page[EventRow] | None:
    """Return the next events, None where the package is not there to see."""

    async def read() -> Page[EventRow] | None:
        only = EventFilter(package=name, after_serial=after)
        async with backend.read() as session:
            page = await events.page(
                session, AT_ONCE, ordering=events.OLDEST_FIRST, only=only, visible_to=looks
            )
            if page.items or await packages.is_readable(session, name, visible_to=looks):
                return page
            return None

    return await backend.watching.together((name, after, looks), read)


def _shown(by: Principal) -> Shown | None:
    if by.account_id is None:
        return None
    return Shown(by.account_id, by.api_key_id, by.issued_at, by.is_administrator)


def _require_standing(follower: Follower) -> None:
    if follower.has_fallen:
        raise StreamOver
