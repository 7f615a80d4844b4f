"""What events mean: the kinds of finding, and which events make one.

The same call is harmless in a function that a program calls when its user asks, and is not when
it happens as soon as somebody installs or imports. So nearly each kind comes twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from devsper_registry.verification.code import marks as m
from devsper_registry.verification.code.trace import Event, Reach, Saw
from devsper_registry.verification.finding import Finding, Kind, Severity

_TOLD = m.IDENTITY
_TAKEN = m.SECRET | m.OVERHEARD | m.ENVIRONMENT


@dataclass(frozen=True, slots=True)
class Rule:
    """Which events it is about, and what they are called when they happen unasked, and when not.

    `name`, `what` make the code and the sentence; None as a severity means that it is no finding.
    """

    name: str
    what: str
    matches: Callable[[Event], bool]
    unasked: Severity
    called: Severity | None = None
    at_install: Severity | None = None

    def kinds(self) -> Iterator[Kind]:
        """The kinds of finding that it makes."""
        yield Kind(f"code.{self.name}", self.unasked, f"'{{path}}' {self.what} {{when}}.")
        if self.at_install is not None:
            yield Kind(
                f"code.{self.name}-at-install",
                self.at_install,
                f"'{{path}}' {self.what} when it is built or installed.",
            )
        if self.called is not None:
            yield Kind(
                f"code.{self.name}-when-called",
                self.called,
                f"'{{path}}' has a function that {self.what}.",
            )

    def kind(self, reach: Reach) -> Kind | None:
        """The kind for code that runs then."""
        kinds = {kind.code: kind for kind in self.kinds()}
        if reach is Reach.CALLED:
            return kinds.get(f"code.{self.name}-when-called")
        if reach is Reach.INSTALL and self.at_install is not None:
            return kinds[f"code.{self.name}-at-install"]
        return kinds[f"code.{self.name}"]


def _saw(*what: Saw, marks: int = 0, without: int = 0) -> Callable[[Event], bool]:
    def matches(event: Event) -> bool:
        if event.saw not in what or event.marks & without:
            return False
        return not marks or bool(event.marks & marks)

    return matches


def _sends(marks: int) -> Callable[[Event], bool]:
    def matches(event: Event) -> bool:
        if event.saw is Saw.CONNECT:
            return bool(event.marks & marks)
        # A command names the file itself.
        named = marks | (m.SECRET_PATH if marks & m.SECRET else 0)
        sends = event.saw is Saw.SPAWN and event.marks & m.SENDING_COMMAND
        return bool(sends and event.marks & named)

    return matches


def _goes_to_its_keeper(event: Event) -> bool:
    # A token of GitHub that asks GitHub, say for the newest release to build against.
    taken = event.marks & (m.OVERHEARD | m.SECRET_PATH | m.ENVIRONMENT | m.WEBHOOK)
    return bool(event.marks & m.KEEPER) and not taken


# In this order: of several that fit one line, the first is told.
RULES: tuple[Rule, ...] = (
    Rule(
        "decoded-code",
        "decodes something and runs it as code",
        _saw(Saw.RUN, marks=m.DECODED),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Rule(
        "fetched-code",
        "fetches code over the network and runs it",
        _saw(Saw.RUN, Saw.LOAD, marks=m.FETCHED | m.FETCHED_FILE),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Rule(
        "fetched-program",
        "downloads a file and starts it",
        lambda e: e.saw is Saw.SPAWN and bool(e.marks & (m.FETCHED_FILE | m.FETCHED)),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Rule(
        "unpacked-program",
        "unpacks an encoded program and starts it",
        lambda e: e.saw in (Saw.SPAWN, Saw.LOAD) and bool(e.marks & (m.DECODED_FILE | m.DECODED)),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Rule(
        "reverse-shell",
        "hands a shell to somebody over the network",
        lambda e: e.saw is Saw.SPAWN and bool(e.marks & m.REVERSE_SHELL),
        Severity.CRITICAL,
        Severity.HIGH,
    ),
    Rule(
        "downloading-command",
        "runs a command that downloads and starts a program",
        _saw(Saw.SPAWN, marks=m.DOWNLOAD_AND_RUN),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Rule(
        "secret-sent",
        "reads secrets and sends them over the network",
        lambda e: _sends(m.SECRET | m.OVERHEARD)(e) and not _goes_to_its_keeper(e),
        Severity.CRITICAL,
    ),
    Rule(
        "environment-sent",
        "sends all variables of the environment over the network",
        _sends(m.ENVIRONMENT),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Rule(
        "identity-sent",
        "tells somebody over the network who installed it, and on which computer",
        _sends(_TOLD),
        Severity.HIGH,
    ),
    Rule(
        "webhook",
        "sends to an address that takes in whatever it is sent: a webhook, a bot or a paste",
        lambda e: e.saw is Saw.CONNECT and bool(e.marks & m.WEBHOOK),
        Severity.HIGH,
        Severity.LOW,
    ),
    Rule(
        "miner",
        "starts a program that mines a cryptocurrency",
        lambda e: e.saw in (Saw.SPAWN, Saw.CONNECT) and bool(e.marks & m.MINER),
        Severity.CRITICAL,
        Severity.HIGH,
    ),
    Rule(
        "startup-written",
        "writes to a place from which programs start by themselves",
        lambda e: (
            (e.saw is Saw.WRITE and bool(e.marks & m.STARTUP_PATH))
            or (e.saw in (Saw.SPAWN, Saw.REGISTRY) and bool(e.marks & m.PERSISTENCE))
            or (e.saw is Saw.REGISTRY and bool(e.marks & m.STARTUP_PATH))
        ),
        Severity.CRITICAL,
        Severity.LOW,
    ),
    Rule(
        "destruction",
        "deletes the files of the person or of the system",
        lambda e: e.saw is Saw.DELETE or (e.saw is Saw.SPAWN and bool(e.marks & m.DESTRUCTION)),
        Severity.CRITICAL,
        Severity.MEDIUM,
    ),
    Rule(
        "foreign-install",
        "installs packages from another place than this registry",
        _saw(Saw.SPAWN, marks=m.FOREIGN_INSTALL),
        Severity.HIGH,
        Severity.LOW,
    ),
    Rule(
        "secret-read",
        "reads files in which secrets are kept",
        _saw(Saw.READ, marks=m.SECRET_PATH),
        Severity.HIGH,
    ),
    Rule(
        "clipboard-written",
        "puts something else into the clipboard",
        _saw(Saw.CLIPBOARD),
        Severity.HIGH,
    ),
    Rule(
        "overheard",
        "listens to what is typed",
        _saw(Saw.OVERHEAR),
        Severity.HIGH,
    ),
    Rule(
        "function-replaced",
        "replaces a function that other packages use",
        _saw(Saw.REPLACED),
        Severity.MEDIUM,
    ),
    Rule(
        "hidden-name",
        "puts together from pieces the name of what it calls",
        _saw(Saw.HIDDEN_NAME),
        Severity.HIGH,
        Severity.MEDIUM,
    ),
    Rule(
        "every-class",
        "looks through every class of the program, as is done to get round restrictions",
        _saw(Saw.FORBIDDEN_FRUIT),
        Severity.HIGH,
        Severity.MEDIUM,
    ),
    Rule(
        "unreadable-code",
        "runs code that was made unreadable",
        _saw(Saw.UNREADABLE),
        Severity.HIGH,
        Severity.MEDIUM,
    ),
    Rule(
        "network-use",
        "uses the network",
        _saw(Saw.CONNECT),
        Severity.MEDIUM,
        None,
        Severity.LOW,
    ),
    Rule(
        "program-started",
        "starts another program",
        _saw(Saw.SPAWN),
        Severity.MEDIUM,
        None,
        Severity.LOW,
    ),
)

HARVEST = Kind(
    "code.harvest",
    Severity.HIGH,
    "'{path}' looks for secrets of several kinds ({families}) and speaks to the network.",
)
DOWNLOADER = Kind(
    "code.downloader",
    Severity.HIGH,
    "'{path}' downloads a file and starts a program as soon as it is imported.",
)
MACHINE_CODE = Kind(
    "code.machine-code",
    Severity.HIGH,
    "'{path}' places machine code in memory and runs it.",
)
SHELL_ON_SOCKET = Kind(
    "code.shell-on-socket",
    Severity.CRITICAL,
    "'{path}' connects a shell's input and output to a connection over the network.",
)
CLIPBOARD_SWAP = Kind(
    "code.clipboard-swap",
    Severity.HIGH,
    "'{path}' looks for addresses of wallets and changes the clipboard.",
)
RANSOM = Kind(
    "code.files-encrypted",
    Severity.CRITICAL,
    "'{path}' walks through files, encrypts them and deletes them.",
)
TOGETHER = (HARVEST, DOWNLOADER, MACHINE_CODE, SHELL_ON_SOCKET, CLIPBOARD_SWAP, RANSOM)
KINDS: tuple[Kind, ...] = (*(kind for rule in RULES for kind in rule.kinds()), *TOGETHER)

_FAMILY_NAMES = {
    m.SSH: "SSH and GPG keys",
    m.CLOUD: "cloud credentials",
    m.PUBLISHING: "keys for publishing",
    m.BROWSER: "browsers",
    m.WALLET: "wallets",
    m.CHAT: "chat tokens",
    m.SYSTEM: "the system's accounts",
}
ENOUGH_FAMILIES = 3
# Of one kind in one file: the rest says nothing new.
MOST_OF_KIND = 5


def judged(events: list[Event], families: dict[str, int]) -> Iterator[Finding]:
    """Yield what the events of an archive mean, file by file."""
    by_path: dict[str, list[Event]] = {}
    for event in events:
        by_path.setdefault(event.path, []).append(event)
    for path, seen in by_path.items():
        yield from _singly(path, seen)
        yield from _together(path, seen, families.get(path, 0))


def _singly(path: str, events: list[Event]) -> Iterator[Finding]:
    told: dict[str, int] = {}
    best: dict[int, tuple[int, Kind, Event]] = {}
    for event in events:
        for rank, rule in enumerate(RULES):
            kind = rule.kind(event.reach) if rule.matches(event) else None
            if kind is not None:
                before = best.get(event.line)
                if (
                    before is None
                    or kind.severity.rank > before[1].severity.rank
                    or (kind.severity is before[1].severity and rank < before[0])
                ):
                    best[event.line] = (rank, kind, event)
                break
    for line, (_, kind, event) in sorted(best.items()):
        told[kind.code] = told.get(kind.code, 0) + 1
        if told[kind.code] <= MOST_OF_KIND:
            when = event.reach.value
            yield kind.found(path=path, line=line, evidence=event.evidence, when=when)


def _together(path: str, events: list[Event], families: int) -> Iterator[Finding]:
    def first(*what: Saw, marks: int = 0, unasked: bool = False) -> Event | None:
        for event in events:
            marked = not marks or event.marks & marks
            if event.saw in what and marked and (not unasked or event.reach.is_unasked):
                return event
        return None

    def found(kind: Kind, event: Event, **facts: str) -> Finding:
        return kind.found(path=path, line=event.line, evidence=event.evidence, **facts)

    named = [name for family, name in _FAMILY_NAMES.items() if families & family]
    connected, read = first(Saw.CONNECT), first(Saw.READ)
    if len(named) >= ENOUGH_FAMILIES and connected and read:
        yield found(HARVEST, read, families=", ".join(named))
    moved, spawned = first(Saw.DUPLICATE), first(Saw.SPAWN)
    if moved and spawned and connected:
        yield found(SHELL_ON_SOCKET, moved)
    placed = [event for event in events if event.saw is Saw.MACHINE_CODE]
    if len({event.name for event in placed}) > 1:
        yield found(MACHINE_CODE, placed[0])
    swapped = first(Saw.CLIPBOARD)
    if swapped and families & m.ADDRESS_PATTERN:
        yield found(CLIPBOARD_SWAP, swapped)
    encrypted = first(Saw.ENCRYPTED)
    if encrypted and first(Saw.DELETE, Saw.WRITE, unasked=True) and encrypted.reach.is_unasked:
        yield found(RANSOM, encrypted)
    fetched = first(Saw.CONNECT, unasked=True)
    written = first(Saw.WRITE, marks=m.FETCHED, unasked=True)
    started = first(Saw.SPAWN, Saw.LOAD, unasked=True)
    if fetched and written and started and written.reach is Reach.IMPORT:
        yield found(DOWNLOADER, started)
