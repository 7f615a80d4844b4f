"""Filename and metadata must speak of one package and one version."""

from packaging.utils import NormalizedName
from packaging.version import Version

from devsper_registry.distribution.core_metadata import CoreMetadata
from devsper_registry.distribution.filename import Filename
from devsper_registry.distribution.names import canonical_version, valid_name
from devsper_registry.errors import MetadataNameMismatch, MetadataVersionMismatch


def check(metadata: CoreMetadata, filename: Filename) -> tuple[NormalizedName, Version]:
    """Return the name and version that both give, or raise."""
    normalized = valid_name(metadata.name)
    if normalized != filename.normalized_name:
        raise MetadataNameMismatch(
            filename=filename.filename, found=metadata.name, expected=filename.name
        )
    version = canonical_version(metadata.version)
    # Not ==: 1.0 equals 1.0.0, but they are written as two releases.
    if str(version) != str(filename.version):
        raise MetadataVersionMismatch(
            filename=filename.filename, found=metadata.version, expected=filename.version
        )
    return normalized, version
