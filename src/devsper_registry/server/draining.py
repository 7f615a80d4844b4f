"""uvicorn's server, which leaves in steps: unready, then deaf, then empty, then gone."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from devsper_registry.gate.leaving import Leaving
from devsper_registry.rest.protocol import CLOSE, Protocol

# How long what is being answered may take, beside the time in which nobody is sent away.
STOP_WITHIN_SECONDS = 25
# What was cancelled has this long to clean up.
CLEAN_UP_SECONDS = 2.0
# A GraphQL operation over a WebSocket; the door's own limit is below it, and has a sentence.
LONGEST_MESSAGE = 1024 * 1024


class Server(uvicorn.Server):
    """Serves an application until it is asked to leave."""

    def __init__(self, app: FastAPI, *, drain_seconds: float) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=Protocol,
                ws="websockets-sansio",
                ws_max_size=LONGEST_MESSAGE,
                lifespan="on",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=STOP_WITHIN_SECONDS,
            )
        )
        self._leaving: Leaving = app.state.leaving
        self._drain_seconds = drain_seconds

    def leave(self) -> None:
        """Say by `/ready` that nobody shall come; then take nobody, and finish what there is."""
        self._leaving.announce()
        self.config.encoded_headers.append(CLOSE)
        self.server_state.default_headers = [*self.server_state.default_headers, CLOSE]
        asyncio.get_running_loop().call_later(self._drain_seconds, self._take_nobody)

    def hasten(self) -> None:
        """Leave at once, and break off what is not finished."""
        self._leaving.announce()
        self.should_exit = self.force_exit = True

    def _take_nobody(self) -> None:
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is being answered; break off what is too slow; then close the application."""
        self._leaving.begin()
        await super().shutdown(sockets)
        if self.server_state.tasks:
            for task in self.server_state.tasks:
                task.cancel()
            await asyncio.wait(self.server_state.tasks, timeout=CLEAN_UP_SECONDS)
        if self.force_exit:
            # uvicorn leaves it out then; what was counted in memory is still to be written.
            await self.lifespan.shutdown()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone: uvicorn would die of them before PostgreSQL has stopped."""
        yield
