"""Names for types that SQLAlchemy and SQLModel spell in several ways."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Mapped
from sqlalchemy.types import TypeDecorator, TypeEngine

# SQLModel's `col` is typed as the second, and is the first when it runs.
Column = ColumnElement[Any] | Mapped[Any]
Condition = ColumnElement[bool]
Selection = Select[*tuple[Any, ...]]

# For the part of a statement that depends on nothing but who looks: SQLAlchemy takes longer to put
# one together than PostgreSQL to answer it. Strangers all look with the same eyes.
kept = lru_cache(maxsize=256)


def type_of(column: Any) -> TypeEngine[Any]:
    """Return the column's SQL type."""
    found: TypeEngine[Any] = column.type
    return found


def python_type_of(column: Any) -> type[Any]:
    """Return the type of the column's values."""
    found = type_of(column)
    # SQLModel's own string type says "object" of itself.
    return (found.impl_instance if isinstance(found, TypeDecorator) else found).python_type
