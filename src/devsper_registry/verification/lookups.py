"""What has to be looked up before the facts of a file can be compared."""

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import NormalizedName, canonicalize_name

from devsper_registry.distribution import name_policy
from devsper_registry.verification.profile import Profile


def names(profile: Profile) -> frozenset[str]:
    """The names of which `Surroundings.known_here` tells those that are packages here."""
    return frozenset(dependencies(profile)) | name_policy.neighbours(NormalizedName(profile.name))


def modules(profile: Profile) -> frozenset[str]:
    """The modules of which `Surroundings.modules_here` tells those that other packages install."""
    return frozenset(profile.modules)


def dependencies(profile: Profile) -> dict[str, Requirement]:
    """The packages that the file requires, its own extras left out, each with one requirement."""
    found = dict[str, Requirement]()
    for text in profile.requires_dist:
        try:
            requirement = Requirement(text)
        except (InvalidRequirement, RecursionError, ValueError):
            continue  # the upload was refused for it, or it is from before that rule
        name = canonicalize_name(requirement.name)
        if name != profile.name and (name not in found or requirement.url is not None):
            found[name] = requirement
    return found
