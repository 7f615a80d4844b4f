"""A wheel: one .dist-info, named as the file, and a RECORD that is true."""

from dataclasses import dataclass
from typing import BinaryIO

from devsper_registry.distribution import (
    core_metadata,
    description,
    entry_points,
    identity,
    record,
    wheel_file,
    zip_read,
)
from devsper_registry.distribution import zip as zip_archive
from devsper_registry.distribution.filename import Filename
from devsper_registry.distribution.inspection import Inspection
from devsper_registry.distribution.policy import Policy
from devsper_registry.distribution.wheel_layout import Layout, layout_of
from devsper_registry.distribution.zip_entry import ZipEntry
from devsper_registry.errors import LicenceFileMissing


@dataclass(frozen=True)
class _Wheel:
    """The open file, its entries by name, and what bounds the reading."""

    file: BinaryIO
    entries: dict[str, ZipEntry]
    layout: Layout
    filename: str
    policy: Policy

    def content(self, entry: str, *, limit: int | None = None) -> bytes:
        return zip_read.content(
            self.file,
            self.entries[self.layout.in_dist_info(entry)],
            filename=self.filename,
            limit=limit or self.policy.max_metadata,
        )

    def has(self, entry: str) -> bool:
        return self.layout.in_dist_info(entry) in self.entries


def inspect(file: BinaryIO, filename: Filename, *, policy: Policy) -> Inspection:
    """Read a wheel's facts; raise unless every reader would install the same from it."""
    found = zip_archive.walk(file, filename=filename.filename, policy=policy)
    entries = {entry.name: entry for entry in found if not entry.is_directory}
    layout = layout_of([entry.name for entry in found], filename)
    wheel = _Wheel(file, entries, layout, filename.filename, policy)
    content = wheel.content("METADATA")
    read = core_metadata.read(content, filename=filename.filename, policy=policy)
    name, version = identity.check(read.metadata, filename)
    built = wheel_file.check(
        wheel.content("WHEEL", limit=policy.max_small_file), filename, policy=policy
    )
    points = _entry_points(wheel)
    licences = _licence_files(read.metadata, wheel)
    _check_record(wheel)
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
        sbom_files=layout.sbom_files,
        entry_points=points,
        data_directories=layout.data_directories,
        warnings=[*filename.warnings, *layout.warnings, *read.warnings, *built, *shown.warnings],
    )


def _entry_points(wheel: _Wheel) -> dict[str, dict[str, str]]:
    if not wheel.has("entry_points.txt"):
        return {}
    content = wheel.content("entry_points.txt", limit=wheel.policy.max_small_file)
    return entry_points.parse(content, filename=wheel.filename)


def _licence_files(metadata: core_metadata.CoreMetadata, wheel: _Wheel) -> tuple[str, ...]:
    # PEP 639: "License-File: a/b" is .dist-info/licenses/a/b.
    for path in metadata.license_files:
        if not wheel.has(f"licenses/{path}"):
            raise LicenceFileMissing(filename=wheel.filename, entry=path)
    return tuple(wheel.layout.in_dist_info(f"licenses/{path}") for path in metadata.license_files)


def _check_record(wheel: _Wheel) -> None:
    own = wheel.layout.in_dist_info("RECORD")
    content = wheel.content("RECORD", limit=min(_longest_record(wheel), wheel.policy.max_record))
    listed = record.parse(content, filename=wheel.filename, own=own)
    record.check_names(
        listed, set(wheel.entries), dist_info=wheel.layout.dist_info, filename=wheel.filename
    )
    for path, entry in wheel.entries.items():
        _check_entry(wheel, entry, listed.rows.get(path))


def _longest_record(wheel: _Wheel) -> int:
    # Each row is a path, quoted at worst, with a sha512 and a size: no more than these can be true.
    return sum(2 * len(name.encode()) + 150 for name in wheel.entries) + 1024


def _check_entry(wheel: _Wheel, entry: ZipEntry, row: record.Row | None) -> None:
    if row is None or not row.algorithm:
        # Nothing to compare with, but it must still be readable.
        for _ in zip_read.pieces(wheel.file, entry, filename=wheel.filename):
            pass
        return
    digest = record.hasher(row)
    for piece in zip_read.pieces(wheel.file, entry, filename=wheel.filename):
        digest.update(piece)
    record.check_row(row, entry.name, digest.digest(), entry.size, filename=wheel.filename)
