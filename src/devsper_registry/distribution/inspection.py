"""What an inspection finds in a file."""

from dataclasses import dataclass, field

from packaging.tags import Tag
from packaging.utils import NormalizedName
from packaging.version import Version

from devsper_registry.distribution.core_metadata import CoreMetadata
from devsper_registry.distribution.filename import Filename, PackageType


@dataclass(frozen=True)
class Inspection:
    """Facts of one distribution, all from the file itself.

    `name` is as typed in the metadata; `metadata_content` is METADATA or PKG-INFO byte for byte;
    `description_html` is safe to show; `warnings` are sentences for the publisher.
    """

    filename: Filename
    name: str
    normalized_name: NormalizedName
    version: Version
    metadata_content: bytes
    metadata: CoreMetadata
    description_html: str | None = None
    licence_files: tuple[str, ...] = ()
    sbom_files: tuple[str, ...] = ()
    entry_points: dict[str, dict[str, str]] = field(default_factory=dict)
    data_directories: tuple[str, ...] = ()
    warnings: list[str] = field(default_factory=list)

    @property
    def packagetype(self) -> PackageType:
        """`bdist_wheel` or `sdist`."""
        return self.filename.packagetype

    @property
    def tags(self) -> frozenset[Tag]:
        """The single tags of a wheel; none for an sdist."""
        return self.filename.tags

    @property
    def metadata_is_final(self) -> bool:
        """Whether no build can change the metadata, so that `.metadata` may be advertised.

        An sdist's may be from version 2.2 on, and then only what Dynamic names (PEP 643, 658).
        """
        if self.packagetype == "bdist_wheel":
            return True
        return self.metadata.at_least("2.2") and not self.metadata.dynamic
