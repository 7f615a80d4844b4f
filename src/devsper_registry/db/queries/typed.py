"""Names for types that SQLAlchemy and SQLModel spell in several ways."""

from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Mapped
from sqlalchemy.types import TypeEngine

# SQLModel's `col` is typed as the second, and is the first when it runs.
Column = ColumnElement[Any] | Mapped[Any]
Condition = ColumnElement[bool]
Selection = Select[*tuple[Any, ...]]


def type_of(column: Any) -> TypeEngine[Any]:
    """Return the column's SQL type."""
    found: TypeEngine[Any] = column.type
    return found
