"""ClamAV, by the socket of its daemon: what its signatures know.

No confined process could ask it, so it is asked by the one that asks for examinations. The daemon
gets the bytes of the file, by the protocol INSTREAM of clamd(8), and answers with one line.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from devsper_registry.verification.checks import clamav
from devsper_registry.verification.finding import Finding
from devsper_registry.verification.report import Ending, Ran
from devsper_registry.verification.running import limit_reached

_PIECE = 256 * 1024
_LONGEST_REPLY = 4096
SECONDS = 120.0


class ClamavUnreachable(Exception):
    """The daemon does not answer, by no fault of the file: ask again later."""


async def examine(
    path: Path, *, socket: str, seconds: float = SECONDS
) -> tuple[Ran, tuple[Finding, ...]]:
    """Return what the daemon says of the file; raise `ClamavUnreachable`.

    `socket` is the path of a Unix socket, or `host:port`.
    """
    try:
        async with asyncio.timeout(seconds):
            version = await _asked(socket, b"zVERSION\0")
            reply = await _sent(socket, path)
    except (OSError, TimeoutError, EOFError, ValueError) as error:
        raise ClamavUnreachable(f"clamd at {socket} gave no answer: {error!r}") from error
    return _read(reply, version=f"{clamav.VERSION}, {version}"[:64])


def _read(reply: str, *, version: str) -> tuple[Ran, tuple[Finding, ...]]:
    told = reply.removeprefix("stream: ")
    if told == "OK":
        return Ran(clamav.NAME, version, Ending.FINISHED), ()
    if told.endswith(" FOUND"):
        found = clamav.INFECTED.found(signature=told.removesuffix(" FOUND"))
        return Ran(clamav.NAME, version, Ending.FINISHED), (found,)
    # Such as "INSTREAM size limit exceeded. ERROR": it has not seen all of the file.
    ran = Ran(clamav.NAME, version, Ending.FAILED, reply)
    return ran, (limit_reached(clamav.NAME, Ending.FAILED),)


async def _asked(socket: str, command: bytes) -> str:
    async with _connected(socket) as (reader, writer):
        writer.write(command)
        await writer.drain()
        return await _line(reader)


async def _sent(socket: str, path: Path) -> str:
    async with _connected(socket) as (reader, writer):
        writer.write(b"zINSTREAM\0")
        try:
            with path.open("rb") as file:
                for piece in iter(partial(file.read, _PIECE), b""):
                    writer.write(len(piece).to_bytes(4) + piece)
                    await writer.drain()
            writer.write((0).to_bytes(4))
            await writer.drain()
        except ConnectionError:
            pass  # it has closed because it had enough, and its reason is to be read
        return await _line(reader)


async def _line(reader: asyncio.StreamReader) -> str:
    reply = await reader.readuntil(b"\0")
    if len(reply) > _LONGEST_REPLY:
        raise ValueError("its answer is too long")
    return reply[:-1].decode("utf-8", "replace").strip()


@asynccontextmanager
async def _connected(
    socket: str,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    if socket.startswith("/"):
        reader, writer = await asyncio.open_unix_connection(socket)
    else:
        host, _, port = socket.rpartition(":")
        reader, writer = await asyncio.open_connection(host.strip("[]"), int(port))
    try:
        yield reader, writer
    finally:
        writer.close()
