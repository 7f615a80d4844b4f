"""What this release has that the one before had not."""

from collections.abc import Iterable, Iterator

from devsper_registry.verification import lookups
from devsper_registry.verification.finding import Finding, Kind, Severity
from devsper_registry.verification.profile import Profile
from devsper_registry.verification.surroundings import Before, Surroundings

NAME = "difference"
VERSION = "1"
REASON = (
    "Taken-over packages look as always but for one release. What a release brings that the"
    " one before"
    " had not is told, as a list that a person reads in a minute: dependencies, entry points,"
    " start-up"
    " files, native code, a jump in size, whoever uploaded it, and what speaks to the network"
    " or starts"
    " programs for the first time."
)
DEPENDENCY = Kind(
    "difference.dependency",
    Severity.LOW,
    "Since {before} it requires '{name}' as well.",
)
ENTRY_POINT = Kind(
    "difference.entry-point",
    Severity.LOW,
    "Since {before} it has the entry point '{name}' as well.",
)
STARTUP_FILE = Kind(
    "difference.startup-file",
    Severity.HIGH,
    "Since {before} it has '{path}', which Python runs when it starts.",
)
NATIVE_CODE = Kind(
    "difference.native-code",
    Severity.MEDIUM,
    "It holds native code, and {before} did not: '{path}'.",
)
SIZE = Kind(
    "difference.size",
    Severity.LOW,
    "It unpacks to {now} kB, and {before} to {then} kB.",
)
UPLOADER = Kind(
    "difference.uploader",
    Severity.LOW,
    "'{now}' uploaded it, and '{then}' uploaded {before}.",
)
PEOPLE = Kind(
    "difference.people",
    Severity.LOW,
    "Its authors and maintainers are not those of {before}: now {now}, then {then}.",
)
NETWORK = Kind(
    "difference.network",
    Severity.MEDIUM,
    "It speaks to the network, and {before} did not: '{path}'.",
)
PROGRAMS = Kind(
    "difference.programs",
    Severity.MEDIUM,
    "It starts programs or runs code from texts, and {before} did not: '{path}'.",
)
KINDS = (
    *(STARTUP_FILE, NATIVE_CODE, NETWORK, PROGRAMS, DEPENDENCY, ENTRY_POINT, SIZE, UPLOADER),
    PEOPLE,
)

_JUMP = 5
_LEAST_JUMP = 500_000


def findings(profile: Profile, around: Surroundings) -> Iterator[Finding]:
    """Yield what is new; nothing for a first release."""
    if around.before is None:
        return
    before = around.before
    then, version = before.profile, before.version
    old = lookups.dependencies(then)
    for name in lookups.dependencies(profile):
        if name not in old:
            yield DEPENDENCY.found(before=version, name=name)
    for point in _new(profile.entry_points, then.entry_points):
        yield ENTRY_POINT.found(before=version, name=point)
    for path in _new(profile.startup_files, then.startup_files):
        yield STARTUP_FILE.found(before=version, path=path)
    if profile.packagetype == then.packagetype:
        yield from _first(profile, then, version)
    if profile.unpacked > _JUMP * then.unpacked and profile.unpacked > _LEAST_JUMP:
        yield SIZE.found(before=version, now=profile.unpacked // 1000, then=then.unpacked // 1000)
    yield from _people(profile, before, around.uploader)


def _new(now: Iterable[str], then: Iterable[str]) -> list[str]:
    known = set(then)
    return [item for item in now if item not in known]


def _first(profile: Profile, then: Profile, version: str) -> Iterator[Finding]:
    for kind, has, had in (
        (NATIVE_CODE, profile.native_files, then.native_files),
        (NETWORK, profile.network, then.network),
        (PROGRAMS, profile.programs, then.programs),
    ):
        if has and not had:
            yield kind.found(before=version, path=has[0])


def _people(profile: Profile, before: Before, uploader: str | None) -> Iterator[Finding]:
    if uploader is not None and before.uploader is not None and uploader != before.uploader:
        yield UPLOADER.found(before=before.version, now=uploader, then=before.uploader)
    if profile.people != before.profile.people:
        now, then = ", ".join(profile.people), ", ".join(before.profile.people)
        yield PEOPLE.found(before=before.version, now=now or "nobody", then=then or "nobody")
