"""How often a file was downloaded, by day and by what: never by whom."""

from datetime import date
from uuid import UUID

from sqlalchemy import Column, Date, Index, Integer
from sqlmodel import Field, SQLModel


class DownloadCount(SQLModel, table=True):
    """Installer ("pip", "uv", …) and Python's minor version ("3.12") are "" where unknown."""

    __tablename__ = "download_count"
    # The totals of a day range over all files read only what they need.
    __table_args__ = (Index(None, "day", "file_id", postgresql_include=["count"]),)

    file_id: UUID = Field(foreign_key="file.id", primary_key=True, ondelete="CASCADE")
    day: date = Field(sa_column=Column(Date, primary_key=True))
    installer: str = Field(max_length=32, primary_key=True)
    python_version: str = Field(max_length=16, primary_key=True)
    count: int = Field(sa_column=Column(Integer, nullable=False))
