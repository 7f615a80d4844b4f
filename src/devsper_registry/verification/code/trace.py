"""What was seen when a file was read: one event for each call that matters, with its reach."""

from dataclasses import dataclass
from enum import Enum


class Reach(Enum):
    """When the code runs."""

    STARTUP = "whenever Python starts"
    IMPORT = "when it is imported"
    INSTALL = "when it is built or installed"
    CALLED = "when somebody calls it"

    @property
    def is_unasked(self) -> bool:
        """Whether it runs without anybody calling it."""
        return self is not Reach.CALLED


class Saw(Enum):
    """What an event is."""

    RUN = "code is run"
    LOAD = "a program is loaded"
    SPAWN = "a program is started"
    CONNECT = "the network is used"
    READ = "a file is read"
    WRITE = "a file is written"
    DELETE = "files are deleted"
    REGISTRY = "the registry is written"
    CLIPBOARD = "the clipboard is written"
    MACHINE_CODE = "machine code is placed"
    DUPLICATE = "a descriptor is moved"
    OVERHEAR = "the person is listened to"
    REPLACED = "a function is replaced"
    HIDDEN_NAME = "a name is hidden"
    DECODED = "something is decoded"
    FORBIDDEN_FRUIT = "every class is looked through"
    ENCRYPTED = "something is encrypted"
    UNREADABLE = "code is given in a form that cannot be read"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was seen, at a line of a file."""

    saw: Saw
    path: str
    line: int
    reach: Reach
    marks: int
    # The name of what was called.
    name: str
    evidence: str


class Limit(Exception):
    """More work than a file may cost."""
