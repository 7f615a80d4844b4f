"""How packages stand, and the newest serial of all: kept while changes are heard, else asked.

What is kept is forgotten with the first word of a change; an answer that was under way at that
moment is not kept. Without it no answer may be older than its question, so that one question is
asked for all who ask at one time: while it is under way the next one gathers, and whoever comes
joins that one.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, NamedTuple

from packaging.utils import NormalizedName

from devsper_registry.db.changes import Changes, News
from devsper_registry.db.queries import pages
from devsper_registry.db.queries.pages import Standing
from devsper_registry.db.session import Database

# Stands for the whole registry among the names of packages.
ALL = None
Subject = NormalizedName | None
# Names, about 300 bytes each. Absent ones have a place of their own: a flood of made-up names
# drives no package out.
MOST = 100_000
MOST_ABSENT = 20_000


class Unknown:
    """Stands for what has to be asked; None is a package that there is not."""


UNKNOWN: Final = Unknown()


class _Answer(NamedTuple):
    packages: dict[NormalizedName, Standing]
    newest: int


@dataclass(slots=True)
class _Batch:
    """A question that still gathers its subjects."""

    subjects: set[Subject]
    answer: "asyncio.Task[_Answer]"


class Serials:
    """Reads serials, in batches under load and one by one otherwise; keeps them if it may."""

    def __init__(self, database: Database, changes: Changes | None = None) -> None:
        self._database = database
        self._changes = changes or Changes()
        self._turn = asyncio.Lock()
        self._gathering: _Batch | None = None
        self._present: OrderedDict[NormalizedName, Standing] = OrderedDict()
        self._absent: OrderedDict[NormalizedName, None] = OrderedDict()
        # What has changed since the question that is under way was put; ALL for anything.
        self._changed: set[str | None] = set()
        self._changes.subscribe(self._forget)

    def known(self, name: NormalizedName) -> Standing | Unknown | None:
        """Return how it stands, None where there is no such package, UNKNOWN to be asked."""
        if not self._changes.are_heard:
            return UNKNOWN
        standing = self._present.get(name)
        if standing is not None:
            self._present.move_to_end(name)
            return standing
        if name in self._absent:
            self._absent.move_to_end(name)
            return None
        return UNKNOWN

    async def package(self, name: NormalizedName) -> Standing | None:
        """Return how the package stands, None when there is no such package."""
        known = self.known(name)
        return (await self._ask(name)).packages.get(name) if isinstance(known, Unknown) else known

    async def newest(self) -> int:
        """Return the serial of the last change of all, 0 before the first."""
        known = self._changes.newest
        return (await self._ask(ALL)).newest if known is None else known

    async def _ask(self, subject: Subject) -> _Answer:
        batch = self._gathering
        if batch is None:
            subjects: set[Subject] = set()
            batch = _Batch(subjects, asyncio.create_task(self._answer(subjects)))
            batch.answer.add_done_callback(_looked_at)
            self._gathering = batch
        batch.subjects.add(subject)
        # Shielded: the others wait for the same answer when this reader goes away.
        return await asyncio.shield(batch.answer)

    async def _answer(self, subjects: set[Subject]) -> _Answer:
        async with self._turn:
            # The question is put now: who comes later needs a later answer.
            self._gathering = None
            self._changed.clear()
            names = [name for name in subjects if name is not ALL]
            async with self._database.raw() as connection:
                packages = await pages.standings(connection, names) if names else {}
                newest = await pages.newest_serial(connection) if ALL in subjects else 0
            self._keep(names, packages)
            return _Answer(packages, newest)

    def _keep(self, names: list[NormalizedName], packages: dict[NormalizedName, Standing]) -> None:
        if ALL in self._changed:
            return
        for name in names:
            if name in self._changed:
                continue
            standing = packages.get(name)
            if standing is None:
                self._absent[name] = None
            else:
                self._present[name] = standing
        _bound(self._present, MOST)
        _bound(self._absent, MOST_ABSENT)

    def _forget(self, news: News) -> None:
        if news is None:
            self._present.clear()
            self._absent.clear()
            self._changed.add(ALL)
            return
        for change in news:
            if change.package is not None and not change.is_of_record:
                name = NormalizedName(change.package)
                self._present.pop(name, None)
                self._absent.pop(name, None)
                self._changed.add(name)


def _bound(
    kept: OrderedDict[NormalizedName, Standing] | OrderedDict[NormalizedName, None], most: int
) -> None:
    while len(kept) > most:
        kept.popitem(last=False)


def _looked_at(answer: "asyncio.Task[_Answer]") -> None:
    # A failure is raised to those who wait; it is not logged when all of them have gone.
    if not answer.cancelled():
        answer.exception()
