"""A release: one version of a package, with the facts that its files' metadata tell of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from devsper_registry.db.tables.columns import flag, identifier, moment, words


class Release(SQLModel, table=True):
    """`version` is canonical (PEP 440). PEP 592: "" is a valid reason, None means not yanked.

    The facts are those of the file named by `described_by`: the first wheel, until there is one
    the sdist. They stay when that file is deleted and the release is not.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("package_id", "version"),
        Index(None, "package_id", "sort_key", "id"),
    )

    id: UUID = identifier()
    package_id: UUID = Field(foreign_key="package.id", ondelete="CASCADE")
    version: str = Field(max_length=64)
    # Sorts as the versions do (`distribution.version_order`), in "C" byte by byte.
    sort_key: str = Field(
        default="", sa_column=Column(Text(collation="C"), nullable=False, server_default="")
    )
    is_prerelease: bool = flag()
    created_at: datetime = moment()
    yanked_reason: str | None = Field(default=None, max_length=1000)

    # Whether it has files and none of them is listed: then it is not there for those who install.
    is_withheld: bool = flag()

    described_by: str | None = Field(default=None, max_length=16)
    summary: str | None = Field(default=None, sa_type=Text)
    # Rendered once, sanitized, safe to insert into a page.
    description_html: str | None = Field(default=None, sa_type=Text)
    # How the description begins, as plain text: what the search reads and cites.
    excerpt: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    license: str | None = Field(default=None, sa_type=Text)
    author: str | None = Field(default=None, sa_type=Text)
    maintainer: str | None = Field(default=None, sa_type=Text)
    requires_python: str | None = Field(default=None, sa_type=Text)
    # Of the minor versions known here, those that requires_python lets in: "3.11", "3.12".
    python_versions: list[str] = words()
    keywords: list[str] = words()
    classifiers: list[str] = words()
    # Each: label, url; in the order of the metadata.
    project_urls: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default="[]")
    )
    # Each: group, name, value.
    entry_points: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default="[]")
    )
    # Each: name (normalized), requirement (as written), specifier, extras, marker.
    dependencies: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default="[]")
    )
