"""A person or a robot that owns keys and packages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from devsper_registry.db.tables.columns import identifier, moment


class Account(SQLModel, table=True):
    """Known by its name; issuer and subject tell where it signs in, if it does."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: UUID = identifier()
    name: str = Field(max_length=64, unique=True)
    email: str | None = Field(default=None, max_length=320)
    display_name: str | None = Field(default=None, max_length=128)
    is_administrator: bool = Field(default=False)
    issuer: str | None = Field(default=None, max_length=512)
    subject: str | None = Field(default=None, max_length=512)
    # The bytes of all files that it published, counted as they come and go.
    stored_size: int = Field(
        default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"}
    )
    created_at: datetime = moment()
    suspended_at: datetime | None = moment(nullable=True)
    # Sessions that began before are over.
    sessions_ended_at: datetime | None = moment(nullable=True)
