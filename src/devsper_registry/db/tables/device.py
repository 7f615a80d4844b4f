"""A program that waits to be let in by a person (RFC 8628), until it is or its time is up."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from devsper_registry.db.tables.columns import identifier, moment


class DeviceState(StrEnum):
    """Pending until a person decides; issued once the key was handed out."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    ISSUED = "issued"


class Device(SQLModel, table=True):
    """What a device asks for, and who let it in. Both of its codes are kept as hashes alone.

    The address is in plain, for the person who decides; it leaves with the row.
    """

    __tablename__ = "device"
    __table_args__ = (
        CheckConstraint(
            "state IN ('pending', 'approved', 'denied', 'issued')", name="state_is_known"
        ),
        CheckConstraint("octet_length(device_code_sha256) = 32", name="device_code_is_sha256"),
        CheckConstraint("octet_length(user_code_hash) = 32", name="user_code_is_hashed"),
        CheckConstraint(
            "cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'publish', 'admin']",
            name="scopes_are_known",
        ),
        # Nobody is let in by nobody.
        CheckConstraint("(state = 'pending') = (account_id IS NULL)", name="somebody_decided"),
        Index(
            "ix_device_pending",
            "network",
            "expires_at",
            postgresql_where=text("state = 'pending'"),
        ),
        Index(None, "expires_at"),
    )

    id: UUID = identifier()
    device_code_sha256: bytes = Field(sa_type=LargeBinary, unique=True)
    user_code_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    client: str = Field(max_length=64)
    scopes: list[str] = Field(sa_type=ARRAY(Text))
    address: str | None = Field(default=None, max_length=64)
    # What the pending ones are counted by: the address, of IPv6 its /64.
    network: str | None = Field(default=None, max_length=64)
    state: str = Field(default=DeviceState.PENDING, max_length=16)
    # Seconds between two polls; grows with each that comes too early.
    interval: int
    polled_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()
    expires_at: datetime = moment()
    account_id: UUID | None = Field(
        default=None, foreign_key="account.id", index=True, ondelete="CASCADE"
    )
    # The key with which it was decided, None for a session.
    decided_with: UUID | None = Field(default=None)
    issued_at: datetime | None = moment(nullable=True)
    api_key_id: UUID | None = Field(default=None, foreign_key="api_key.id", ondelete="CASCADE")
