"""The faults, each a block: it begins with the cause and is left with the cause's end."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from tests.chaos import disks
from tests.chaos.stand import Stand
from tests.faults import Way


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
def worker_killed(stand: Stand, lasts: float) -> Iterator[None]:
    """The only worker is killed, amid a job or not, and started again."""
    stand.worker.kill()
    time.sleep(lasts)
    stand.worker.start()
    yield


@contextmanager
def s3_answering_500(stand: Stand, lasts: float) -> Iterator[None]:
    """S3 answers every question with an error of its own."""
    way = _way(stand)
    way.fail(500, "InternalError")
    yield from _carried_again(way, lasts)


@contextmanager
def s3_hanging(stand: Stand, lasts: float) -> Iterator[None]:
    """S3 takes connections and answers nothing."""
    way = _way(stand)
    way.hang()
    yield from _carried_again(way, lasts)


@contextmanager
def s3_refusing(stand: Stand, lasts: float) -> Iterator[None]:
    """Nobody connects to S3."""
    way = _way(stand)
    way.refuse()
    yield from _carried_again(way, lasts)


def _way(stand: Stand) -> Way:
    assert stand.way is not None
    return stand.way


def _carried_again(way: Way, lasts: float) -> Iterator[None]:
    time.sleep(lasts)
    way.carry()
    yield


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
    assert stand.disk is not None
    filler = disks.fill(stand.disk)
    time.sleep(lasts)
    filler.unlink()
    yield


@contextmanager
def deployed(stand: Stand, lasts: float) -> Iterator[None]:
    """Each replica in turn, then the worker, drains, ends and is started again."""
    for process in stand.processes:
        process.stop()
        process.start()
        time.sleep(lasts)
    yield


S3_ANSWERING_500 = Fault("S3 answering 500", s3_answering_500)
WORKER_KILLED = Fault("kill -9 of the worker", worker_killed)
IN_A_BUCKET = (
    Fault("kill -9 of one replica of two", killed, may_cut=True),
    Fault("PostgreSQL restarted", database_restarted),
    Fault("Redis stopped", redis_stopped),
    Fault("Redis hanging", redis_hanging),
    S3_ANSWERING_500,
    Fault("S3 hanging", s3_hanging),
    Fault("S3 refusing", s3_refusing),
    WORKER_KILLED,
    Fault("deploy, one after the other", deployed),
)
ON_A_DISK = (Fault("disk full", disk_full),)
