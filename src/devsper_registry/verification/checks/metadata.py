"""What the metadata says, and leaves out."""

from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from devsper_registry.verification import licences, lookups, popular
from devsper_registry.verification.finding import Finding, Kind, Severity
from devsper_registry.verification.profile import Profile
from devsper_registry.verification.surroundings import Surroundings

NAME = "metadata"
VERSION = "1"
REASON = (
    "A dependency by URL comes from wherever that leads, past every index. One on a name that"
    " is not"
    " here is taken from another index, where strangers may take the name first: known popular"
    " names are"
    " not told. Without a licence nobody may use a file; where the registry has a list of"
    " allowed ones"
    " (SPDX), others are told."
)
DIRECT_REFERENCE = Kind(
    "metadata.direct-reference",
    Severity.MEDIUM,
    "It requires '{name}' from {url}, past this registry.",
)
NOT_HERE = Kind(
    "metadata.dependency-not-here",
    Severity.LOW,
    "It requires '{name}', which is neither here nor well known: make sure that nobody else can"
    " give you a package of this name.",
)
NO_LICENCE = Kind("metadata.no-licence", Severity.LOW, "It names no licence.")
LICENCE_NOT_ALLOWED = Kind(
    "metadata.licence-not-allowed",
    Severity.MEDIUM,
    "Its licence '{licence}' is not among those that are allowed here.",
)
LICENCE_UNCLEAR = Kind(
    "metadata.licence-unclear",
    Severity.LOW,
    "Its licence '{licence}' is no SPDX expression, so it cannot be held against the allowed ones.",
)
PYTHON = Kind(
    "metadata.requires-python",
    Severity.LOW,
    "It requires Python {required}, which leaves out {running}, the one that is used here.",
)
NOT_DESCRIBED = Kind(
    "metadata.no-description", Severity.INFO, "It has neither a summary nor a description."
)
KINDS = (
    *(DIRECT_REFERENCE, NOT_HERE, NO_LICENCE, LICENCE_NOT_ALLOWED, LICENCE_UNCLEAR, PYTHON),
    NOT_DESCRIBED,
)


def findings(profile: Profile, around: Surroundings) -> Iterator[Finding]:
    """Yield what is missing, wrong for this registry, or from elsewhere."""
    for name, requirement in lookups.dependencies(profile).items():
        if requirement.url is not None:
            yield DIRECT_REFERENCE.found(name=name, url=requirement.url, evidence=str(requirement))
        elif _is_optional(requirement):
            continue
        elif name not in around.known_here and name not in popular.packages():
            yield NOT_HERE.found(name=name)
    yield from _licence(profile, around.allowed_licences)
    if around.running_python is not None and _leaves_out(profile, around.running_python):
        yield PYTHON.found(required=profile.requires_python, running=around.running_python)
    if not profile.is_described:
        yield NOT_DESCRIBED.found()


def _is_optional(requirement: Requirement) -> bool:
    return requirement.marker is not None and "extra" in str(requirement.marker)


def _licence(profile: Profile, allowed: frozenset[str] | None) -> Iterator[Finding]:
    told = profile.licence_expression or profile.licence or "; ".join(profile.licence_classifiers)
    if not told:
        yield NO_LICENCE.found()
    elif allowed is not None:
        permitted = licences.permits(told, allowed)
        if permitted is None:
            yield LICENCE_UNCLEAR.found(licence=told)
        elif not permitted:
            yield LICENCE_NOT_ALLOWED.found(licence=told)


def _leaves_out(profile: Profile, running: str) -> bool:
    try:
        return running not in SpecifierSet(profile.requires_python or "")
    except InvalidSpecifier:
        return False
