"""the verification of files, and files that are withheld"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0100"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply it."""
    op.add_column("file", sa.Column("withheld", sa.String(length=16), nullable=True))
    op.create_check_constraint(
        op.f("ck_file_withheld_is_known"),
        "file",
        "withheld IN ('pending', 'held', 'quarantined', 'rejected')",
    )
    op.add_column(
        "release",
        sa.Column("is_withheld", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    _trust()
    _verifications()
    _findings()
    _exemptions()
    # What is there already is examined like what comes, at leisure.
    op.execute(
        "INSERT INTO verification (file_id, state, attempts, requested_at, is_exempted)"
        " SELECT id, 'pending', 0, now(), false FROM file"
    )


def _trust() -> None:
    op.add_column("package", sa.Column("trusted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("package", sa.Column("trusted_by", sa.Uuid(), nullable=True))
    op.add_column("package", sa.Column("trusted_reason", sa.String(length=1000), nullable=True))
    op.create_foreign_key(
        op.f("fk_package_trusted_by"),
        "package",
        "account",
        ["trusted_by"],
        ["id"],
        ondelete="SET NULL",
    )


def _verifications() -> None:
    op.create_table(
        "verification",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checks_version", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("is_exempted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("profile", postgresql.JSONB(), nullable=True),
        sa.Column("decision", sa.String(length=16), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decision_reason", sa.String(length=1000), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'running', 'passed', 'flagged', 'rejected', 'error')",
            name=op.f("ck_verification_state_is_known"),
        ),
        sa.CheckConstraint(
            "outcome IN ('accepted', 'flagged', 'held', 'rejected')",
            name=op.f("ck_verification_outcome_is_known"),
        ),
        sa.CheckConstraint(
            "decision IN ('released', 'quarantined', 'rejected')",
            name=op.f("ck_verification_decision_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("fk_verification_file_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["account.id"],
            name=op.f("fk_verification_decided_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_verification")),
    )
    for columns in (("requested_at", "file_id"), ("checks_version", "file_id")):
        name = op.f(f"ix_verification_{'_'.join(columns)}")
        op.create_index(name, "verification", list(columns))


def _findings() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("check", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=128), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.String(length=200), nullable=True),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("is_exempted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "severity IN ('info', 'low', 'medium', 'high', 'critical')",
            name=op.f("ck_finding_severity_is_known"),
        ),
        sa.CheckConstraint(
            "action IN ('ignore', 'flag', 'hold', 'reject')",
            name=op.f("ck_finding_action_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["verification.file_id"],
            name=op.f("fk_finding_file_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_file_id_id"), "finding", ["file_id", "id"])
    op.create_index(op.f("ix_finding_check_severity"), "finding", ["check", "severity"])


def _exemptions() -> None:
    op.create_table(
        "exemption",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("check", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["package_id"], ["package.id"], name=op.f("fk_exemption_package_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["account.id"],
            name=op.f("fk_exemption_created_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemption")),
    )
    op.create_index(op.f("ix_exemption_package_id"), "exemption", ["package_id"])


def downgrade() -> None:
    """Take it back."""
    for table in ("exemption", "finding", "verification"):
        op.drop_table(table)
    op.drop_constraint(op.f("fk_package_trusted_by"), "package", type_="foreignkey")
    for column in ("trusted_reason", "trusted_by", "trusted_at"):
        op.drop_column("package", column)
    op.drop_column("release", "is_withheld")
    op.drop_constraint(op.f("ck_file_withheld_is_known"), "file", type_="check")
    op.drop_column("file", "withheld")
