"""The journal: one row for each change, in the order in which the changes were committed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from devsper_registry.db.tables.columns import moment


class Event(SQLModel, table=True):
    """What happened, to what, by whom. Names, not foreign keys: it outlives its subjects."""

    __tablename__ = "event"
    __table_args__ = (
        # `journal.add` makes the hash: an address in plain never comes in.
        CheckConstraint("address ~ '^[0-9a-f]{32}$'", name="address_is_hashed"),
        Index(None, "package", "serial"),
        Index(None, "account_id", "serial"),
        # Who created how many packages lately.
        Index(
            "ix_event_packages_created",
            "account_id",
            "at",
            postgresql_where=text("action = 'package.created'"),
        ),
        # Who guessed at how many devices' codes lately.
        Index(
            "ix_event_devices_guessed",
            "account_id",
            "at",
            postgresql_where=text("action = 'device.guessed'"),
        ),
    )

    serial: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    at: datetime = moment()
    action: str = Field(max_length=64)
    package: str | None = Field(default=None, max_length=128)
    version: str | None = Field(default=None, max_length=64)
    filename: str | None = Field(default=None, max_length=512)
    account_id: UUID | None = Field(default=None)
    api_key_id: UUID | None = Field(default=None)
    # HMAC of the client's address: tells that two events came from one place, not from which.
    address: str | None = Field(default=None, max_length=32)
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSONB, nullable=False))
