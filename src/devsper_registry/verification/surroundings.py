"""What the registry knows when the facts of a file are compared with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from packaging.version import Version

from devsper_registry.verification.profile import Profile
from devsper_registry.verification.vulnerability import Vulnerability


@dataclass(frozen=True, slots=True)
class Before:
    """The release before: its facts, and who uploaded it."""

    version: str
    profile: Profile
    uploader: str | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Other names and files, and the registry's choices.

    `known_here` holds those of `lookups.names(profile)` that are packages here, `modules_here`
    which package here installs a top-level module of the same name. `vulnerabilities` has those of
    `lookups.versions(profile)` of which any is known. `allowed_licences` are SPDX identifiers; None
    allows all. `running_python` is what the people here run, such as "3.13".
    """

    before: Before | None = None
    uploader: str | None = None
    known_here: frozenset[str] = frozenset()
    modules_here: dict[str, str] = field(default_factory=dict)
    vulnerabilities: Mapping[tuple[str, Version], Sequence[Vulnerability]] = field(
        default_factory=dict
    )
    allowed_licences: frozenset[str] | None = None
    running_python: str | None = None
