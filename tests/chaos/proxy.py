"""A small proxy before the replicas, as a load balancer is: in turn, by `/ready`, one a connection.

It answers 502 where no replica takes a request or the one that took it dies before its answer.
"""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.acceptance.serving import free_port

LOOKS_EVERY = 0.1
PATIENCE = 2.0
CHUNK = 64 * 1024
NOBODY = (
    b"HTTP/1.1 502 Bad Gateway\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)
READY = b"GET /ready HTTP/1.1\r\nHost: proxy\r\nConnection: close\r\n\r\n"


@dataclass
class Proxy:
    """Where it listens, and the replicas that are well."""

    replicas: Sequence[int]
    port: int = field(default_factory=free_port)
    well: set[int] = field(default_factory=set)
    _turn: int = 0
    _serving: set[asyncio.Task[None] | None] = field(default_factory=set)

    @property
    def url(self) -> str:
        """What clients are told."""
        return f"http://127.0.0.1:{self.port}"

    async def run(self, started: threading.Event) -> None:
        """Carry connections until cancelled."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        async with server, asyncio.TaskGroup() as group:
            for port in self.replicas:
                group.create_task(self._watch(port))
            started.set()

    async def _watch(self, port: int) -> None:
        while True:
            if await _is_ready(port):
                self.well.add(port)
            else:
                self.well.discard(port)
            await asyncio.sleep(LOOKS_EVERY)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Once its client has gone, nothing but this holds a task of asyncio's streams.
        task = asyncio.current_task()
        self._serving.add(task)
        try:
            # Cancelled only at the end of all, when nobody waits for an answer any more.
            with suppress(OSError, asyncio.CancelledError):
                await self._carried(reader, writer)
        finally:
            self._serving.discard(task)
            writer.close()

    async def _carried(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached = await self._reached()
        if reached is None:
            await _ended(NOBODY, reader, writer)
            return
        back, forth = reached
        sending = asyncio.create_task(_piped(reader, forth))
        receiving = asyncio.create_task(_piped(back, writer))
        try:
            await asyncio.wait((sending, receiving), return_when=asyncio.FIRST_COMPLETED)
            # Whoever has gone waits for nothing.
            carried = None if reader.at_eof() else await receiving
        finally:
            forth.transport.abort()
            for one in (sending, receiving):
                one.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)
        if carried is not None:
            await _ended(b"" if carried else NOBODY, reader, writer)

    async def _reached(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """Connect to the next replica that is well, else to any that takes it."""
        self._turn += 1
        turned = [*self.replicas[self._turn % 2 :], *self.replicas[: self._turn % 2]]
        for port in sorted(turned, key=lambda port: port not in self.well):
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        return None


async def _is_ready(port: int) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(READY)
                return (await reader.readline()).startswith(b"HTTP/1.1 200")
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False


async def _piped(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    """Return how many bytes went through, until one side ended."""
    carried = 0
    with suppress(OSError):
        while chunk := await reader.read(CHUNK):
            writer.write(chunk)
            await writer.drain()
            carried += len(chunk)
    return carried


async def _ended(answer: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer, and read what is still coming: closing at once would reset any answer away."""
    with suppress(TimeoutError, OSError):
        writer.write(answer)
        writer.write_eof()
        async with asyncio.timeout(0.2):
            while await reader.read(CHUNK):
                pass


@contextmanager
def before(*replicas: int) -> Iterator[Proxy]:
    """Run one in a thread of its own, for the block."""
    proxy, started = Proxy(replicas), threading.Event()
    loop = asyncio.new_event_loop()
    task = loop.create_task(proxy.run(started))

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        while rest := asyncio.all_tasks(loop):
            for each in rest:
                each.cancel()
            loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
