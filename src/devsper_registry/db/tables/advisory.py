"""Advisories of known vulnerabilities, and what they are held against."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from devsper_registry.db.tables.columns import identifier, moment, words


class Advisory(SQLModel, table=True):
    """An advisory; the document that was last modified is the one that stands."""

    __tablename__ = "advisory"
    __table_args__ = (
        CheckConstraint(
            "severity IN ('info', 'low', 'medium', 'high', 'critical')", name="severity_is_known"
        ),
    )

    id: str = Field(max_length=128, primary_key=True)
    modified: datetime = moment()
    # When it was found to be wrong: it is still told by its id, and nowhere else.
    withdrawn: datetime | None = moment(nullable=True)
    aliases: list[str] = words()
    severity: str = Field(max_length=16)
    summary: str = Field(sa_type=Text)
    # JSON in the OSV schema, as it was given.
    document: str = Field(sa_type=Text)


class AdvisoryRange(SQLModel, table=True):
    """Versions that an advisory is about: from `lower` to before `upper`, None for no end.

    Both compare with `release.sort_key` (docs/decisions/0022-advisories-as-ranges.md).
    """

    __tablename__ = "advisory_range"
    __table_args__ = (Index(None, "package", "lower"),)

    id: UUID = identifier()
    advisory_id: str = Field(
        max_length=128, foreign_key="advisory.id", index=True, ondelete="CASCADE"
    )
    # Normalized, of PyPI: there may be none of this name here.
    package: str = Field(max_length=128)
    lower: str = Field(sa_column=Column(Text(collation="C"), nullable=False))
    upper: str | None = Field(default=None, sa_column=Column(Text(collation="C"), nullable=True))
    # The version that ends it as the mended one.
    fixed: str | None = Field(default=None, sa_type=Text)


class PinnedDependency(SQLModel, table=True):
    """A version that an examined file requires with `==`, so that new advisories find the file."""

    __tablename__ = "pinned_dependency"
    __table_args__ = (Index(None, "package", "sort_key"),)

    file_id: UUID = Field(foreign_key="verification.file_id", primary_key=True, ondelete="CASCADE")
    package: str = Field(max_length=128, primary_key=True)
    sort_key: str = Field(sa_column=Column(Text(collation="C"), primary_key=True))
