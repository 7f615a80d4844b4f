"""A process that is about to end: `/ready` sends nobody here any more, and streams are told to go.

Between both moments everything is answered as ever: whoever watches `/ready` needs time to see it.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from starlette.requests import HTTPConnection


class Leaving:
    """How far a process is on its way out."""

    def __init__(self) -> None:
        self._is_near = False
        self._is_now = False
        self._streams: set[asyncio.Task[Any]] = set()

    @property
    def is_near(self) -> bool:
        """Whether no new clients should be sent here."""
        return self._is_near

    @property
    def is_now(self) -> bool:
        """Whether what is still being answered may be broken off."""
        return self._is_now

    def announce(self) -> None:
        """Say that the end is near."""
        self._is_near = True

    def begin(self) -> None:
        """End the streams, which would never end by themselves: their clients come again."""
        self._is_near = self._is_now = True
        for task in self._streams:
            task.cancel()

    @contextmanager
    def streaming(self) -> Iterator[None]:
        """Let the block end quietly when this process does."""
        task = asyncio.current_task()
        assert task is not None
        self._streams.add(task)
        try:
            yield
        except asyncio.CancelledError:
            if not self._is_now:
                raise
            task.uncancel()
        finally:
            self._streams.discard(task)


def leaving_of(connection: HTTPConnection) -> Leaving:
    """Return how far the process that serves this connection is."""
    return cast(Leaving, connection.app.state.leaving)
