"""What the simple index reads: one statement a page, whatever the number of its files."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from asyncpg import Connection
from packaging.utils import NormalizedName

STANDINGS = """
    SELECT normalized_name, serial, visibility = 'private' AS is_private
    FROM package WHERE normalized_name = ANY($1::text[])
"""

NEWEST_SERIAL = "SELECT coalesce(max(serial), 0) FROM event"

PAGE = """
    SELECT p.serial, p.status, p.status_reason, r.version,
           f.filename, f.sha256, f.size, f.uploaded_at, f.requires_python, f.metadata_sha256,
           coalesce(f.yanked_reason, r.yanked_reason) AS yanked_reason,
           v.file_id IS NOT NULL AS has_provenance
    FROM package p
    LEFT JOIN release r ON r.package_id = p.id AND NOT r.is_withheld
    LEFT JOIN file f ON f.release_id = r.id AND f.withheld IS NULL
    LEFT JOIN file_provenance v ON v.file_id = f.id
    WHERE p.normalized_name = $1
    ORDER BY r.created_at, r.id, f.filename
"""

# In one statement, so that the serial is of the same moment as the names. Rows and not arrays:
# the driver asks the catalogue what an array of varchar is, once more for each connection.
LISTING = """
    SELECT newest.serial, p.normalized_name, p.serial
    FROM (SELECT coalesce(max(serial), 0) AS serial FROM event) newest
    LEFT JOIN package p ON p.status <> 'quarantined'
         AND (p.visibility = 'public' OR p.normalized_name = ANY($1::text[]))
    ORDER BY p.normalized_name
"""


class Standing(NamedTuple):
    """What must be known of a package before its page is shown: its last change, and to whom."""

    serial: int
    is_private: bool


class PageRow(NamedTuple):
    """A file with its release and package; the former two are None where there is none.

    A tuple, as the driver's rows are: a page may have thousands.
    """

    serial: int
    status: str
    status_reason: str | None
    version: str | None
    filename: str | None
    sha256: str
    size: int
    uploaded_at: datetime
    requires_python: str | None
    metadata_sha256: str | None
    yanked_reason: str | None
    has_provenance: bool


async def standings(
    connection: Connection, names: list[NormalizedName]
) -> dict[NormalizedName, Standing]:
    """Return how each package stands that there is."""
    found = await connection.fetch(STANDINGS, names)
    return {name: Standing(serial, is_private) for name, serial, is_private in found}


async def newest_serial(connection: Connection) -> int:
    """Return the serial of the last change of all, 0 before the first."""
    newest: int = await connection.fetchval(NEWEST_SERIAL)
    return newest


async def page(connection: Connection, name: NormalizedName) -> list[PageRow]:
    """Return the package's files and empty releases; nothing when there is no such package."""
    return [PageRow(*row) for row in await connection.fetch(PAGE, name)]


async def listing(
    connection: Connection, *, private: Collection[str]
) -> tuple[int, tuple[tuple[str, int], ...]]:
    """Return the newest serial, and name and serial of every public package and of these others.

    What is quarantined is left out.
    """
    rows = await connection.fetch(LISTING, list(private))
    return rows[0][0], tuple((name, serial) for _, name, serial in rows if name is not None)
