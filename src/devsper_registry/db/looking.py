"""Looks: SQLAlchemy writes the statement and reads the row, and the driver alone runs it.

Most of what a short statement costs is the way there: a session, a cursor and their greenlets take
ten times what PostgreSQL takes. Loaders run several statements for each answer, so these go
straight to asyncpg. What a statement becomes (its text, how parameters are written and columns are
read) is worked out once for each shape of a statement, as SQLAlchemy's own cache does it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import asyncpg
from sqlalchemy import Float, Numeric, Select
from sqlalchemy.engine import Engine, IteratorResult, Result
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Processor = Callable[[Any], Any]


class Looking:
    """What a query of `reading` takes for a session: it executes selections, and nothing else."""

    def __init__(self, engine: Engine, driver: asyncpg.Connection, *, is_pooled: bool) -> None:
        self._engine = engine
        self._driver = driver
        self._is_pooled = is_pooled

    async def execute(self, statement: Select[Any]) -> Result[Any]:
        """Return the rows of a selection."""
        engine = self._engine
        compiled, extracted, given, _hit = statement._compile_w_cache(
            engine.dialect, compiled_cache=engine._compiled_cache, column_keys=[]
        )
        assert isinstance(compiled, SQLCompiler)
        named = compiled.construct_params(
            extracted_parameters=extracted, escape_names=False, _collected_params=given
        )
        text, parameters = _written(compiled, named)
        for note in engine.dispatch.before_cursor_execute:
            note(None, None, text, parameters, None, False)
        rows = await self._fetch(text, parameters)
        return _result(compiled, rows, engine)

    async def _fetch(self, text: str, parameters: Sequence[Any]) -> Sequence[Any]:
        if not self._is_pooled:
            return cast(Sequence[Any], await self._driver.fetch(text, *parameters))
        # The session behind a pooler was told nothing, so that the transaction has to say it.
        async with self._driver.transaction(readonly=True):
            return cast(Sequence[Any], await self._driver.fetch(text, *parameters))


def _written(compiled: SQLCompiler, named: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    # A list as a parameter of its own for each value would make a new statement of each length.
    assert not compiled.post_compile_params, "use arrays.among instead of IN"
    processors = cast(dict[str, Processor], compiled._bind_processors)
    parameters = tuple(
        processors[name](named[name]) if name in processors else named[name]
        for name in compiled.positiontup or ()
    )
    return compiled.string, parameters


def _result(compiled: SQLCompiler, rows: Sequence[Any], engine: Engine) -> Result[Any]:
    columns = compiled._result_columns
    readers = [_reader(column.type, engine) for column in columns]
    read: Sequence[Any] = rows
    if any(readers):
        pairs = [(index, reader) for index, reader in enumerate(readers) if reader is not None]
        read = [_read(row, pairs) for row in rows]
    return IteratorResult(SimpleResultMetaData([column.keyname for column in columns]), iter(read))


def _reader(kind: TypeEngine[Any], engine: Engine) -> Processor | None:
    # The driver hands over numbers as they are; SQLAlchemy would ask it what it has handed over.
    if isinstance(kind, Numeric | Float):
        return None
    return cast(Processor | None, kind._cached_result_processor(engine.dialect, None))


def _read(row: Sequence[Any], readers: Sequence[tuple[int, Processor]]) -> list[Any]:
    values = list(row)
    for index, reader in readers:
        values[index] = reader(values[index])
    return values
