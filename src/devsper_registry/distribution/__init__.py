"""A file in, facts out: what a wheel or sdist is, or why it is refused.

Pure functions over an open file: no network, no database, nothing of the archive is executed or
unpacked, and time and memory are bounded whatever the file says.

The inspection itself is in `distribution.judging`: it brings the renderers along, which a process
that only handles the facts has no use for.
"""

from devsper_registry.distribution.core_metadata import CoreMetadata
from devsper_registry.distribution.filename import Filename, PackageType, parse_filename
from devsper_registry.distribution.form import check_identity as check_form
from devsper_registry.distribution.form import differences as form_differences
from devsper_registry.distribution.inspection import Inspection
from devsper_registry.distribution.names import canonical_version, valid_name
from devsper_registry.distribution.policy import Policy

__all__ = [
    "CoreMetadata",
    "Filename",
    "Inspection",
    "PackageType",
    "Policy",
    "canonical_version",
    "check_form",
    "form_differences",
    "parse_filename",
    "valid_name",
]
