"""The newest serials, asked of the database once for everybody who asks at the same time.

A page is as fresh as the serial that was read for it, so no answer may be older than its question.
While one question is under way the next one gathers; whoever comes joins that one.
"""

import asyncio
from dataclasses import dataclass

from packaging.utils import NormalizedName

from devsper_registry.db.queries import pages
from devsper_registry.db.session import Database

# Stands for the whole registry among the names of packages.
ALL = None
Subject = NormalizedName | None


@dataclass(slots=True)
class _Batch:
    """A question that still gathers its subjects."""

    subjects: set[Subject]
    answer: "asyncio.Task[dict[Subject, int]]"


class Serials:
    """Reads serials, in batches under load and one by one otherwise."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._gathering: _Batch | None = None

    async def package(self, name: NormalizedName) -> int | None:
        """Return the serial of the package's last change, None when there is no such package."""
        return await self._ask(name)

    async def newest(self) -> int:
        """Return the serial of the last change of all, 0 before the first."""
        return await self._ask(ALL) or 0

    async def _ask(self, subject: Subject) -> int | None:
        batch = self._gathering
        if batch is None:
            subjects: set[Subject] = set()
            batch = _Batch(subjects, asyncio.create_task(self._answer(subjects)))
            batch.answer.add_done_callback(_looked_at)
            self._gathering = batch
        batch.subjects.add(subject)
        # Shielded: the others wait for the same answer when this reader goes away.
        return (await asyncio.shield(batch.answer)).get(subject)

    async def _answer(self, subjects: set[Subject]) -> dict[Subject, int]:
        async with self._turn:
            # The question is put now: who comes later needs a later answer.
            self._gathering = None
            names = [name for name in subjects if name is not ALL]
            found: dict[Subject, int] = {}
            async with self._database.raw() as connection:
                if names:
                    found.update((await pages.serials(connection, names)).items())
                if ALL in subjects:
                    found[ALL] = await pages.newest_serial(connection)
            return found


def _looked_at(answer: "asyncio.Task[dict[Subject, int]]") -> None:
    # A failure is raised to those who wait; it is not logged when all of them have gone.
    if not answer.cancelled():
        answer.exception()
