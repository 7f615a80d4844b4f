"""Columns that tables share: a UUIDv7 made in Python, a moment with its time zone, words, flags."""

from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field
from uuid_utils.compat import uuid7


def identifier() -> Any:
    """Return a primary key whose order is the order of creation."""
    return Field(default_factory=uuid7, primary_key=True)


def moment(*, nullable: bool = False, index: bool = False) -> Any:
    """Return a timestamp column with time zone; a nullable one starts as None."""
    zoned: Any = DateTime(timezone=True)
    if nullable:
        return Field(default=None, sa_type=zoned, nullable=True, index=index)
    return Field(sa_type=zoned, nullable=False, index=index)


def words() -> Any:
    """Return a column of several texts; it starts empty and is never NULL."""
    return Field(
        default_factory=list,
        sa_column=Column(ARRAY(Text), nullable=False, server_default="{}"),
    )


def flag() -> Any:
    """Return a column that is false unless it is told otherwise."""
    return Field(
        default=False,
        sa_column=Column(Boolean, nullable=False, server_default=text("false")),
    )
