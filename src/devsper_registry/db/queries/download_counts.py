"""The counts of downloads: added together in one statement, and summed into the documents."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from asyncpg import Connection

from devsper_registry.db.tally import Download

# In the order of the key, so that replicas which write at the same time do not deadlock. Files
# that were deleted meanwhile drop out; the lock keeps the others until the commit.
_ADD = """
    INSERT INTO download_count (file_id, day, installer, python_version, count)
    SELECT f.id, c.day, c.installer, c.python, c.count
    FROM unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::int[])
         AS c (filename, day, installer, python, count)
    JOIN file f ON f.filename = c.filename
    ORDER BY f.id, c.day, c.installer, c.python
    FOR KEY SHARE OF f
    ON CONFLICT (file_id, day, installer, python_version)
    DO UPDATE SET count = download_count.count + excluded.count
"""

# A document's row stands in ten indexes: one that moved by less than a twentieth is left alone.
_MOVED = """
    WITH counted AS (
        SELECT r.package_id, sum(c.count) AS number
        FROM download_count c JOIN file f ON f.id = c.file_id JOIN release r ON r.id = f.release_id
        WHERE c.day > $1
        GROUP BY r.package_id
    )
    SELECT d.package_id, coalesce(counted.number, 0)::bigint AS number
    FROM package_document d LEFT JOIN counted ON counted.package_id = d.package_id
    WHERE abs(coalesce(counted.number, 0) - d.downloads_30d) > d.downloads_30d / 20.0
    ORDER BY d.package_id
"""

_RENEW = """
    UPDATE package_document d SET downloads_30d = moved.number
    FROM unnest($1::uuid[], $2::bigint[]) AS moved (package_id, number)
    WHERE d.package_id = moved.package_id
"""


async def add(connection: Connection, counts: Mapping[Download, int]) -> None:
    """Add the counts; those of files that are no longer there are forgotten."""
    await connection.execute(
        _ADD,
        [download.filename for download in counts],
        [download.day for download in counts],
        [download.installer for download in counts],
        [download.python for download in counts],
        list(counts.values()),
    )


async def moved(connection: Connection, *, after: date) -> list[tuple[UUID, int]]:
    """Return the packages whose count since that day is no longer what their document says."""
    return [(row["package_id"], row["number"]) for row in await connection.fetch(_MOVED, after)]


async def renew(connection: Connection, counts: Sequence[tuple[UUID, int]]) -> None:
    """Write these counts into the documents."""
    await connection.execute(_RENEW, [id_ for id_, _ in counts], [count for _, count in counts])
