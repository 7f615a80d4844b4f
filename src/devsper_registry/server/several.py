"""Several processes that serve on one port, and the one that keeps them going.

That one answers nothing. It takes the port, lets a keeper prepare the database (and hold the
embedded one), starts the workers, starts anew whichever dies, and hands on what it is told.
"""

import asyncio
import os
import select
import shutil
import signal
import socket
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from pydantic import SecretStr

from devsper_registry import metrics
from devsper_registry.backend import open_backend
from devsper_registry.server import children, one, stopping
from devsper_registry.server.children import Child, Refused
from devsper_registry.server.draining import CLEAN_UP_SECONDS, STOP_WITHIN_SECONDS
from devsper_registry.server.one import Prepare
from devsper_registry.server.stopping import Signals, Stop
from devsper_registry.settings import Settings

FIRST_WAIT = 0.1
LONGEST_WAIT = 30.0
# One that has served so long died of something new.
HEALTHY_AFTER = 30.0
# Beyond what a worker gives itself.
PATIENCE = CLEAN_UP_SECONDS + 10
# To a worker: the second asking is told apart, for a service manager may signal the whole group.
BY_PARENT: Signals = {signal.SIGTERM: Stop.ask, signal.SIGQUIT: Stop.hasten}

log = structlog.get_logger(__name__)


def run(settings: Settings, listener: socket.socket, *, prepare: Prepare, refused: Refused) -> None:
    """Serve with as many workers as the settings say, until a signal comes."""
    folder = Path(tempfile.mkdtemp(prefix="devsper-metrics-"))
    try:
        metrics.share(folder)
        one.keep_for_good()
        with children.waking(signal.SIGCHLD, signal.SIGTERM, signal.SIGINT) as (woken, came):
            family = _Family(settings, listener, prepare, refused, woken, came)
            family.live()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class _Place:
    """A worker's place: the one that has it now, or when the next one will."""

    name: str
    child: Child | None = None
    since: float = 0.0
    due: float = 0.0
    deaths: int = 0

    def died(self) -> float:
        """Return how long to wait for the next one: longer each time it dies young."""
        now = time.monotonic()
        self.child = None
        self.deaths = 1 if now - self.since >= HEALTHY_AFTER else self.deaths + 1
        wait: float = min(FIRST_WAIT * 2 ** (self.deaths - 1), LONGEST_WAIT)
        self.due = now + wait
        return wait


