"""Lists of values as one parameter: the statement stays the same whatever their number."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, any_, func, literal
from sqlalchemy.dialects.postgresql import ARRAY

from devsper_registry.db.queries.typed import Column, Condition, type_of


def array(values: Collection[Any], like: Column) -> ColumnElement[Any]:
    """Return the values as an array whose elements have the type of the column."""
    return literal(list(values), ARRAY(type_of(like)))


def among(column: Column, values: Collection[Any]) -> Condition:
    """Return `column = ANY(values)`."""
    return column == any_(array(values, column))


def rows_of(values: Collection[Any], like: Column, name: str) -> Any:
    """Return the values as a one-column table, called and selected by `name`."""
    return func.unnest(array(values, like)).column_valued(name)
