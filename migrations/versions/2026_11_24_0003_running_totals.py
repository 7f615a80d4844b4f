"""running totals of packages and accounts, for the limits"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply it."""
    for table in ("package", "account"):
        op.add_column(
            table, sa.Column("stored_size", sa.BigInteger(), server_default="0", nullable=False)
        )
    op.create_index(
        "ix_event_packages_created",
        "event",
        ["account_id", "at"],
        unique=False,
        postgresql_where=sa.text("action = 'package.created'"),
    )
    op.execute(
        "UPDATE package SET stored_size = total.size FROM ("
        " SELECT r.package_id, sum(f.size) AS size"
        " FROM file f JOIN release r ON r.id = f.release_id GROUP BY r.package_id"
        ") AS total WHERE package.id = total.package_id"
    )
    op.execute(
        "UPDATE account SET stored_size = total.size FROM ("
        " SELECT uploaded_by, sum(size) AS size FROM file GROUP BY uploaded_by"
        ") AS total WHERE account.id = total.uploaded_by"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index(
        "ix_event_packages_created",
        table_name="event",
        postgresql_where=sa.text("action = 'package.created'"),
    )
    for table in ("account", "package"):
        op.drop_column(table, "stored_size")