@dataclass(slots=True)
class _Family:
    """The keeper and the workers, as their parent sees them."""

    settings: Settings
    listener: socket.socket
    prepare: Prepare
    refused: Refused
    woken: int
    came: list[int]
    url: str = field(default="", repr=False)
    keeper: Child | None = None
    places: list[_Place] = field(default_factory=list)
    asked: int = 0

    def live(self) -> None:
        """Prepare, serve, and end together; raise SystemExit where that does not go well."""
        self._hear_from_keeper()
        self.places = [_Place(f"worker-{n}") for n in range(1, self.settings.workers + 1)]
        code = 0
        while not self.asked and not code:
            for place in self.places:
                if place.child is None and place.due <= time.monotonic():
                    self._start(place)
            self._wait(min((p.due for p in self.places if p.child is None), default=None))
            self._look_after_workers()
            code = self._look_after_keeper()
        self._end_workers()
        code = self._end_keeper() or code
        if code:
            raise SystemExit(code)

    # --- the keeper -----------------------------------------------------------------------------

    def _hear_from_keeper(self) -> None:
        """Start it and wait until the database is ready; end with it where it is not."""
        told, tells = os.pipe()
        self.keeper = children.start(
            lambda hears: self._keep(hears, tells), refused=self.refused, not_for_it=[told]
        )
        os.close(tells)
        said = b""
        while True:
            readable, _, _ = select.select([self.woken, told], [], [])
            self._drain_woken()
            if self.asked:
                break
            if told in readable:
                part = os.read(told, 4096)
                said += part
                if not part:
                    break
        os.close(told)
        if self.asked or not said:
            code = self._end_keeper()
            raise SystemExit(0 if self.asked else code or 1)
        metrics.has_died("keeper")  # it serves nobody either
        self.url = said.decode()

    def _keep(self, hears: int, tells: int) -> None:
        metrics.this_is("keeper")
        self.listener.close()
        one.in_a_loop(_keep(self.settings, self.prepare, hears=hears, tells=tells))

    def _look_after_keeper(self) -> int:
        """Return 0, or the exit code to end with: without the embedded database nothing works."""
        code = None if self.keeper is None else self.keeper.ended()
        if code is None:
            return 0
        self.keeper = None
        if self.settings.named_database is not None:
            return abs(code)
        log.error("server.keeper-died", exit=code)
        return abs(code) or 1

    def _end_keeper(self) -> int:
        keeper, self.keeper = self.keeper, None
        if keeper is None:
            return 0
        keeper.send(signal.SIGQUIT)
        while (code := keeper.ended()) is None:
            select.select([self.woken], [], [], 0.1)
            self._drain_woken()
        return abs(code)

    # --- the workers ----------------------------------------------------------------------------

    def _start(self, place: _Place) -> None:
        place.since = time.monotonic()
        place.child = children.start(
            lambda hears: self._work(place, hears),
            refused=self.refused,
            not_for_it=[child.lifeline for child in self._children()],
        )

    def _work(self, place: _Place, hears: int) -> None:
        metrics.this_is(place.name)
        settings = share(self.settings, url=self.url, does_jobs=place is self.places[0])

        async def serving() -> None:
            stop = _listen(BY_PARENT, hears)
            await one.serve(settings, self.listener, prepare=None, stop=stop)

        one.in_a_loop(serving())

    def _look_after_workers(self) -> None:
        for place in self.places:
            code = None if place.child is None else place.child.ended()
            if code is not None:
                wait = place.died()
                metrics.has_died(place.name)
                metrics.WORKER_DEATHS.inc()
                log.warning("server.worker-died", worker=place.name, exit=code, again_in=wait)

    def _end_workers(self) -> None:
        """Ask them to end, at once when asked twice; kill whoever does not."""
        # Held here, it would let clients in whom nobody answers once the workers are deaf.
        self.listener.close()
        self._tell(signal.SIGTERM)
        until = time.monotonic() + self.settings.drain_seconds + STOP_WITHIN_SECONDS + PATIENCE
        hastened = killed = False
        while self._reap():
            self._wait(min(until, time.monotonic() + 1.0) if not killed else None)
            if self.asked > 1 and not hastened:
                hastened = True
                self._tell(signal.SIGQUIT)
            if time.monotonic() > until and not killed:
                killed = True
                log.error("server.workers-killed", after=PATIENCE)
                self._tell(signal.SIGKILL)

    def _reap(self) -> bool:
        """Tell whether any still run."""
        for place in self.places:
            if place.child is not None and place.child.ended() is not None:
                place.child = None
        return any(place.child is not None for place in self.places)

    def _tell(self, number: signal.Signals) -> None:
        for place in self.places:
            if place.child is not None:
                place.child.send(number)

    # --- both -----------------------------------------------------------------------------------

    def _children(self) -> list[Child]:
        found = [place.child for place in self.places]
        return [child for child in (self.keeper, *found) if child is not None]

    def _wait(self, until: float | None) -> None:
        """Sleep until a signal comes or the moment is there."""
        left = None if until is None else max(0.0, until - time.monotonic())
        select.select([self.woken], [], [], left)
        self._drain_woken()

    def _drain_woken(self) -> None:
        with suppress(BlockingIOError):
            os.read(self.woken, 4096)
        while self.came:
            self.asked += self.came.pop() != signal.SIGCHLD


def share(settings: Settings, *, url: str, does_jobs: bool) -> Settings:
    """Return the settings of one worker, with which all of them together keep to what is set.

    One of them does jobs: as many at once as is set, and what a job might take down is one.
    """
    each = max(1, round(settings.inspection_workers / settings.workers))
    changed: dict[str, object] = {"inspection_workers": each}
    if not does_jobs:
        changed["worker"] = "off"
    if settings.named_database is None:
        changed["database_url"] = SecretStr(url)
    return settings.model_copy(update=changed)


def _listen(signals: Signals, hears: int) -> Stop:
    """Stop by these signals, and when the parent is no more."""
    stop = stopping.listen(signals)
    loop = asyncio.get_running_loop()

    def orphaned() -> None:
        loop.remove_reader(hears)
        stop.ask()

    loop.add_reader(hears, orphaned)
    return stop


async def _keep(settings: Settings, prepare: Prepare, *, hears: int, tells: int) -> None:
    """Prepare the database, tell where it is, and hold it while it is the embedded one."""
    # Not by SIGTERM, which may go to the whole group: workers need the database to their end.
    stop = _listen({signal.SIGQUIT: Stop.ask, signal.SIGTERM: _not_yet}, hears)
    try:
        async with open_backend(settings) as backend:
            await prepare(backend)
            os.write(tells, backend.database_url.encode())
            os.close(tells)
            if settings.named_database is None:
                await asyncio.Event().wait()
    except asyncio.CancelledError:
        if not stop.is_requested:
            raise


def _not_yet(_stop: Stop) -> None:
    """Leave it to the parent to say when."""
