"""licences and bills of materials of files"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = ("license_files", "sbom_files")


def upgrade() -> None:
    """Apply it."""
    for column in COLUMNS:
        op.add_column(
            "file_metadata",
            sa.Column(column, postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        )


def downgrade() -> None:
    """Take it back."""
    for column in reversed(COLUMNS):
        op.drop_column("file_metadata", column)
