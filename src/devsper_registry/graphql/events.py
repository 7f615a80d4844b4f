"""Answers as server-sent events: graphql-sse's mode of one connection for each operation."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

import orjson

from devsper_registry.graphql.execution import Answer

HEARTBEAT_SECONDS = 15.0
LONGEST_SECONDS = 3600.0
HEADERS = {
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",  # nginx would keep the events until its buffer is full
}
_HEARTBEAT = b":\n\n"
_COMPLETE = b"event: complete\ndata:\n\n"


async def encode(
    answers: AsyncGenerator[Answer, None],
    *,
    heartbeat: float = HEARTBEAT_SECONDS,
    longest: float = LONGEST_SECONDS,
) -> AsyncGenerator[bytes, None]:
    """Yield the events of the answers, a comment where none comes, and `complete` at the end.

    A stream ends after an hour, as if complete: a client that stays comes back with its
    credentials, so that no revoked key keeps listening.
    """
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + longest
    async with aclosing(answers):
        waiting: asyncio.Task[Answer] | None = None
        try:
            while loop.time() < ends_at:
                waiting = waiting or asyncio.ensure_future(anext(answers))
                done, _ = await asyncio.wait({waiting}, timeout=heartbeat)
                if not done:
                    yield _HEARTBEAT
                    continue
                answer = waiting.result()
                waiting = None
                yield b"event: next\ndata: " + orjson.dumps(answer.body) + b"\n\n"
        except StopAsyncIteration:
            waiting = None
        finally:
            # The client has gone, or the hour is over: the generator is closed only at rest.
            if waiting is not None:
                waiting.cancel()
                with suppress(asyncio.CancelledError, StopAsyncIteration):
                    await waiting
    yield _COMPLETE
