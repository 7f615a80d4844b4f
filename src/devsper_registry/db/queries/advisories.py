"""The advisories' rows, and which of them are about a version: compared by `release.sort_key`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete as sql_delete
from sqlalchemy import literal_column, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from devsper_registry.db.queries.arrays import among
from devsper_registry.db.tables import Advisory, AdvisoryRange, PinnedDependency

_CHANGING = ("modified", "withdrawn", "aliases", "severity", "summary", "document")

_KNOWN = text("""
    SELECT DISTINCT ON (wanted.package, wanted.sort_key, advisory.id)
           wanted.package, wanted.sort_key, advisory.id, advisory.aliases, advisory.severity,
           advisory.summary, range.fixed
    FROM unnest(CAST(:packages AS text[]), CAST(:sort_keys AS text[]))
        AS wanted (package, sort_key)
    JOIN advisory_range range
        ON range.package = wanted.package AND range.lower <= wanted.sort_key
           AND (range.upper IS NULL OR wanted.sort_key < range.upper)
    JOIN advisory ON advisory.id = range.advisory_id AND advisory.withdrawn IS NULL
    ORDER BY wanted.package, wanted.sort_key, advisory.id, range.fixed NULLS LAST
""")
# Without a version, whatever an advisory says of the package.
_NAMED = text("""
    SELECT found.id, found.modified, wanted.number - 1 AS number
    FROM unnest(CAST(:packages AS text[]), CAST(:sort_keys AS text[]), CAST(:after AS text[]))
        WITH ORDINALITY AS wanted (package, sort_key, after, number)
    CROSS JOIN LATERAL (
        SELECT DISTINCT advisory.id, advisory.modified
        FROM advisory_range range
        JOIN advisory ON advisory.id = range.advisory_id AND advisory.withdrawn IS NULL
        WHERE range.package = wanted.package AND range.advisory_id > wanted.after
              AND (wanted.sort_key IS NULL
                   OR range.lower <= wanted.sort_key
                      AND (range.upper IS NULL OR wanted.sort_key < range.upper))
        ORDER BY advisory.id
        LIMIT :most
    ) found
    ORDER BY wanted.number, found.id
""")
_MARK = text("""
    WITH version AS (
        SELECT file.id AS file_id, package.normalized_name AS package, release.sort_key
        FROM package
        JOIN release ON release.package_id = package.id
        JOIN file ON file.release_id = release.id
        WHERE package.normalized_name = ANY(CAST(:packages AS text[]))
        UNION ALL
        SELECT file_id, package, sort_key FROM pinned_dependency
        WHERE package = ANY(CAST(:packages AS text[]))
    )
    UPDATE verification SET is_outdated = true
    FROM (
        SELECT DISTINCT file_id FROM version
        WHERE EXISTS (
                SELECT FROM advisory_range range
                JOIN advisory ON advisory.id = range.advisory_id AND advisory.withdrawn IS NULL
                WHERE range.package = version.package AND range.lower <= version.sort_key
                      AND (range.upper IS NULL OR version.sort_key < range.upper))
              OR EXISTS (
                SELECT FROM finding WHERE finding.file_id = version.file_id AND "check" = :check)
    ) AS touched
    WHERE verification.file_id = touched.file_id AND NOT verification.is_outdated
""")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A package and the sort key of a version, None for any; advisories after the id `after`."""

    package: str
    sort_key: str | None
    after: str = ""


class Known(NamedTuple):
    """An advisory about a version, and which version mends it."""

    package: str
    sort_key: str
    id: str
    aliases: list[str]
    severity: str
    summary: str
    fixed: str | None


class Named(NamedTuple):
    """An advisory's id, and when its document was last changed."""

    id: str
    modified: datetime


