"""A filename, taken apart: whose file it is, of which version, and for which systems."""

from dataclasses import dataclass
from typing import Literal

from packaging.tags import InvalidTag, Tag, TooManyTagsError, parse_tag
from packaging.utils import NormalizedName
from packaging.version import Version

from devsper_registry.distribution import platforms
from devsper_registry.distribution.names import canonical_version, escaped, valid_name
from devsper_registry.distribution.policy import DEFAULT_POLICY, Policy
from devsper_registry.errors import (
    FilenameExtension,
    FilenameInvalid,
    FilenameMismatch,
    PlatformUnknown,
    TooManyTags,
    VersionLocal,
)

PackageType = Literal["bdist_wheel", "sdist"]

# What every file system takes, and what the table's column holds.
LONGEST_FILENAME = 255


@dataclass(frozen=True)
class Filename:
    """`name` is as written in the filename; `build` and `tags` are empty for sdists."""

    filename: str
    name: str
    normalized_name: NormalizedName
    version: Version
    packagetype: PackageType
    build: str
    tags: frozenset[Tag]
    python_tag: str
    warnings: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """`{name}-{version}` as the filename writes them."""
        if self.packagetype == "sdist":
            return self.filename.removesuffix(".tar.gz")
        return "-".join(self.filename.split("-", 2)[:2])


def parse_filename(filename: str, *, policy: Policy = DEFAULT_POLICY) -> Filename:
    """Take a filename apart; raise what the wheel and sdist specifications refuse."""
    if not filename.endswith((".whl", ".tar.gz")):
        raise FilenameExtension(filename=filename)
    _plain(filename)
    if filename.endswith(".whl"):
        return _wheel(filename, policy=policy)
    return _sdist(filename, policy=policy)


def _plain(filename: str) -> None:
    if len(filename) > LONGEST_FILENAME:
        problem = f"it is {len(filename)} characters long: shorten it to {LONGEST_FILENAME}."
        raise FilenameInvalid(filename=filename, problem=problem)
    if any(c in "/\\" for c in filename):
        raise FilenameInvalid(filename=filename, problem="leave out '/' and '\\'.")
    if not (filename.isascii() and filename.isprintable() and " " not in filename):
        raise FilenameInvalid(
            filename=filename, problem="use ASCII letters, digits, '-', '_', '.' and '+' only."
        )


def _sdist(filename: str, *, policy: Policy) -> Filename:
    name, dash, version_text = filename.removesuffix(".tar.gz").rpartition("-")
    if not dash:
        raise FilenameInvalid(
            filename=filename, problem="an sdist is called {name}-{version}.tar.gz (PEP 625)."
        )
    normalized, version = valid_name(name), _version(version_text, policy=policy)
    expected = f"{escaped(normalized)}-{version}.tar.gz"
    if filename != expected:
        raise FilenameMismatch(filename=filename, expected=expected)
    return Filename(filename, name, normalized, version, "sdist", "", frozenset(), "source")


def _wheel(filename: str, *, policy: Policy) -> Filename:
    parts = filename.removesuffix(".whl").split("-")
    if len(parts) not in (5, 6):
        raise FilenameInvalid(
            filename=filename,
            problem="a wheel is called {name}-{version}(-{build})-{python}-{abi}-{platform}.whl.",
        )
    name, version_text = parts[:2]
    build = parts[2] if len(parts) == 6 else ""
    if build and not build[0].isdigit():
        raise FilenameInvalid(
            filename=filename, problem=f"begin the build number '{build}' with a digit."
        )
    if "__" in name or ".." in name:
        raise FilenameInvalid(filename=filename, problem="a run of '-', '_' and '.' becomes '_'.")
    # '_' stands for what a dash in the version would have meant (binary distribution format).
    normalized, version = valid_name(name), _version(version_text, policy=policy)
    tags = _tags(filename, "-".join(parts[-3:]), policy=policy)
    _known_platforms(filename, tags, policy=policy)
    warnings = _older_spelling(filename, f"{escaped(normalized)}-{version}")
    return Filename(
        filename, name, normalized, version, "bdist_wheel", build, tags, parts[-3], warnings
    )


def _version(text: str, *, policy: Policy) -> Version:
    version = canonical_version(text)
    if version.local is not None and not policy.allow_local_versions:
        raise VersionLocal(version=version, local=version.local)
    return version


def _tags(filename: str, text: str, *, policy: Policy) -> frozenset[Tag]:
    try:
        tags = parse_tag(text, limit=policy.max_tags)
    except TooManyTagsError:
        raise TooManyTags(filename=filename, limit=policy.max_tags) from None
    except InvalidTag:
        raise FilenameInvalid(
            filename=filename, problem=f"'{text}' is not {{python}}-{{abi}}-{{platform}}."
        ) from None
    if not all(c.isalnum() or c in "._-" for c in text):
        raise FilenameInvalid(
            filename=filename, problem=f"use letters, digits, '_' and '.' in the tags '{text}'."
        )
    return tags


def _known_platforms(filename: str, tags: frozenset[Tag], *, policy: Policy) -> None:
    for platform in sorted({tag.platform for tag in tags}):
        if not platforms.is_known(platform, linux=policy.allow_linux_tags):
            raise PlatformUnknown(filename=filename, platform=platform)


def _older_spelling(filename: str, expected: str) -> tuple[str, ...]:
    # Tools must still accept capitals and '.' (binary distribution format), so this only warns.
    if filename.startswith(f"{expected}-"):
        return ()
    return (f"The filename should begin with '{expected}-': build with a current build tool.",)
