"""organizations, and a journal that only grows"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Accounts and organizations share their names. The lock makes two inserts of one name wait for one
# another; a name that is taken on the other side inserts nothing, as ON CONFLICT DO NOTHING does.
NAMES = """
CREATE FUNCTION one_name_one_owner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    taken boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('owner ' || NEW.name, 0));
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE name = $1)', TG_ARGV[0])
       INTO taken USING NEW.name;
    IF taken THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$
"""

# ALWAYS: also where a session says that it only replicates.
JOURNAL = """
CREATE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The journal only grows: % is refused', TG_OP
      USING ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    """Apply it."""
    op.create_table(
        "organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("display_name", sa.String(length=128), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("name", name=op.f("uq_organization_name")),
    )
    op.create_table(
        "organization_member",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "position IN ('owner', 'admin', 'member')",
            name=op.f("ck_organization_member_position_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_organization_member_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_organization_member_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "account_id", name=op.f("pk_organization_member")
        ),
    )
    op.create_index(
        op.f("ix_organization_member_account_id"),
        "organization_member",
        ["account_id"],
        unique=False,
    )
    op.create_table(
        "organization_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=True),
        sa.Column("position", sa.String(length=16), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "position IN ('owner', 'admin', 'member')",
            name=op.f("ck_organization_invitation_position_is_known"),
        ),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (email IS NULL)",
            name=op.f("ck_organization_invitation_is_for_one"),
        ),
        sa.CheckConstraint(
            "(email IS NULL) = (token_sha256 IS NULL)",
            name=op.f("ck_organization_invitation_token_goes_with_the_address"),
        ),
        sa.CheckConstraint(
            "octet_length(token_sha256) = 32",
            name=op.f("ck_organization_invitation_token_is_sha256"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_organization_invitation_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["account.id"],
            name=op.f("fk_organization_invitation_invited_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_organization_invitation_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_invitation")),
        sa.UniqueConstraint(
            "organization_id",
            "account_id",
            name=op.f("uq_organization_invitation_organization_id_account_id"),
        ),
        sa.UniqueConstraint(
            "organization_id",
            "email",
            name=op.f("uq_organization_invitation_organization_id_email"),
        ),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_organization_invitation_token_sha256")),
    )
    op.create_index(
        op.f("ix_organization_invitation_account_id"),
        "organization_invitation",
        ["account_id"],
        unique=False,
    )
    op.add_column("package", sa.Column("organization_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_package_organization_id"),
        "package",
        "organization",
        ["organization_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    op.create_index(
        op.f("ix_package_organization_id"), "package", ["organization_id"], unique=False
    )
    op.execute(NAMES)
    for table, other in (("account", "organization"), ("organization", "account")):
        op.execute(
            f"CREATE TRIGGER one_name_one_owner BEFORE INSERT OR UPDATE OF name ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION one_name_one_owner('{other}')"
        )
    op.execute(JOURNAL)
    op.execute(
        "CREATE TRIGGER journal_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON event"
        " FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows()"
    )
    op.execute("ALTER TABLE event ENABLE ALWAYS TRIGGER journal_only_grows")


def downgrade() -> None:
    """Take it back."""
    op.execute("DROP TRIGGER journal_only_grows ON event")
    op.execute("DROP FUNCTION journal_only_grows")
    for table in ("account", "organization"):
        op.execute(f"DROP TRIGGER one_name_one_owner ON {table}")
    op.execute("DROP FUNCTION one_name_one_owner")
    op.drop_index(op.f("ix_package_organization_id"), table_name="package")
    op.drop_column("package", "organization_id")
    for table in ("organization_invitation", "organization_member", "organization"):
        op.drop_table(table)
