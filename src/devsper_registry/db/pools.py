"""A pool of connections that tells how many are in use, and how many wait for one."""

from typing import Any

from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from devsper_registry import metrics


class CountedPool(AsyncAdaptedQueuePool):
    """SQLAlchemy's, counted under its `logging_name`."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        name = self.logging_name
        self._waiting = metrics.POOL_WAITING.labels(pool=name)
        self._in_use = metrics.POOL_IN_USE.labels(pool=name)
        metrics.POOL_SIZE.labels(pool=name).set(self.size())

    def _do_get(self) -> ConnectionPoolEntry:
        self._waiting.inc()
        try:
            entry = super()._do_get()
        finally:
            self._waiting.dec()
        self._in_use.set(self.checkedout())
        return entry

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        self._in_use.set(self.checkedout())
