"""A way to a server that fails as told: answers errors, hangs, refuses, breaks off mid-answer.

It stands before any TCP server (S3, Redis, PostgreSQL), and carries bytes until told otherwise.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.acceptance.serving import free_port

CHUNK = 64 * 1024


@dataclass
class Way:
    """A listening port before `target`; what is told holds for connections from then on."""

    target: int
    port: int = field(default_factory=free_port)
    # How many connections were made while it did not carry.
    refused: int = 0
    # The heads of HTTP requests that it answered itself.
    heads: list[bytes] = field(default_factory=list)
    # All that it carried to the server, where the test gave something to keep it in.
    carried: bytearray | None = None
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _serving: set[asyncio.Task[None] | None] = field(default_factory=set)
    _answer: bytes | None = None
    _hangs: bool = False
    _cut_after: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens, for what speaks HTTP."""
        return f"http://127.0.0.1:{self.port}"

    def carry(self) -> None:
        """Be a way and nothing else."""
        self._told(answer=None, hangs=False)

    def answer(self, status: int, body: str) -> None:
        """Answer every request with this, without asking the server."""
        text = (
            f"HTTP/1.1 {status} Told\r\nContent-Type: application/xml\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
        )
        self._told(answer=text.encode(), hangs=False)

    def fail(self, status: int, code: str) -> None:
        """Answer as S3 does when something is wrong."""
        self.answer(status, f"<Error><Code>{code}</Code><Message>told to</Message></Error>")

    def hang(self) -> None:
        """Take connections and requests, and never answer."""
        self._told(answer=None, hangs=True)

    def refuse(self) -> None:
        """Let nobody connect."""
        self._run(self._close())

    def cut(self, *after: int) -> None:
        """Reset the next connections, each after that many bytes of what comes back."""
        self._told(answer=None, hangs=False, cut_after=list(after))

    # --- inside -----------------------------------------------------------------------------------

    def _told(
        self, *, answer: bytes | None, hangs: bool, cut_after: list[int] | None = None
    ) -> None:
        async def tell() -> None:
            self._answer, self._hangs, self._cut_after = answer, hangs, cut_after or []
            await self._close()
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

        self._run(tell())

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        # Once its client has gone, nothing but this holds a task of asyncio's streams.
        task = asyncio.current_task()
        self._serving.add(task)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                await self._one(reader, writer)
        finally:
            self._serving.discard(task)
            self._open.discard(writer)
            writer.transport.abort() if self._hangs else writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # As it is now: it may be told otherwise while the head of the request comes.
        answer = self._answer
        if self._hangs or answer is not None:
            self.refused += 1
        if self._hangs:
            while await reader.read(CHUNK):
                pass
        elif answer is not None:
            self.heads.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(answer)
            await writer.drain()
            # What is still coming is read: closing at once would reset the answer away.
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    while await reader.read(CHUNK):
                        pass
        else:
            await self._carry(reader, writer)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        cut = self._cut_after.pop(0) if self._cut_after else None
        back, forth = await asyncio.open_connection("127.0.0.1", self.target)
        self._open.add(forth)
        sending = asyncio.create_task(_piped(reader, forth, kept=self.carried))
        receiving = asyncio.create_task(_piped(back, writer, cut=cut))
        try:
            await asyncio.wait((sending, receiving), return_when=asyncio.FIRST_COMPLETED)
            # Whoever has gone waits for nothing.
            if not reader.at_eof():
                await receiving
        finally:
            self._open.discard(forth)
            forth.transport.abort()
            for one in (sending, receiving):
                one.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)
            if cut is not None:
                writer.transport.abort()

    def _run(self, work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


async def _piped(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    *,
    cut: int | None = None,
    kept: bytearray | None = None,
) -> None:
    while chunk := await reader.read(CHUNK if cut is None else min(cut, CHUNK)):
        if kept is not None:
            kept += chunk
        writer.write(chunk)
        await writer.drain()
        if cut is not None:
            cut -= len(chunk)
            if cut <= 0:
                return


@contextmanager
def before(target: int) -> Iterator[Way]:
    """Open a way to the port, for the block."""
    way = Way(target)
    thread = threading.Thread(target=way._loop.run_forever, daemon=True)
    thread.start()
    way.carry()
    try:
        yield way
    finally:
        way.refuse()
        way._loop.call_soon_threadsafe(way._loop.stop)
        thread.join(10)
        way._loop.close()
