"""Redis, asked once whether it is there: by whoever wants to know, not by what counts."""

import time
from typing import NamedTuple

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

PATIENCE_SECONDS = 2.0


class Answer(NamedTuple):
    """Which server it is, and how long a message to it and back takes."""

    version: str
    seconds: float


class Unreachable(Exception):
    """It does not answer; the text says why, without its address."""


def spoken(url: str) -> str:
    """Return the URL as the client library knows it: Valkey speaks the same protocol."""
    return url.replace("valkey", "redis", 1) if url.startswith("valkey") else url


async def ask(url: str) -> Answer:
    """Return how it answers; raise `Unreachable` when it does not."""
    client = Redis.from_url(
        spoken(url),
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        said = await client.info("server")
        before = time.perf_counter()
        await client.time()
        seconds = time.perf_counter() - before
    except (RedisError, OSError, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        await client.aclose()
    name = "Valkey" if "valkey_version" in said else "Redis"
    return Answer(f"{name} {said.get('valkey_version', said['redis_version'])}", seconds)
