"""Package URLs (purl) of PyPI: `pkg:pypi/name@version`."""

from typing import NamedTuple
from urllib.parse import unquote

from packaging.utils import InvalidName, NormalizedName, canonicalize_name

SCHEME, PYPI = "pkg", "pypi"


class Purl(NamedTuple):
    """A package of PyPI, and the version where there is one."""

    package: NormalizedName
    version: str | None


def read(text: str) -> Purl | None:
    """Return what the purl names, None for a package of another kind; raise `ValueError`."""
    scheme, colon, rest = text.partition(":")
    bare = rest.partition("#")[0].partition("?")[0].strip("/")
    kind, slash, name = bare.partition("/")
    if scheme.lower() != SCHEME or not (colon and slash and kind and name):
        raise ValueError("not a purl")
    if kind.lower() != PYPI:
        return None
    name, _, version = name.partition("@")
    try:
        package = canonicalize_name(unquote(name), validate=True)
    except InvalidName:
        raise ValueError("no name of a package") from None
    return Purl(package, unquote(version) or None)
