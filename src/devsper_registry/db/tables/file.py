"""A file (distribution) of a release, its core metadata, and the names never free again."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from devsper_registry.db.tables.columns import identifier, moment, words


class Withheld(StrEnum):
    """Why a file is not listed: not examined yet, waiting for a person, unsafe, or refused."""

    PENDING = "pending"
    HELD = "held"
    QUARANTINED = "quarantined"
    REJECTED = "rejected"


class File(SQLModel, table=True):
    """What the simple index needs of a file; the storage keeps the bytes by their SHA-256."""

    __tablename__ = "file"
    __table_args__ = (
        CheckConstraint("packagetype IN ('bdist_wheel', 'sdist')", name="packagetype_is_known"),
        CheckConstraint(
            "withheld IN ('pending', 'held', 'quarantined', 'rejected')", name="withheld_is_known"
        ),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_is_hex"),
        # One sdist a release: two would be two answers to the same question.
        Index(
            "uq_file_sdist_of_release",
            "release_id",
            unique=True,
            postgresql_where=text("packagetype = 'sdist'"),
        ),
    )

    id: UUID = identifier()
    release_id: UUID = Field(foreign_key="release.id", index=True, ondelete="CASCADE")
    filename: str = Field(max_length=512, unique=True)
    packagetype: str = Field(max_length=16)
    python_version: str = Field(max_length=512)
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64, index=True)
    requires_python: str | None = Field(default=None)
    # None when `.metadata` is not served: PEP 658 wants it only where it cannot change in a build.
    metadata_sha256: str | None = Field(default=None, max_length=64)
    yanked_reason: str | None = Field(default=None, max_length=1000)
    # None for a file that is listed and served: `db/queries/withholding.py` alone sets it.
    withheld: str | None = Field(default=None, max_length=16)
    uploaded_at: datetime = moment()
    uploaded_by: UUID | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")


class FileMetadata(SQLModel, table=True):
    """The METADATA or PKG-INFO of a file, byte for byte, its fields as read, and files beside it.

    `license_files` (PEP 639) and `sbom_files` (PEP 770) are paths in the archive.
    """

    __tablename__ = "file_metadata"

    file_id: UUID = Field(foreign_key="file.id", primary_key=True, ondelete="CASCADE")
    content: bytes = Field(sa_type=LargeBinary)
    fields: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    license_files: list[str] = words()
    sbom_files: list[str] = words()


class FileProvenance(SQLModel, table=True):
    """The provenance object of a file's verified attestations (PEP 740), as it is served."""

    __tablename__ = "file_provenance"

    file_id: UUID = Field(foreign_key="file.id", primary_key=True, ondelete="CASCADE")
    content: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class UsedFilename(SQLModel, table=True):
    """Every filename ever listed, lower-cased; it outlives the file, so that no name is reused."""

    __tablename__ = "used_filename"

    filename: str = Field(primary_key=True, max_length=512)
    sha256: str = Field(max_length=64)
    first_used_at: datetime = moment()