async def put(session: AsyncSession, advisories: Sequence[Advisory]) -> dict[str, bool]:
    """Insert these, and replace those that are older here; each id may come once.

    Return the ids of what is different now, and of each whether it was not there before.
    """
    given = insert(Advisory)
    replacing: Any = given.on_conflict_do_update(
        index_elements=["id"],
        set_={name: given.excluded[name] for name in _CHANGING},
        where=col(Advisory.modified) < given.excluded.modified,
    ).returning(col(Advisory.id), literal_column("xmax = 0"))
    # In one order: two imports at once wait for each other, and do not deadlock.
    rows = [each.model_dump() for each in sorted(advisories, key=lambda each: each.id)]
    return {row[0]: row[1] for row in await session.execute(replacing, rows)}


async def replace_ranges(
    session: AsyncSession, ids: Collection[str], ranges: Sequence[AdvisoryRange]
) -> set[str]:
    """Give these advisories these ranges; return the packages that they were about before."""
    old = sql_delete(AdvisoryRange).where(among(col(AdvisoryRange.advisory_id), ids))
    before = set((await session.execute(old.returning(col(AdvisoryRange.package)))).scalars())
    if ranges:
        await session.execute(insert(AdvisoryRange), [each.model_dump() for each in ranges])
    return before


async def known(session: AsyncSession, versions: Collection[tuple[str, str]]) -> list[Known]:
    """Return what is known of these packages' versions (sort keys), what was withdrawn aside."""
    pairs = sorted(versions)
    told = {"packages": [name for name, _ in pairs], "sort_keys": [key for _, key in pairs]}
    return [Known(*row) for row in await session.execute(_KNOWN, told)]


async def documents(session: AsyncSession, wanted: Wanted, *, most: int) -> list[tuple[str, str]]:
    """Return the next ids and documents about that version, in the order of their ids."""
    about = select(col(AdvisoryRange.advisory_id)).where(
        col(AdvisoryRange.package) == wanted.package
    )
    if wanted.sort_key is not None:
        upper = col(AdvisoryRange.upper)
        about = about.where(
            col(AdvisoryRange.lower) <= wanted.sort_key,
            upper.is_(None) | (upper > wanted.sort_key),
        )
    selected = (
        select(col(Advisory.id), col(Advisory.document))
        .where(
            col(Advisory.id).in_(about),
            col(Advisory.withdrawn).is_(None),
            col(Advisory.id) > wanted.after,
        )
        .order_by(col(Advisory.id))
        .limit(most)
    )
    return [(row[0], row[1]) for row in await session.execute(selected)]


async def named(session: AsyncSession, wanted: Sequence[Wanted], *, most: int) -> list[list[Named]]:
    """Return for each the next ids about that version, at most so many; one statement for all."""
    told: dict[str, Any] = {
        "packages": [each.package for each in wanted],
        "sort_keys": [each.sort_key for each in wanted],
        "after": [each.after for each in wanted],
        "most": most,
    }
    found: list[list[Named]] = [[] for _ in wanted]
    for advisory_id, modified, number in await session.execute(_NAMED, told):
        found[number].append(Named(advisory_id, modified))
    return found


async def document(session: AsyncSession, advisory_id: str) -> str | None:
    """Return the document with this id, a withdrawn one too."""
    selected = select(col(Advisory.document)).where(col(Advisory.id) == advisory_id)
    return (await session.execute(selected)).scalar()


async def add_pins(session: AsyncSession, file_id: UUID, pins: Collection[tuple[str, str]]) -> None:
    """Remember the versions (sort keys) that the file pins; those that are there stay."""
    rows = [{"file_id": file_id, "package": name, "sort_key": key} for name, key in sorted(pins)]
    await session.execute(insert(PinnedDependency).on_conflict_do_nothing(), rows)


async def mark_outdated(session: AsyncSession, packages: Collection[str], *, check: str) -> None:
    """Have the files examined again that bring or pin a version of these packages.

    Those that an advisory is about, and those in which the check had found something.
    """
    await session.execute(_MARK, {"packages": sorted(packages), "check": check})
