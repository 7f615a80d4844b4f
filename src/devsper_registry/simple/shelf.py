"""Rendered pages kept in memory: the least recently read give way, and a rush renders once."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable

from devsper_registry.simple.rendered import Rendered

MEGABYTE = 1024 * 1024


class Shelf:
    """At most `limit` bytes of pages. Each is good for as long as its serial is the newest."""

    def __init__(self, limit: int = 64 * MEGABYTE) -> None:
        self.limit = limit
        self.weight = 0
        self._pages: OrderedDict[Hashable, Rendered] = OrderedDict()
        self._rendering: dict[Hashable, asyncio.Task[Rendered]] = {}

    def kept(self, key: Hashable, *, serial: int) -> Rendered | None:
        """Return the page as it was at `serial`, None where it is not kept."""
        page = self._pages.get(key)
        if page is None or page.serial != serial:
            return None
        self._pages.move_to_end(key)
        return page

    async def get(
        self, key: Hashable, *, serial: int, render: Callable[[], Awaitable[Rendered]]
    ) -> Rendered:
        """Return the page as it was at `serial` or later, kept or rendered now.

        What `render` raises is raised here, for everybody who waits for it.
        """
        page = self.kept(key, serial=serial)
        if page is not None:
            return page
        page = await self._join(key, render)
        if page.serial < serial:
            # That rendering had begun before the change which the caller knows of.
            page = await self._join(key, render)
        return page

    async def _join(self, key: Hashable, render: Callable[[], Awaitable[Rendered]]) -> Rendered:
        """Wait for the rendering that is under way, or begin one.

        It is a task of its own, so that a reader who goes away does not take it along.
        """
        task = self._rendering.get(key)
        if task is None:
            task = asyncio.ensure_future(self._render(key, render))
            self._rendering[key] = task
            task.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(task)

    async def _render(self, key: Hashable, render: Callable[[], Awaitable[Rendered]]) -> Rendered:
        page = await render()
        self._keep(key, page)
        return page

    def _landed(self, key: Hashable, task: "asyncio.Task[Rendered]") -> None:
        del self._rendering[key]
        if not task.cancelled():
            task.exception()  # looked at, so that it is not logged when all readers have gone

    def _keep(self, key: Hashable, page: Rendered) -> None:
        old = self._pages.pop(key, None)
        if old is not None:
            self.weight -= old.weight
        if page.weight > self.limit:
            return
        self._pages[key] = page
        self.weight += page.weight
        while self.weight > self.limit:
            _, dropped = self._pages.popitem(last=False)
            self.weight -= dropped.weight
