"""A package (the PEPs' "project") and who may act on it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from devsper_registry.db.tables.columns import identifier, moment


class Status(StrEnum):
    """PEP 792: archived and quarantined take no uploads; quarantined lists no files."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    DEPRECATED = "deprecated"
    QUARANTINED = "quarantined"


class Role(StrEnum):
    """Owners decide, maintainers publish, readers read what is private."""

    OWNER = "owner"
    MAINTAINER = "maintainer"
    READER = "reader"


class Visibility(StrEnum):
    """Private ones are for their people and for administrators."""

    PUBLIC = "public"
    PRIVATE = "private"


class Package(SQLModel, table=True):
    """Kept as typed, found normalized. `serial` is that of its last event (X-PyPI-Last-Serial)."""

    __tablename__ = "package"
    __table_args__ = (
        CheckConstraint(
            "status IN ('active', 'archived', 'deprecated', 'quarantined')", name="status_is_known"
        ),
        CheckConstraint("visibility IN ('public', 'private')", name="visibility_is_known"),
        Index(None, "created_at", "id"),
    )

    id: UUID = identifier()
    name: str = Field(max_length=128)
    normalized_name: str = Field(max_length=128, unique=True)
    # Equal for names that a person confuses (l, 1 and I; o and 0; separators left out).
    ultranormalized_name: str = Field(max_length=128, index=True)
    status: str = Field(default=Status.ACTIVE, max_length=16)
    status_reason: str | None = Field(default=None, max_length=1000)
    visibility: str = Field(
        default=Visibility.PUBLIC,
        max_length=16,
        sa_column_kwargs={"server_default": Visibility.PUBLIC},
    )
    # Where it belongs to an organization: it has no owner among the roles then.
    organization_id: UUID | None = Field(
        default=None, foreign_key="organization.id", index=True, ondelete="RESTRICT"
    )
    serial: int = Field(default=0, sa_type=BigInteger)
    # The bytes of all its files, counted as they come and go (`db/queries/totals.py`).
    stored_size: int = Field(
        default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"}
    )
    created_at: datetime = moment()
    # An administrator vouches for it and its people; its transfer ends that.
    trusted_at: datetime | None = moment(nullable=True)
    trusted_by: UUID | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    trusted_reason: str | None = Field(default=None, max_length=1000)


class PackageRole(SQLModel, table=True):
    """One role an account and package."""

    __tablename__ = "package_role"
    __table_args__ = (
        CheckConstraint("role IN ('owner', 'maintainer', 'reader')", name="role_is_known"),
    )

    package_id: UUID = Field(foreign_key="package.id", primary_key=True, ondelete="CASCADE")
    account_id: UUID = Field(
        foreign_key="account.id", primary_key=True, index=True, ondelete="CASCADE"
    )
    role: str = Field(max_length=16)
    created_at: datetime = moment()
