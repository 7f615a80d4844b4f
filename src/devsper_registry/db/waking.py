"""Wakes who waits for something in the database: by a ring, or now and then while none is heard."""

import asyncio
from collections.abc import Callable

from devsper_registry.db.changes import Changes
from devsper_registry.db.listening import Listening

# A burst of rings is one look now and one when it is over.
AT_MOST_EVERY = 0.1
WHILE_DEAF = 1.0


class Waking:
    """Calls `wake` when the channel rings; each second where this process does not hear."""

    def __init__(
        self, listening: Listening, changes: Changes, channel: str, *, wake: Callable[[], None]
    ) -> None:
        self._listening = listening
        self._changes = changes
        self._channel = channel
        self._wake = wake
        self._looking: asyncio.Task[None] | None = None
        self._resting: asyncio.TimerHandle | None = None
        self._is_due = False

    def start(self) -> None:
        """Listen from now on."""
        self._listening.start()
        self._listening.hear(self._channel, self.ring)
        self._looking = asyncio.create_task(self._look_while_deaf(), name="look while deaf")

    async def stop(self) -> None:
        """Wake nobody any more."""
        if self._looking is None:
            return
        self._listening.ignore(self._channel, self.ring)
        self._looking.cancel()
        await asyncio.gather(self._looking, return_exceptions=True)
        if self._resting is not None:
            self._resting.cancel()

    def ring(self) -> None:
        """Wake at once, or in a moment where that was done just now."""
        if self._resting is not None:
            self._is_due = True
            return
        self._wake()
        self._resting = asyncio.get_running_loop().call_later(AT_MOST_EVERY, self._rested)

    def _rested(self) -> None:
        self._resting = None
        if self._is_due:
            self._is_due = False
            self.ring()

    async def _look_while_deaf(self) -> None:
        while True:
            await asyncio.sleep(WHILE_DEAF)
            if not self._changes.are_heard:
                self.ring()
