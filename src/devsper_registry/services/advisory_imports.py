"""Advisories imported from files: what is newer is kept, and what it concerns is examined again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from devsper_registry.advisories import osv, sources
from devsper_registry.advisories.advisory import Advisory
from devsper_registry.advisories.osv import Unreadable
from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal
from devsper_registry.backend import Backend
from devsper_registry.db import tables
from devsper_registry.db.queries import advisories, jobs, journal
from devsper_registry.db.session import AsyncSession
from devsper_registry.db.tables.job import Kind

# Of one transaction, whichever is reached first.
MOST, MOST_BYTES = 500, 16 * 1024 * 1024
# Of one job.
MOST_PACKAGES = 1_000


@dataclass(slots=True)
class Counts:
    """What became of the documents."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    elsewhere: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        """How many documents there were."""
        return self.new + self.changed + self.unchanged + self.elsewhere + self.refused


class Listener(Protocol):
    """Hears how it goes, while it goes."""

    def done(self, size: int) -> None:
        """Hear of bytes that are done with."""

    def refused(self, name: str, reason: str) -> None:
        """Hear of a document that was passed over, and why."""


async def import_from(
    backend: Backend, paths: Iterable[Path], *, by: Principal, listener: Listener
) -> Counts:
    """Read every document, and keep those that are new or changed since they were last imported.

    One transaction for some hundred of them: stopped anywhere, what is in stays in, and a second
    run goes on. A document that cannot be read keeps none of the others from it.
    """
    permissions.require_administrator(by)
    counts = Counts()
    for some in _batches(_read(paths, counts, listener)):
        await _keep(backend, some, counts, by=by)
    return counts


def _read(paths: Iterable[Path], counts: Counts, listener: Listener) -> Iterator[Advisory]:
    for path in paths:
        for found in sources.read(path):
            listener.done(found.size)
            try:
                if isinstance(found.content, Unreadable):
                    raise found.content
                advisory = osv.read(found.content)
            except Unreadable as problem:
                counts.refused += 1
                listener.refused(found.name, str(problem))
                continue
            if advisory is None:
                counts.elsewhere += 1
            else:
                yield advisory


def _batches(given: Iterable[Advisory]) -> Iterator[list[Advisory]]:
    some, size = list[Advisory](), 0
    for advisory in given:
        some.append(advisory)
        size += len(advisory.document)
        if len(some) == MOST or size > MOST_BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some


async def _keep(
    backend: Backend, some: Sequence[Advisory], counts: Counts, *, by: Principal
) -> None:
    newest = {each.id: each for each in sorted(some, key=lambda each: each.modified)}
    async with backend.transaction() as session:
        put = await advisories.put(session, [_row(each) for each in newest.values()])
        if put:
            await _follow(session, [newest[id_] for id_ in put])
            changed = sorted(id_ for id_, is_new in put.items() if not is_new)
            event = journal.event(
                "advisories.imported",
                at=backend.now(),
                by=by,
                new=len(put) - len(changed),
                changed=changed,
                withdrawn=sorted(id_ for id_ in put if newest[id_].withdrawn is not None),
            )
            await journal.add(session, event)
    new = sum(put.values())
    counts.new += new
    counts.changed += len(put) - new
    counts.unchanged += len(some) - len(put)


async def _follow(session: AsyncSession, put: Sequence[Advisory]) -> None:
    """Give them their ranges, and let files be examined again that these are or were about."""
    ranges = [
        tables.AdvisoryRange(
            advisory_id=each.id,
            package=one.package,
            lower=one.lower,
            upper=one.upper,
            fixed=one.fixed,
        )
        for each in put
        for one in each.ranges
    ]
    before = await advisories.replace_ranges(session, [each.id for each in put], ranges)
    packages = sorted(before | {one.package for one in ranges})
    for start in range(0, len(packages), MOST_PACKAGES):
        payload = {"packages": packages[start : start + MOST_PACKAGES]}
        await jobs.enqueue(session, Kind.NOTE_ADVISORIES, payload)


def _row(advisory: Advisory) -> tables.Advisory:
    return tables.Advisory(
        id=advisory.id,
        modified=advisory.modified,
        withdrawn=advisory.withdrawn,
        aliases=list(advisory.aliases),
        severity=advisory.severity,
        summary=advisory.summary,
        document=advisory.document,
    )
