"""How many streams may be open at once: in this process, and for one client."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from devsper_registry.errors import ManyConnections

MOST = 1_000
MOST_PER_CLIENT = 20


class Connections:
    """Counts the open streams; each is held for as long as its block runs."""

    def __init__(self, *, most: int = MOST, most_per_client: int = MOST_PER_CLIENT) -> None:
        self.most = most
        self.most_per_client = most_per_client
        self._open: Counter[str] = Counter()

    def require_room(self, client: str) -> None:
        """Raise `ManyConnections` when the client, or all of them, have too many open."""
        if self._open.total() >= self.most:
            raise ManyConnections(limit=self.most)
        if self._open[client] >= self.most_per_client:
            raise ManyConnections(limit=self.most_per_client)

    @contextmanager
    def hold(self, client: str) -> Iterator[None]:
        """Count one stream of the client while the block runs."""
        self._open[client] += 1
        try:
            yield
        finally:
            self._open[client] -= 1
            if not self._open[client]:
                del self._open[client]
