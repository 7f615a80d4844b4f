"""devices that wait to be let in"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply it."""
    op.create_table(
        "device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device_code_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("user_code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("client", sa.String(length=64), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("network", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("polled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("decided_with", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("api_key_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'approved', 'denied', 'issued')",
            name=op.f("ck_device_state_is_known"),
        ),
        sa.CheckConstraint(
            "octet_length(device_code_sha256) = 32", name=op.f("ck_device_device_code_is_sha256")
        ),
        sa.CheckConstraint(
            "octet_length(user_code_hash) = 32", name=op.f("ck_device_user_code_is_hashed")
        ),
        sa.CheckConstraint(
            "cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'publish', 'admin']",
            name=op.f("ck_device_scopes_are_known"),
        ),
        sa.CheckConstraint(
            "(state = 'pending') = (account_id IS NULL)", name=op.f("ck_device_somebody_decided")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_device_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["api_key_id"],
            ["api_key.id"],
            name=op.f("fk_device_api_key_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("device_code_sha256", name=op.f("uq_device_device_code_sha256")),
        sa.UniqueConstraint("user_code_hash", name=op.f("uq_device_user_code_hash")),
    )
    op.create_index(op.f("ix_device_account_id"), "device", ["account_id"])
    op.create_index(op.f("ix_device_expires_at"), "device", ["expires_at"])
    op.create_index(
        "ix_device_pending",
        "device",
        ["network", "expires_at"],
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        "ix_event_devices_guessed",
        "event",
        ["account_id", "at"],
        postgresql_where=sa.text("action = 'device.guessed'"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index(
        "ix_event_devices_guessed",
        table_name="event",
        postgresql_where=sa.text("action = 'device.guessed'"),
    )
    op.drop_table("device")
