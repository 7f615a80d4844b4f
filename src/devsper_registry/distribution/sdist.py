"""An sdist: one directory named as the file, with a PKG-INFO (PEP 625, PEP 643)."""

from typing import BinaryIO

from devsper_registry.distribution import (
    core_metadata,
    description,
    identity,
    links,
    members,
)
from devsper_registry.distribution.filename import Filename
from devsper_registry.distribution.gzip_stream import GzipStream
from devsper_registry.distribution.inspection import Inspection
from devsper_registry.distribution.policy import Policy
from devsper_registry.distribution.tar import TarEntry, TarWalk
from devsper_registry.errors import LicenceFileMissing, PkgInfoMissing, TopDirectoryWrong


def inspect(file: BinaryIO, filename: Filename, *, policy: Policy) -> Inspection:
    """Read an sdist's facts; raise unless every reader would unpack the same from it."""
    entries, content = _walk(file, filename, policy=policy)
    members.check_together(
        (entry.name for entry in entries if entry.kind != "directory"),
        (entry.name for entry in entries if entry.kind == "directory"),
        filename=filename.filename,
    )
    links.check(entries, filename=filename.filename)
    if content is None:
        raise PkgInfoMissing(filename=filename.filename, expected=f"{filename.stem}/PKG-INFO")
    read = core_metadata.read(content, filename=filename.filename, policy=policy)
    name, version = identity.check(read.metadata, filename)
    licences = _licence_files(read.metadata, entries, filename)
    shown = description.render(read.metadata, filename=filename.filename, policy=policy)
    return Inspection(
        filename=filename,
        name=read.metadata.name,
        normalized_name=name,
        version=version,
        metadata_content=content,
        metadata=read.metadata,
        description_html=shown.html,
        licence_files=licences,
        warnings=[*read.warnings, *_without_pyproject(entries, filename), *shown.warnings],
    )


def _walk(
    file: BinaryIO, filename: Filename, *, policy: Policy
) -> tuple[list[TarEntry], bytes | None]:
    stream = GzipStream(file, filename=filename.filename, policy=policy)
    walk = TarWalk(stream, filename=filename.filename, max_members=policy.max_members)
    top, entries, content = filename.stem, [], None
    for entry in walk:
        entries.append(entry)
        _check_place(entry, top, filename=filename.filename)
        if entry.name == f"{top}/PKG-INFO" and entry.kind == "file":
            content = walk.content(entry, limit=policy.max_metadata)
    return entries, content


def _check_place(entry: TarEntry, top: str, *, filename: str) -> None:
    inside = entry.name.startswith(f"{top}/")
    if not inside and not (entry.name == top and entry.kind == "directory"):
        raise TopDirectoryWrong(filename=filename, expected=top, entry=entry.name)


def _licence_files(
    metadata: core_metadata.CoreMetadata, entries: list[TarEntry], filename: Filename
) -> tuple[str, ...]:
    # PEP 639: relative to the top directory.
    present = {entry.name for entry in entries if entry.kind != "directory"}
    found = tuple(f"{filename.stem}/{path}" for path in metadata.license_files)
    for path in found:
        if path not in present:
            entry = path.removeprefix(f"{filename.stem}/")
            raise LicenceFileMissing(filename=filename.filename, entry=entry)
    return found


def _without_pyproject(entries: list[TarEntry], filename: Filename) -> list[str]:
    if any(entry.name == f"{filename.stem}/pyproject.toml" for entry in entries):
        return []
    return ["The sdist has no pyproject.toml, which tools need to know how to build it."]
