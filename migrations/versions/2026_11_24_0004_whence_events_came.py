"""whence events came: a keyed hash of the address"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply it."""
    op.add_column("event", sa.Column("address", sa.String(length=32), nullable=True))
    op.create_check_constraint(
        op.f("ck_event_address_is_hashed"), "event", "address ~ '^[0-9a-f]{32}$'"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("event", "address")
