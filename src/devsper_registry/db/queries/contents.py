"""The contents that files have: each once, however many files have it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import col

from devsper_registry.db.session import Database
from devsper_registry.db.tables import File

BATCH = 500


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that the storage must have, and the name of a file that has them."""

    sha256: str
    size: int
    filename: str


@dataclass(frozen=True, slots=True)
class Total:
    """How many contents there are, and their bytes together."""

    count: int
    size: int


async def total(database: Database) -> Total:
    """Return what all files need together."""
    each = select(func.min(col(File.size)).label("size")).group_by(col(File.sha256)).subquery()
    wanted = select(func.count(), func.coalesce(func.sum(each.c.size), 0)).select_from(each)
    async with database.read() as session:
        count, size = (await session.execute(wanted)).one()
    return Total(count=count, size=int(size))


async def every(database: Database) -> AsyncIterator[Content]:
    """Yield each content once, in the order of the digests, however long that takes its reader.

    No transaction stays open in between: a few hundred are read at a time.
    """
    after = ""
    while True:
        wanted = (
            select(col(File.sha256), func.min(col(File.size)), func.min(col(File.filename)))
            .where(col(File.sha256) > after)
            .group_by(col(File.sha256))
            .order_by(col(File.sha256))
            .limit(BATCH)
        )
        async with database.read() as session:
            rows = (await session.execute(wanted)).all()
        for sha256, size, filename in rows:
            yield Content(sha256=sha256, size=size, filename=filename)
            after = sha256
        if len(rows) < BATCH:
            return
