"""The names of the standard library's modules, of every Python that is or was."""

from packaging.utils import NormalizedName, canonicalize_name
from stdlib_list import short_versions, stdlib_list

# A package called like a module, or like one of its parents, would hide or be hidden by it.
STANDARD_LIBRARY: frozenset[NormalizedName] = frozenset(
    canonicalize_name(parent)
    for version in short_versions
    for module in stdlib_list(version)
    for parent in (module, module.partition(".")[0])
)
