"""Names that a person takes for another: how, or that they are not alike."""

from collections.abc import Collection
from functools import lru_cache

from packaging.utils import NormalizedName

from devsper_registry.distribution.name_policy import SHORTEST_COMPARED, neighbours
from devsper_registry.distribution.names import ultranormalized
from devsper_registry.verification import popular

# What fonts draw alike, beyond l, i, 1 and o, 0.
_DRAWN_ALIKE = (
    ("rn", "m"),
    ("vv", "w"),
    ("cl", "d"),
    ("5", "s"),
    ("3", "e"),
    ("4", "a"),
    ("7", "t"),
)
_AFFIXES = ("python", "py", "python3", "py3", "lib", "dev", "official", "sdk", "cli", "api")
ONE_SLIP, TWO_SLIPS = "is one slip away from", "is two slips away from"
# pyreadline and pyreadline3: a successor as often as a trap.
NUMBERED = "is but for a number"
# From here on two slips still leave a name that nobody reads letter by letter.
_LONG = 10


@lru_cache(maxsize=4_096)
def mistaken_for(name: str) -> tuple[str, str] | None:
    """The popular package that the name could be taken for, and how; None for popular ones."""
    known = popular.packages()
    if name in known:
        return None
    for looks, how in ((_drawn(name), "looks like"), (_bare(name), "is spelled like")):
        for other in _by_looks().get(looks, ()):
            return other, how
    near = sorted(known & neighbours(NormalizedName(name)))
    for other in near:
        if len(other) >= SHORTEST_COMPARED and not _is_numbered(name, other):
            return other, ONE_SLIP
    if near:
        return near[0], NUMBERED
    return _two_slips(name, known)


def is_affixed(name: str) -> str | None:
    """The popular package whose name it is but for a word such as `python` or `official`."""
    known = popular.packages()
    if name in known:
        return None
    first, _, rest = name.partition("-")
    before, _, last = name.rpartition("-")
    for affix, core in ((first, rest), (last, before)):
        if affix in _AFFIXES and core in known and len(core) >= SHORTEST_COMPARED:
            return core
    return None


def _is_numbered(name: str, other: str) -> bool:
    shorter, longer = sorted((name, other), key=len)
    return longer[:-1] == shorter and longer[-1].isdigit()


def _bare(name: str) -> str:
    return ultranormalized(NormalizedName(name))


def _drawn(name: str) -> str:
    drawn = name
    for many, one in _DRAWN_ALIKE:
        drawn = drawn.replace(many, one)
    return _bare(drawn)


@lru_cache(maxsize=1)
def _by_looks() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in sorted(popular.packages()):
        if len(name) >= SHORTEST_COMPARED:
            for looks in {_bare(name), _drawn(name)}:
                found[looks] = (*found.get(looks, ()), name)
    return found


def _two_slips(name: str, known: Collection[str]) -> tuple[str, str] | None:
    if len(name) < _LONG:
        return None
    for other in sorted(known):
        if (
            abs(len(other) - len(name)) <= 1
            and len(other) >= _LONG
            and other[:2] == name[:2]
            and _distance(name, other, most=2) <= 2
        ):
            return other, TWO_SLIPS
    return None


def _distance(one: str, other: str, *, most: int) -> int:
    """How many letters were left out, added, changed or swapped (Damerau); `most` + 1 if more."""
    before, last = list[int](), list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, compared in enumerate(other, start=1):
            cost = min(
                last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != compared)
            )
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == compared:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return last[-1]
