"""What was read of a package and may be used again while the package's serial is what it was.

Every change of a package, of its releases and files moves its serial, and `Serials` knows that one
while changes are heard. So nobody tells what changed here: what is old is not found.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from devsper_registry.db.changes import Changes, News

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
MOST = 20_000


class Current(Generic[K, V]):
    """At most `most` answers, the least recently used given up first."""

    def __init__(self, changes: Changes, *, most: int = MOST) -> None:
        self._most = most
        self._values: OrderedDict[K, tuple[int, V]] = OrderedDict()
        changes.subscribe(self._forget)

    def get(self, key: K, *, serial: int) -> V | None:
        """Return what was read at this serial, None where it must be asked."""
        serial_then, value = self._values.get(key, (None, None))
        if serial_then != serial:
            return None
        self._values.move_to_end(key)
        return value

    def put(self, key: K, value: V, *, serial: int) -> None:
        """Keep what was read after the package was known to be at the serial."""
        self._values[key] = serial, value
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def _forget(self, news: News) -> None:
        # Anything may have changed: the database may be another one, with the same serials.
        if news is None:
            self._values.clear()
