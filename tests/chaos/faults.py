"""The faults, each a block: it begins with the cause and is left with the cause's end."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass

from tests.chaos.stand import Stand

BLOCK = b"x" * 64 * 1024


@dataclass(frozen=True)
class Fault:
    """A cause, and whether answers may be cut off in their middle by it."""

    name: str
    cause: Callable[[Stand, float], AbstractContextManager[None]]
    may_cut: bool = False


@contextmanager
def killed(stand: Stand, lasts: float) -> Iterator[None]:
    """One replica of two is killed, and started again later."""
    stand.replicas[0].kill()
    yield
    time.sleep(lasts)
    stand.replicas[0].start()


@contextmanager
def database_restarted(stand: Stand, lasts: float) -> Iterator[None]:
    """PostgreSQL is stopped, and started again."""
    stand.postgres.stop()
    time.sleep(lasts)
    stand.postgres.start()
    yield


@contextmanager
def redis_stopped(stand: Stand, lasts: float) -> Iterator[None]:
    """Redis is killed, and started again with nothing in it."""
    stand.redis.kill()
    time.sleep(lasts)
    stand.redis.start()
    yield


@contextmanager
def redis_hanging(stand: Stand, lasts: float) -> Iterator[None]:
    """Redis takes connections and answers nothing."""
    stand.redis.hang()
    time.sleep(lasts)
    stand.redis.go_on()
    yield


@contextmanager
def disk_full(stand: Stand, lasts: float) -> Iterator[None]:
    """The disk of the files has no room left."""
    filler = stand.disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(BLOCK):
            pass
    time.sleep(lasts)
    filler.unlink()
    yield


@contextmanager
def deployed(stand: Stand, lasts: float) -> Iterator[None]:
    """Each replica in turn drains, ends and is started again."""
    for replica in stand.replicas:
        replica.stop()
        replica.start()
        time.sleep(lasts)
    yield


FAULTS = (
    Fault("kill -9 of one replica of two", killed, may_cut=True),
    Fault("PostgreSQL restarted", database_restarted),
    Fault("Redis stopped", redis_stopped),
    Fault("Redis hanging", redis_hanging),
    Fault("disk full", disk_full),
    Fault("deploy, one after the other", deployed),
)
