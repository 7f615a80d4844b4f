"""Cursors: where a page ended, as opaque text that holds the ordering values of its last row."""

import base64
import binascii
import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from devsper_registry.db.queries.typed import Column, python_type_of
from devsper_registry.errors import CursorInvalid

LONGEST = 1024
INT64 = range(-(2**63), 2**63)


def encode(ordering: str, values: Sequence[Any]) -> str:
    """Return the cursor of a row; the ordering's name keeps it from being used in another list."""
    return (
        base64.urlsafe_b64encode(orjson.dumps([ordering, *values], default=str))
        .decode()
        .rstrip("=")
    )


def decode(cursor: str, ordering: str, columns: Sequence[Column]) -> list[Any]:
    """Return the values of a cursor; raise `CursorInvalid` unless it is of this ordering."""
    try:
        if len(cursor) > LONGEST:
            raise ValueError
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        name, *values = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if name != ordering or len(values) != len(columns):
            raise ValueError
        return [
            _value(value, python_type_of(column))
            for value, column in zip(values, columns, strict=True)
        ]
    # A UnicodeError, a JSONDecodeError and a binascii.Error are ValueErrors.
    except (ValueError, TypeError, binascii.Error):
        raise CursorInvalid from None


def _value(value: object, wanted: type) -> object:
    """Return the value as PostgreSQL takes it for a column of that type."""
    if wanted is UUID and isinstance(value, str):
        return UUID(value)
    if wanted is datetime and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None and 1 < moment.year < 9999:
            return moment
    if wanted is str and isinstance(value, str) and "\0" not in value:
        return value
    if wanted is float and isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    if wanted is bool and isinstance(value, bool):
        return value
    if wanted is int and type(value) is int and value in INT64:
        return value
    raise ValueError
