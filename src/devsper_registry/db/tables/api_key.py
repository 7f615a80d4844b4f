"""An API key: only its SHA-256 is kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from devsper_registry.db.tables.columns import identifier, moment


class ApiKey(SQLModel, table=True):
    """What a key may do: scopes, and the packages it is bound to (None: all of its account)."""

    __tablename__ = "api_key"
    __table_args__ = (
        CheckConstraint("octet_length(secret_sha256) = 32", name="secret_is_sha256"),
        CheckConstraint(
            "cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'publish', 'admin']",
            name="scopes_are_known",
        ),
    )

    id: UUID = identifier()
    account_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    name: str = Field(max_length=128)
    hint: str = Field(max_length=16)
    secret_sha256: bytes = Field(sa_type=LargeBinary, unique=True)
    scopes: list[str] = Field(sa_type=ARRAY(Text))
    packages: list[str] | None = Field(default=None, sa_type=ARRAY(Text), nullable=True)
    created_at: datetime = moment()
    expires_at: datetime | None = moment(nullable=True)
    revoked_at: datetime | None = moment(nullable=True)
    last_used_at: datetime | None = moment(nullable=True)
    last_used_address: str | None = Field(default=None, max_length=64)
