"""The registry's figures, read once a minute for all who may see the same."""

import asyncio
from datetime import datetime, timedelta

from devsper_registry.db.queries.reading import stats
from devsper_registry.db.queries.reading.stats import Stats
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.session import Database

KEPT = timedelta(minutes=1)
# What is public, and everything: no other sight is kept, since there are as many as accounts.
PUBLIC = Sight(public=None)
EVERYTHING = Sight(public=None, private=None, everything=True)


class Figures:
    """Keeps two answers, each with the moment at which it was read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._kept: dict[Sight, tuple[datetime, Stats]] = {}

    async def get(self, visible_to: Sight, *, now: datetime) -> Stats:
        """Return the figures, at most a minute old."""
        sight = _shared(visible_to)
        if sight is None:
            return await self._read(visible_to)
        # Of those who ask at the same time one reads, the others find its answer.
        async with self._turn:
            kept = self._kept.get(sight)
            if kept is None or not kept[0] <= now < kept[0] + KEPT:
                kept = self._kept[sight] = now, await self._read(sight)
            return kept[1]

    async def _read(self, sight: Sight) -> Stats:
        async with self._database.read() as session:
            return await stats.read(session, visible_to=sight)


def _shared(sight: Sight) -> Sight | None:
    """Return the sight whose figures this one is shown; None for its own."""
    if sight.public is not None:
        return None
    if sight.everything:
        return EVERYTHING if sight.private is None else None
    return PUBLIC
