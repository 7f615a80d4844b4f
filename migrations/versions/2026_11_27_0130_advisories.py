"""advisories, and examinations that they make outdated"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0130"
down_revision: str | None = "0101"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply it."""
    op.create_table(
        "advisory",
        sa.Column("id", sa.String(length=128), nullable=False),
        sa.Column("modified", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True),
        sa.Column("aliases", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "severity IN ('info', 'low', 'medium', 'high', 'critical')",
            name=op.f("ck_advisory_severity_is_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisory")),
    )
    op.create_table(
        "advisory_range",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("advisory_id", sa.String(length=128), nullable=False),
        sa.Column("package", sa.String(length=128), nullable=False),
        sa.Column("lower", sa.Text(collation="C"), nullable=False),
        sa.Column("upper", sa.Text(collation="C"), nullable=True),
        sa.Column("fixed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["advisory_id"],
            ["advisory.id"],
            name=op.f("fk_advisory_range_advisory_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisory_range")),
    )
    op.create_index(op.f("ix_advisory_range_advisory_id"), "advisory_range", ["advisory_id"])
    op.create_index(op.f("ix_advisory_range_package_lower"), "advisory_range", ["package", "lower"])
    op.create_table(
        "pinned_dependency",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("package", sa.String(length=128), nullable=False),
        sa.Column("sort_key", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["verification.file_id"],
            name=op.f("fk_pinned_dependency_file_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "file_id", "package", "sort_key", name=op.f("pk_pinned_dependency")
        ),
    )
    op.create_index(
        op.f("ix_pinned_dependency_package_sort_key"), "pinned_dependency", ["package", "sort_key"]
    )
    op.add_column(
        "verification",
        sa.Column("is_outdated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_index(
        "ix_verification_outdated",
        "verification",
        ["file_id"],
        postgresql_where=sa.text("is_outdated"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_verification_outdated", "verification")
    op.drop_column("verification", "is_outdated")
    for table in ("pinned_dependency", "advisory_range", "advisory"):
        op.drop_table(table)
