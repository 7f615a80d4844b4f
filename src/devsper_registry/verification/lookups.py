"""What has to be looked up before the facts of a file can be compared."""

from collections.abc import Iterator

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import InvalidVersion, Version

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
    for name, requirement in _requirements(profile):
        if name != profile.name and (name not in found or requirement.url is not None):
            found[name] = requirement
    return found


def versions(profile: Profile) -> frozenset[tuple[str, Version]]:
    """The versions of which `Surroundings.vulnerabilities` tells what is known of them."""
    return frozenset(((profile.name, Version(profile.version)), *pins(profile)))


def pins(profile: Profile) -> list[tuple[str, Version]]:
    """The versions that the file requires exactly, of a package several where markers choose."""
    found = dict[tuple[str, Version], None]()
    for name, requirement in _requirements(profile):
        for specifier in requirement.specifier:
            if specifier.operator in ("==", "==="):
                try:
                    found[name, Version(specifier.version)] = None
                except InvalidVersion:
                    continue  # 1.2.*, or what only === takes
    return list(found)


def _requirements(profile: Profile) -> Iterator[tuple[NormalizedName, Requirement]]:
    for text in profile.requires_dist:
        try:
            requirement = Requirement(text)
        except (InvalidRequirement, RecursionError, ValueError):
            continue  # the upload was refused for it, or it is from before that rule
        yield canonicalize_name(requirement.name), requirement
