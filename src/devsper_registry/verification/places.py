"""Where the members of an archive go when it is installed."""

import re

_SITE_PACKAGES = re.compile(r"(?:lib(?:64)?/python3(?:\.\d+)?t?|Lib)/site-packages/(.+)")


def place_in_wheel(path: str) -> str | None:
    """The path below site-packages; None for what is installed elsewhere."""
    top, _, rest = path.partition("/")
    if not top.lower().endswith(".data"):
        return path
    scheme, _, inner = rest.partition("/")
    if scheme in ("purelib", "platlib"):
        return inner
    # `data` is the environment's root, from where a path can lead back to site-packages.
    found = _SITE_PACKAGES.match(inner) if scheme == "data" else None
    return None if found is None else found[1]


def place_in_sdist(path: str) -> str:
    """The path below the sdist's directory, which is where a build finds it, without `src/`."""
    return path.partition("/")[2].removeprefix("src/")


def scheme_of(path: str) -> str | None:
    """`scripts`, `data` … for a member of a wheel's `.data`; None for others."""
    top, _, rest = path.partition("/")
    return rest.partition("/")[0] if top.lower().endswith(".data") else None
