"""What was read about rights and may be used again: forgotten whole when rights change anywhere.

Changes of rights are rare beside the requests that ask for them, and what one of them touches is
hard to tell (an organization's member has rights in all of its packages). So nobody tells.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from devsper_registry.db.changes import Changes, News

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
MOST = 10_000


class Kept(Generic[K, V]):
    """At most `most` answers, the least recently used given up first; used only while heard."""

    def __init__(self, changes: Changes, *, most: int = MOST) -> None:
        self._changes = changes
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()
        # Goes up with each change of rights: what was read before it is not kept after it.
        self.edition = 0
        changes.subscribe(self._forget)

    def get(self, key: K) -> V | None:
        """Return what is kept and still holds, None where it must be asked."""
        if not self._changes.are_heard:
            return None
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: K, value: V, *, edition: int) -> None:
        """Keep what was read since `edition`, unless rights have changed meanwhile."""
        if edition != self.edition:
            return
        self._values[key] = value
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def _forget(self, news: News) -> None:
        if news is None or any(change.is_of_rights for change in news):
            self.edition += 1
            self._values.clear()
