"""Whether a new package may have its name: pure rules over names that somebody else looks up."""

from collections.abc import Iterable, Iterator

from packaging.utils import NormalizedName

from devsper_registry.distribution.names import ultranormalized
from devsper_registry.distribution.stdlib_names import STANDARD_LIBRARY
from devsper_registry.errors import (
    NameOfStandardLibrary,
    NamePrefixReserved,
    NameProhibited,
    NameTooSimilar,
)

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
# Below this many letters every other name is a neighbour.
SHORTEST_COMPARED = 5


def check(
    name: NormalizedName,
    *,
    prohibited: Iterable[NormalizedName] = (),
    reserved_prefixes: Iterable[NormalizedName] = (),
) -> None:
    """Raise unless a package may be created under the name, as far as lists can tell."""
    if name in STANDARD_LIBRARY:
        raise NameOfStandardLibrary(name=name)
    if name in prohibited:
        raise NameProhibited(name=name)
    prefix = reserving(name, reserved_prefixes)
    if prefix is not None:
        raise NamePrefixReserved(prefix=prefix)


def reserving(
    name: NormalizedName, reserved_prefixes: Iterable[NormalizedName]
) -> NormalizedName | None:
    """Return the prefix that covers the name: its own name and what follows a hyphen (PEP 752)."""
    covering = (p for p in reserved_prefixes if name == p or name.startswith(f"{p}-"))
    return next(covering, None)


def check_similar(name: NormalizedName, existing: Iterable[NormalizedName]) -> None:
    """Raise `NameTooSimilar` when another existing name looks the same."""
    looks = ultranormalized(name)
    for other in existing:
        if other != name and ultranormalized(other) == looks:
            raise NameTooSimilar(name=name, existing=other)


def neighbours(name: NormalizedName) -> frozenset[str]:
    """The names one slip away: a letter left out, doubled, changed or swapped, or words swapped.

    A query can look these up at once; short names have none, because all would match.
    """
    if len(name) < SHORTEST_COMPARED:
        return frozenset()
    return frozenset(_slips(name)) - {name}


def _slips(name: str) -> Iterator[str]:
    for at in range(len(name)):
        yield name[:at] + name[at + 1 :]
        yield name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
        for letter in _ALPHABET:
            yield name[:at] + letter + name[at + 1 :]
            yield name[:at] + letter + name[at:]
    for letter in _ALPHABET:
        yield name + letter
    words = name.split("-")
    if len(words) > 1:
        yield "".join(words)
        yield "-".join(reversed(words))


def warnings(name: NormalizedName, existing: Iterable[str]) -> list[str]:
    """A sentence for each existing name that is one slip away."""
    near = neighbours(name)
    return [
        f"The name '{name}' is one slip away from the existing package '{other}': "
        "check that this is what you mean."
        for other in sorted(existing)
        if other in near
    ]
