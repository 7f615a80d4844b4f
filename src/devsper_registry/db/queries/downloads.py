"""What a download needs of a file, in one statement."""

from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection
from packaging.utils import NormalizedName

# From the package on: who may not read it hears the same of its files, listed or not.
FILE = """
    SELECT p.visibility = 'private' AS is_private,
           CASE WHEN p.status = 'quarantined' THEN p.status ELSE f.withheld END AS withheld,
           f.sha256, f.size, f.uploaded_at
    FROM package p LEFT JOIN (file f JOIN release r ON r.id = f.release_id)
      ON r.package_id = p.id AND f.filename = $1 AND f.sha256 = $2
    WHERE p.normalized_name = $3
"""

METADATA = """
    SELECT p.visibility = 'private' AS is_private,
           CASE WHEN p.status = 'quarantined' THEN p.status ELSE f.withheld END AS withheld,
           m.content, f.metadata_sha256 AS sha256, f.uploaded_at
    FROM package p
    LEFT JOIN (
        file f JOIN release r ON r.id = f.release_id JOIN file_metadata m ON m.file_id = f.id
    )
      ON r.package_id = p.id AND f.filename = $1 AND f.sha256 = $2
     AND f.metadata_sha256 IS NOT NULL
    WHERE p.normalized_name = $3
"""


# By its version, since its address has no digest: the name alone tells the file.
PROVENANCE = """
    SELECT p.visibility = 'private' AS is_private,
           CASE WHEN p.status = 'quarantined' THEN p.status ELSE f.withheld END AS withheld,
           v.content::text AS content
    FROM package p
    LEFT JOIN (
        file f JOIN release r ON r.id = f.release_id
        JOIN file_provenance v ON v.file_id = f.id
    )
      ON r.package_id = p.id AND f.filename = $1 AND r.sort_key = $2
    WHERE p.normalized_name = $3
"""


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be sent to those who may read its package, unless it is withheld."""

    is_private: bool
    withheld: str | None
    sha256: str
    size: int
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class Metadata:
    """The core metadata of a file, byte for byte."""

    is_private: bool
    withheld: str | None
    content: bytes
    sha256: str
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class Provenance:
    """The provenance object of a file, as JSON."""

    is_private: bool
    withheld: str | None
    content: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """No such file, in a package that there is."""

    is_private: bool


async def file(
    connection: Connection, *, package: NormalizedName, sha256: str, filename: str
) -> Download | Nothing | None:
    """Return the file; `Nothing` where it is deleted or unknown, None without a package."""
    row = await connection.fetchrow(FILE, filename, sha256, package)
    if row is None:
        return None
    return Nothing(row["is_private"]) if row["sha256"] is None else Download(**row)


async def metadata(
    connection: Connection, *, package: NormalizedName, sha256: str, filename: str
) -> Metadata | Nothing | None:
    """Return the metadata of the file with this digest, likewise."""
    row = await connection.fetchrow(METADATA, filename, sha256, package)
    if row is None:
        return None
    return Nothing(row["is_private"]) if row["sha256"] is None else Metadata(**row)


async def provenance(
    connection: Connection, *, package: NormalizedName, sort_key: str, filename: str
) -> Provenance | Nothing | None:
    """Return the provenance of the file in the release with this key, likewise."""
    row = await connection.fetchrow(PROVENANCE, filename, sort_key, package)
    if row is None:
        return None
    if row["content"] is None:
        return Nothing(row["is_private"])
    return Provenance(row["is_private"], row["withheld"], row["content"])
