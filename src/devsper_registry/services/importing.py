"""Publishing folders: every wheel and sdist below them, through the upload door of a registry.

It runs where the folders are and holds neither database nor storage. A second run sends only what
the first did not: the registry's own index says what is there.
"""

import asyncio
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Protocol

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    NormalizedName,
    parse_sdist_filename,
    parse_wheel_filename,
)

from devsper_registry.errors import RegistryError, RemoteKeyRefused, RemoteUnreachable
from devsper_registry.services import remote
from devsper_registry.services.remote import Remote, Wanted

EXTENSIONS = (".whl", ".tar.gz")


class Outcome(StrEnum):
    """What became of a file."""

    NEW = "new"
    ALREADY_THERE = "already there"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file found, by its name a distribution of this package and version."""

    path: Path
    size: int
    package: NormalizedName
    version: str


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A file found whose name says no package and version, and why."""

    path: Path
    size: int
    reason: str


class Listener(Protocol):
    """Hears how it goes, while it goes."""

    def sent(self, size: int) -> None:
        """Hear of bytes sent; a negative number takes back what has to be sent again."""

    def done(self, path: Path, size: int, outcome: Outcome, reason: str | None) -> None:
        """Hear what became of a file."""

    def tell(self, sentence: str) -> None:
        """Hear of a delay."""


def find(places: Iterable[Path]) -> list[Candidate | Unnamed]:
    """Return the wheels and sdists below these folders, those of one package together."""
    paths = {path for place in places for path in _below(place)}
    return sorted(map(_candidate, paths), key=lambda found: (_package(found) or "", found.path))


async def publish(
    found: Iterable[Candidate | Unnamed],
    *,
    url: str,
    key: str,
    at_once: int,
    listener: Listener,
) -> None:
    """Publish what was found, several at once, one index page asked for each package.

    Refusals are told to the listener. Raise `RemoteUnreachable` or `RemoteKeyRefused` when going
    on would only repeat the same failure for every further file.
    """
    packages = groupby(found, key=_package)
    # One iterator for all the workers: what has not begun takes no memory.
    work = ((package, list(files)) for package, files in packages)
    places = asyncio.Semaphore(at_once)
    async with remote.connected(url, key=key, at_once=at_once, tell=listener.tell) as registry:
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(at_once):
                    group.create_task(_work(work, registry, places, listener))
        except* (RemoteUnreachable, RemoteKeyRefused) as errors:
            # All of them say the same; one is enough, and it is no group.
            failure = _first(errors)
        else:
            return
    raise failure


async def _work(
    work: Iterator[tuple[NormalizedName | None, list[Candidate | Unnamed]]],
    registry: Remote,
    places: asyncio.Semaphore,
    listener: Listener,
) -> None:
    for package, files in work:
        known = {} if package is None else await registry.known(package)
        async with asyncio.TaskGroup() as group:
            for file in files:
                group.create_task(_one(file, known, registry, places, listener))


async def _one(
    file: Candidate | Unnamed,
    known: dict[str, str],
    registry: Remote,
    places: asyncio.Semaphore,
    listener: Listener,
) -> None:
    async with places:
        if isinstance(file, Unnamed):
            listener.done(file.path, file.size, Outcome.REFUSED, file.reason)
            return
        sha256 = await asyncio.to_thread(remote.sha256, file.path)
        if known.get(file.path.name) == sha256:
            listener.done(file.path, file.size, Outcome.ALREADY_THERE, None)
            return
        wanted = Wanted(
            path=file.path,
            package=file.package,
            version=file.version,
            filetype="bdist_wheel" if file.path.name.endswith(".whl") else "sdist",
            sha256=sha256,
        )
        reason = await registry.send(wanted, sent=listener.sent)
        outcome = Outcome.NEW if reason is None else Outcome.REFUSED
        listener.done(file.path, file.size, outcome, reason)


def _first(errors: BaseExceptionGroup[RegistryError]) -> RegistryError:
    found = errors.exceptions[0]
    return _first(found) if isinstance(found, BaseExceptionGroup) else found


def _below(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    for folder, _, names in os.walk(place):
        yield from (Path(folder, name) for name in names if name.endswith(EXTENSIONS))


def _candidate(path: Path) -> Candidate | Unnamed:
    size = path.stat().st_size
    try:
        if path.name.endswith(".whl"):
            package, version, _, _ = parse_wheel_filename(path.name)
        else:
            package, version = parse_sdist_filename(path.name)
    except (InvalidWheelFilename, InvalidSdistFilename) as error:
        return Unnamed(path=path, size=size, reason=f"{error}.")
    return Candidate(path=path, size=size, package=package, version=str(version))


def _package(found: Candidate | Unnamed) -> NormalizedName | None:
    return found.package if isinstance(found, Candidate) else None
