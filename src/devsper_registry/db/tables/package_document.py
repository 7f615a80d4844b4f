"""What lists and the search know of a package: the facts of its latest release, laid flat."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from devsper_registry.db.tables.columns import moment, words


class PackageDocument(SQLModel, table=True):
    """One row a package, renewed in the transaction of every change that touches it.

    The name is a copy, so that one table answers a search. `title` holds name, keywords and
    summary (weights A, B, C) and stays small enough to rank thousands of rows; `search` adds the
    excerpt (D). Whoever writes the excerpt has freed it of control and private-use characters.
    """

    __tablename__ = "package_document"
    __table_args__ = (
        Index(None, "search", postgresql_using="gin"),
        Index(None, "classifiers", postgresql_using="gin"),
        Index(None, "keywords", postgresql_using="gin"),
        Index(None, "entry_point_groups", postgresql_using="gin"),
        Index(None, "dependencies", postgresql_using="gin"),
        Index(None, "python_versions", postgresql_using="gin"),
        Index(
            "ix_package_document_normalized_name_trigrams",
            "normalized_name",
            postgresql_using="gin",
            postgresql_ops={"normalized_name": "gin_trgm_ops"},
        ),
        Index(None, "updated_at", "package_id"),
        Index(None, "downloads_30d", "package_id"),
    )

    package_id: UUID = Field(foreign_key="package.id", primary_key=True, ondelete="CASCADE")
    normalized_name: str = Field(max_length=128)
    # None before the first release and after the last was deleted.
    release_id: UUID | None = Field(
        default=None, foreign_key="release.id", index=True, ondelete="SET NULL"
    )
    version: str | None = Field(default=None, max_length=64)
    summary: str | None = Field(default=None, sa_type=Text)
    license: str | None = Field(default=None, sa_type=Text, index=True)
    requires_python: str | None = Field(default=None, sa_type=Text)
    keywords: list[str] = words()
    classifiers: list[str] = words()
    python_versions: list[str] = words()
    entry_point_groups: list[str] = words()
    # Normalized names, those of extras too.
    dependencies: list[str] = words()
    downloads_30d: int = Field(
        default=0, sa_column=Column(BigInteger, nullable=False, server_default="0")
    )
    updated_at: datetime = moment()
    excerpt: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    title: str = Field(default="", sa_column=Column(TSVECTOR, nullable=False, server_default=""))
    search: str = Field(default="", sa_column=Column(TSVECTOR, nullable=False, server_default=""))
