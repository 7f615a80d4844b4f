"""Exemptions: what an administrator lets a package do for a while."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from devsper_registry.db.tables.columns import identifier, moment


class Exemption(SQLModel, table=True):
    """Of one check, or of all where `check` is None. It goes with its package, not its name."""

    __tablename__ = "exemption"

    id: UUID = identifier()
    package_id: UUID = Field(foreign_key="package.id", index=True, ondelete="CASCADE")
    check: str | None = Field(default=None, max_length=64)
    reason: str = Field(max_length=1000)
    created_at: datetime = moment()
    created_by: UUID | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    expires_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
