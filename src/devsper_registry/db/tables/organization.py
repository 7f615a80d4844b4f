"""An organization owns packages together; its people have their rights in them through it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from devsper_registry.db.tables.columns import identifier, moment


class Position(StrEnum):
    """What somebody is in an organization: owners decide over it, admins over its people."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


class Organization(SQLModel, table=True):
    """Its name is no account's: a trigger in the migrations sees to that on both sides."""

    __tablename__ = "organization"

    id: UUID = identifier()
    name: str = Field(max_length=64, unique=True)
    display_name: str | None = Field(default=None, max_length=128)
    created_at: datetime = moment()


class OrganizationMember(SQLModel, table=True):
    """One position an account and organization."""

    __tablename__ = "organization_member"
    __table_args__ = (
        CheckConstraint("position IN ('owner', 'admin', 'member')", name="position_is_known"),
    )

    organization_id: UUID = Field(
        foreign_key="organization.id", primary_key=True, ondelete="CASCADE"
    )
    account_id: UUID = Field(
        foreign_key="account.id", primary_key=True, index=True, ondelete="CASCADE"
    )
    position: str = Field(max_length=16)
    created_at: datetime = moment()


class OrganizationInvitation(SQLModel, table=True):
    """Open until it is answered, taken back or expired; then the row goes and the journal knows.

    For an account, or for whoever shows the token that was sent to an address.
    """

    __tablename__ = "organization_invitation"
    __table_args__ = (
        CheckConstraint("position IN ('owner', 'admin', 'member')", name="position_is_known"),
        CheckConstraint("(account_id IS NULL) <> (email IS NULL)", name="is_for_one"),
        CheckConstraint(
            "(email IS NULL) = (token_sha256 IS NULL)", name="token_goes_with_the_address"
        ),
        CheckConstraint("octet_length(token_sha256) = 32", name="token_is_sha256"),
        UniqueConstraint("organization_id", "account_id"),
        UniqueConstraint("organization_id", "email"),
    )

    id: UUID = identifier()
    organization_id: UUID = Field(foreign_key="organization.id", ondelete="CASCADE")
    account_id: UUID | None = Field(
        default=None, foreign_key="account.id", index=True, ondelete="CASCADE"
    )
    # In lower case, so that one address is invited once.
    email: str | None = Field(default=None, max_length=320)
    token_sha256: bytes | None = Field(
        default=None, sa_column=Column(LargeBinary, unique=True, nullable=True)
    )
    position: str = Field(max_length=16)
    invited_by: UUID | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    created_at: datetime = moment()
    expires_at: datetime = moment()
