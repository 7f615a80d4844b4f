"""How packages stand, and the newest serial of all: asked once for all who ask at one time.

A page is as fresh as the serial that was read for it, so no answer may be older than its question.
While one question is under way the next one gathers; whoever comes joins that one.
"""

import asyncio
from dataclasses import dataclass
from typing import NamedTuple

from packaging.utils import NormalizedName

from devsper_registry.db.queries import pages
from devsper_registry.db.queries.pages import Standing
from devsper_registry.db.session import Database

# Stands for the whole registry among the names of packages.
ALL = None
Subject = NormalizedName | None


class _Answer(NamedTuple):
    packages: dict[NormalizedName, Standing]
    newest: int


@dataclass(slots=True)
class _Batch:
    """A question that still gathers its subjects."""

    subjects: set[Subject]
    answer: "asyncio.Task[_Answer]"


class Serials:
    """Reads serials, in batches under load and one by one otherwise."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._gathering: _Batch | None = None

    async def package(self, name: NormalizedName) -> Standing | None:
        """Return how the package stands, None when there is no such package."""
        return (await self._ask(name)).packages.get(name)

    async def newest(self) -> int:
        """Return the serial of the last change of all, 0 before the first."""
        return (await self._ask(ALL)).newest

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
            names = [name for name in subjects if name is not ALL]
            async with self._database.raw() as connection:
                packages = await pages.standings(connection, names) if names else {}
                newest = await pages.newest_serial(connection) if ALL in subjects else 0
            return _Answer(packages, newest)


def _looked_at(answer: "asyncio.Task[_Answer]") -> None:
    # A failure is raised to those who wait; it is not logged when all of them have gone.
    if not answer.cancelled():
        answer.exception()
