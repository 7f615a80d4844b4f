"""What a check is: a module that says what it looks for, and finds it.

A check of a file reads the open archive, confined and bounded; what it cannot finish is reported
for it. A check of facts compares a profile with what the registry knows. Both are pure: the same
input gives the same findings.
"""

from collections.abc import Iterator
from typing import Protocol

from devsper_registry.verification.archive import Archive
from devsper_registry.verification.finding import Finding, Kind
from devsper_registry.verification.profile import Profile
from devsper_registry.verification.surroundings import Surroundings


class Described(Protocol):
    """What every check's module says of itself, for people and for re-runs."""

    @property
    def NAME(self) -> str:
        """Its name, lower case with hyphens: the first part of its codes."""

    @property
    def VERSION(self) -> str:
        """Changed whenever it would find something else; files are then examined again."""

    @property
    def REASON(self) -> str:
        """Why anybody should care, in a sentence or two of Markdown."""

    @property
    def KINDS(self) -> tuple[Kind, ...]:
        """All that it can find."""


class FileCheck(Described, Protocol):
    """A check of a file: nothing but its archive."""

    def findings(self, archive: Archive, /) -> Iterator[Finding]:
        """Yield what it finds, as it finds it."""


class FactsCheck(Described, Protocol):
    """A check of facts: a file's profile among what the registry knows."""

    def findings(self, profile: Profile, around: Surroundings, /) -> Iterator[Finding]:
        """Yield what it finds."""


class Tool(FileCheck, Protocol):
    """A check by a program of somebody else, listed only where that is installed."""

    def is_installed(self) -> bool:
        """Whether it can be used here."""
