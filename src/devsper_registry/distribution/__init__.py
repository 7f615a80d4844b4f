"""A file in, facts out: what a wheel or sdist is, or why it is refused.

Pure functions over an open file: no network, no database, nothing of the archive is executed or
unpacked, and time and memory are bounded whatever the file says.
"""

from typing import BinaryIO

from devsper_registry.distribution import ambiguity, sdist, wheel
from devsper_registry.distribution.core_metadata import CoreMetadata
from devsper_registry.distribution.filename import Filename, PackageType, parse_filename
from devsper_registry.distribution.form import check_identity as check_form
from devsper_registry.distribution.form import differences as form_differences
from devsper_registry.distribution.inspection import Inspection
from devsper_registry.distribution.names import canonical_version, valid_name
from devsper_registry.distribution.policy import DEFAULT_POLICY, Policy

__all__ = [
    "CoreMetadata",
    "Filename",
    "Inspection",
    "PackageType",
    "Policy",
    "canonical_version",
    "check_form",
    "form_differences",
    "inspect",
    "parse_filename",
    "valid_name",
]


def inspect(file: BinaryIO, *, filename: str, policy: Policy = DEFAULT_POLICY) -> Inspection:
    """Return what the file is; raise a `RegistryError` unless it is exactly one thing.

    The file must be seekable; it is read several times and left open.
    """
    parsed = parse_filename(filename, policy=policy)
    ambiguity.check(file, filename=filename)
    if parsed.packagetype == "bdist_wheel":
        return wheel.inspect(file, parsed, policy=policy)
    return sdist.inspect(file, parsed, policy=policy)
