"""What has changed in the database, told to those in this process who keep something read from it.

Changes come in two ways: those of this process when their transaction has committed, before anybody
is told that it has; those of others from the journal (`db/listening.py`). Whoever keeps something
subscribes, forgets what a change is about, and uses what is kept only while `are_heard`.
"""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

# Nobody may do or see more or less after these; after every other one, somebody may.
OF_CONTENT = frozenset(
    {
        "advisories.imported",
        "file.added",
        "file.deleted",
        "file.listed",
        "file.withheld",
        "file.yanked",
        "file.unyanked",
        "release.created",
        "release.deleted",
        "release.yanked",
        "release.unyanked",
    }
)
# No page of the simple index is another after these, and nobody's rights are.
OF_RECORD = frozenset(
    {
        "file.verification-failed",
        "file.verification-requested",
        "file.verified",
        "sign-in.failed",
    }
)
KEY = "changes"


@dataclass(frozen=True, slots=True)
class Change:
    """An event of the journal, as far as what is kept depends on it."""

    serial: int
    action: str
    package: str | None

    @property
    def is_of_rights(self) -> bool:
        """Whether what somebody may do or see can be another after it."""
        return self.action not in OF_CONTENT and not self.is_of_record

    @property
    def is_of_record(self) -> bool:
        """Whether it only tells what went on: pages and rights are as they were."""
        return self.action in OF_RECORD


# None: anything may have changed.
News = Sequence[Change] | None
Hears = Callable[[News], None]


class Changes:
    """Who must hear of changes, and whether everything is heard at this moment."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        # Stands in the notifications of this process: it has told its own changes already.
        self.speaker = secrets.token_hex(8)
        self._clock = clock
        self._subscribers: list[Hears] = []
        self._heard_until = 0.0
        # How far the journal has been read; None before it is.
        self._serial: int | None = None
        self._newest = 0
        self._own: set[int] = set()

    @property
    def are_heard(self) -> bool:
        """Whether every change that was committed by others a moment ago has been told here."""
        return self._clock() < self._heard_until

    @property
    def newest(self) -> int | None:
        """The serial of the last change of all, None when it must be asked."""
        return self._newest if self.are_heard else None

    def subscribe(self, hears: Hears) -> None:
        """Call `hears` for each piece of news, for as long as this process lives."""
        self._subscribers.append(hears)

    def committed(self, changes: Sequence[Change]) -> None:
        """Tell what this process has committed; before that is acknowledged to anybody."""
        if self._serial is not None:
            self._own.update(each.serial for each in changes)
        self._told(changes)
        self._tell(changes)

    def begin(self, serial: int) -> None:
        """Tell that anything may have changed; from that serial on, the journal is read."""
        self._serial = self._newest = serial
        self._own.clear()
        self._tell(None)

    def heard(self, changes: Sequence[Change]) -> None:
        """Tell what the journal says, in its order; what is ours has been told."""
        self._told(changes)
        self._tell([each for each in changes if each.serial not in self._own])
        self._serial = changes[-1].serial
        self._own = {serial for serial in self._own if serial > self._serial}

    def trust(self, seconds: float, *, since: float) -> None:
        """Let what is kept be used, until so long after the moment at which all was heard."""
        self._heard_until = since + seconds

    def doubt(self) -> None:
        """Let nothing that is kept be used until further notice: something has changed."""
        self._heard_until = 0.0

    def _told(self, changes: Sequence[Change]) -> None:
        self._newest = max(self._newest, *(each.serial for each in changes), 0)

    def _tell(self, news: News) -> None:
        if news is None or news:
            for hears in self._subscribers:
                hears(news)


@dataclass(slots=True)
class Ledger:
    """The changes that a transaction is about to commit, and in whose name it will notify."""

    speaker: str
    changes: list[Change] = field(default_factory=list)
