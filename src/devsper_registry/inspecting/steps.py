"""The steps of an examination: opening the archive, its profile, and each check of a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from devsper_registry.distribution import Policy
from devsper_registry.errors import RegistryError
from devsper_registry.inspecting.reporting import Sheet
from devsper_registry.verification import checks
from devsper_registry.verification.archive import Archive
from devsper_registry.verification.check import FileCheck
from devsper_registry.verification.finding import Finding
from devsper_registry.verification.profile import Profile
from devsper_registry.verification.profiling import profile_of
from devsper_registry.verification.report import Ending
from devsper_registry.verification.running import run, unreadable


class Opening:
    """The file of one fork, opened as an archive by the first step that wants it."""

    def __init__(self, file: BinaryIO, *, filename: str, policy: Policy) -> None:
        self._file = file
        self._filename = filename
        self._policy = policy
        self._archive: Archive | None = None

    def archive(self) -> Archive:
        """Return the open archive; raise a `RegistryError` where it is none."""
        if self._archive is None:
            self._archive = Archive(self._file, filename=self._filename, policy=self._policy)
        return self._archive


@dataclass(frozen=True, slots=True)
class Step:
    """One step, which answers with a sheet; nobody can go on where the one that `opens` fails."""

    name: str
    version: str
    check: FileCheck | None = None
    opens: bool = False

    def take(self, opening: Opening) -> Sheet:
        """Return what it found; raises nothing."""
        profiles = list[Profile]()

        def look() -> Iterator[Finding]:
            if self.opens:
                yield from _refused(opening)
            elif self.check is None:
                profiles.append(profile_of(opening.archive()))
            else:
                yield from self.check.findings(opening.archive())

        ran, findings = run(self.name, self.version, look)
        return Sheet(tuple(findings), ran.ending, ran.traceback, *profiles)


def steps() -> list[Step]:
    """Return what is done with each file here, in order."""
    return [
        Step("archive", "1", opens=True),
        Step("profile", "1"),
        *(Step(check.NAME, check.VERSION, check) for check in checks.file_checks()),
    ]


def _refused(opening: Opening) -> Iterator[Finding]:
    try:
        opening.archive()
    except RegistryError as refusal:
        yield unreadable(refusal)


def is_last(sheet: Sheet, step: Step) -> bool:
    """Whether a fork had better not go on after this: there is nothing to read, or no memory."""
    if step.opens and (sheet.findings or sheet.ending is not Ending.FINISHED):
        return True
    return sheet.ending is Ending.MEMORY
