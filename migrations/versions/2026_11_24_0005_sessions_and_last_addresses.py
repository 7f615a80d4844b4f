"""the end of an account's sessions, and whence a key was used last"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply it."""
    op.add_column(
        "account", sa.Column("sessions_ended_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("api_key", sa.Column("last_used_address", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("api_key", "last_used_address")
    op.drop_column("account", "sessions_ended_at")
