"""A release: one version of a package."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from devsper_registry.db.tables.columns import identifier, moment


class Release(SQLModel, table=True):
    """`version` is canonical (PEP 440). PEP 592: "" is a valid reason, None means not yanked."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("package_id", "version"),)

    id: UUID = identifier()
    package_id: UUID = Field(foreign_key="package.id", ondelete="CASCADE")
    version: str = Field(max_length=64)
    created_at: datetime = moment()
    yanked_reason: str | None = Field(default=None, max_length=1000)
