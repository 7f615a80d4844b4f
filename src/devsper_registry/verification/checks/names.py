"""Names that are taken for those of others: the package's own, and of what it requires."""

from collections.abc import Iterator

from packaging.utils import NormalizedName

from devsper_registry.distribution.name_policy import neighbours
from devsper_registry.verification import lookups, resemblance
from devsper_registry.verification.finding import Finding, Kind, Severity
from devsper_registry.verification.profile import Profile
from devsper_registry.verification.surroundings import Surroundings

NAME = "names"
VERSION = "1"
REASON = (
    "Somebody who slips while typing a popular name installs whatever has the name that he"
    " typed. Names"
    " are compared with those of the 3,000 most downloaded packages of PyPI, which never"
    " resemble each"
    " other here, and with the packages of this registry; so are the names of what a file requires,"
    " because a slip there is made for everybody."
)
TYPOSQUAT = Kind(
    "names.typosquat",
    Severity.HIGH,
    "The name '{name}' {how} the popular package '{other}'.",
)
DISTANT = Kind(
    "names.distant",
    Severity.MEDIUM,
    "The name '{name}' {how} the popular package '{other}'.",
)
AFFIXED = Kind(
    "names.affixed",
    Severity.LOW,
    "The name '{name}' is that of the popular package '{other}' with a word added.",
)
NEAR_HERE = Kind(
    "names.near-here",
    Severity.MEDIUM,
    "The name '{name}' is one slip away from '{other}', a package of this registry.",
)
DEPENDENCY = Kind(
    "names.dependency",
    Severity.HIGH,
    "It requires '{name}', which {how} the popular package '{other}': is that the one meant?",
)
KINDS = (TYPOSQUAT, DISTANT, AFFIXED, NEAR_HERE, DEPENDENCY)

_DISTANT = (resemblance.TWO_SLIPS, resemblance.NUMBERED)


def findings(profile: Profile, around: Surroundings) -> Iterator[Finding]:
    """Yield what the package's name, and each that it requires, could be taken for."""
    mistaken = resemblance.mistaken_for(profile.name)
    affixed = resemblance.is_affixed(profile.name)
    if mistaken is not None:
        other, how = mistaken
        kind = DISTANT if how in _DISTANT else TYPOSQUAT
        yield kind.found(name=profile.name, how=how, other=other)
    elif affixed is not None:
        yield AFFIXED.found(name=profile.name, other=affixed)
    near = neighbours(NormalizedName(profile.name))
    for other in sorted(around.known_here & near):
        yield NEAR_HERE.found(name=profile.name, other=other)
    for name in lookups.dependencies(profile):
        mistaken = resemblance.mistaken_for(name)
        if mistaken is None or name in around.known_here or mistaken[1] in _DISTANT:
            continue
        yield DEPENDENCY.found(name=name, how=mistaken[1], other=mistaken[0])
