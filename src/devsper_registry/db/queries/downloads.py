"""What a download needs of a file: asked once a request, so that a deleted file is gone at once."""

from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection
from packaging.utils import NormalizedName

FILE = """
    SELECT f.sha256, f.size, f.uploaded_at
    FROM file f JOIN release r ON r.id = f.release_id JOIN package p ON p.id = r.package_id
    WHERE f.filename = $1 AND f.sha256 = $2 AND p.normalized_name = $3
      AND p.status <> 'quarantined'
"""

METADATA = """
    SELECT m.content, f.metadata_sha256 AS sha256, f.uploaded_at
    FROM file f JOIN release r ON r.id = f.release_id JOIN package p ON p.id = r.package_id
    JOIN file_metadata m ON m.file_id = f.id
    WHERE f.filename = $1 AND f.sha256 = $2 AND p.normalized_name = $3
      AND f.metadata_sha256 IS NOT NULL AND p.status <> 'quarantined'
"""


@dataclass(frozen=True, slots=True)
class Download:
    """A file that may be sent: the storage has its bytes."""

    sha256: str
    size: int
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class Metadata:
    """The core metadata of a file, byte for byte."""

    content: bytes
    sha256: str
    uploaded_at: datetime


async def file(
    connection: Connection, *, package: NormalizedName, sha256: str, filename: str
) -> Download | None:
    """Return the file, None when it is deleted, unknown or its package is quarantined."""
    row = await connection.fetchrow(FILE, filename, sha256, package)
    return None if row is None else Download(**row)


async def metadata(
    connection: Connection, *, package: NormalizedName, sha256: str, filename: str
) -> Metadata | None:
    """Return the metadata of the file with this digest, None where none is served."""
    row = await connection.fetchrow(METADATA, filename, sha256, package)
    return None if row is None else Metadata(**row)
