"""Names and versions: valid or refused, once and for every door."""

import re

from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import InvalidVersion, Version

from devsper_registry.errors import NameInvalid, NameTooLong, VersionInvalid, VersionTooLong

LONGEST_NAME = 128
LONGEST_VERSION = 64

# \Z, not $: a newline at the end is no part of a name.
_VALID = re.compile(r"(?:[A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9])\Z", re.IGNORECASE | re.ASCII)


def valid_name(name: str) -> NormalizedName:
    """Return the normalized name; raise `NameInvalid` (PEP 508) or `NameTooLong`."""
    if len(name) > LONGEST_NAME:
        raise NameTooLong(length=len(name), limit=LONGEST_NAME)
    if _VALID.match(name) is None:
        raise NameInvalid(name=name)
    return canonicalize_name(name)


def canonical_version(text: str) -> Version:
    """Return the version, whose `str()` is the canonical form; raise `VersionInvalid` (PEP 440)."""
    if len(text) > LONGEST_VERSION:
        raise VersionTooLong(length=len(text), limit=LONGEST_VERSION)
    try:
        version = Version(text)
    except InvalidVersion:
        raise VersionInvalid(version=text) from None
    # 1.0alpha may become 1.0a0, but never longer than what a column holds.
    if len(str(version)) > LONGEST_VERSION:
        raise VersionTooLong(length=len(str(version)), limit=LONGEST_VERSION)
    return version


def escaped(name: NormalizedName) -> str:
    """The name as filenames write it (binary distribution format, PEP 625)."""
    return name.replace("-", "_")


def ultranormalized(name: NormalizedName) -> str:
    """Return what is equal for names that a person confuses: l, i and 1, o and 0, no separators."""
    return name.replace("-", "").translate(str.maketrans("lio", "110"))
