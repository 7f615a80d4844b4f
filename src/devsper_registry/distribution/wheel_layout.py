"""Where a wheel's files lie: its .dist-info, its .data, and what would be installed where."""

from collections.abc import Iterable
from dataclasses import dataclass

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from devsper_registry.distribution.filename import Filename
from devsper_registry.errors import (
    DataDirectoryUnknown,
    DistInfoAmbiguous,
    DistInfoMismatch,
    DistInfoMissing,
    InstalledTwice,
    WheelFileMissing,
)

SCHEMES = ("purelib", "platlib", "headers", "scripts", "data")
_REQUIRED = ("METADATA", "WHEEL", "RECORD")


@dataclass(frozen=True)
class Layout:
    """The directories of one wheel."""

    dist_info: str
    data_directories: tuple[str, ...]
    sbom_files: tuple[str, ...]
    warnings: tuple[str, ...]

    def in_dist_info(self, path: str) -> str:
        """The entry's full name."""
        return f"{self.dist_info}/{path}"


def layout_of(names: list[str], filename: Filename) -> Layout:
    """Find the directories; raise unless there is one .dist-info and only known .data."""
    tops = {name.partition("/")[0] for name in names if "/" in name}
    dist_info = _dist_info(tops, filename)
    files = {name for name in names if not name.endswith("/")}
    for required in _REQUIRED:
        if f"{dist_info}/{required}" not in files:
            raise WheelFileMissing(filename=filename.filename, entry=f"{dist_info}/{required}")
    data = f"{dist_info.removesuffix('.dist-info')}.data"
    _check_data(names, tops, data, filename=filename.filename)
    _check_targets(files, data, filename=filename.filename)
    sboms = f"{dist_info}/sboms/"
    expected = f"{filename.stem}.dist-info"
    return Layout(
        dist_info,
        tuple(
            scheme for scheme in SCHEMES if any(n.startswith(f"{data}/{scheme}/") for n in names)
        ),
        tuple(sorted(name for name in files if name.startswith(sboms))),
        () if dist_info == expected else (f"'{dist_info}' should be called '{expected}'.",),
    )


def _dist_info(tops: Iterable[str], filename: Filename) -> str:
    found = sorted(top for top in tops if top.lower().endswith(".dist-info"))
    if not found:
        raise DistInfoMissing(filename=filename.filename)
    if len(found) > 1:
        raise DistInfoAmbiguous(filename=filename.filename, found=", ".join(found))
    name, _, version = found[0].removesuffix(".dist-info").rpartition("-")
    if canonicalize_name(name) != filename.normalized_name or not _same(version, filename.version):
        raise DistInfoMismatch(
            filename=filename.filename, found=found[0], expected=f"{filename.stem}.dist-info"
        )
    return found[0]


def _same(text: str, version: Version) -> bool:
    try:
        return str(Version(text)) == str(version)
    except (InvalidVersion, ValueError):
        return False


def _check_data(names: Iterable[str], tops: Iterable[str], data: str, *, filename: str) -> None:
    # Some installers treat every top directory that ends in .data so, others only the wheel's own.
    for top in sorted(tops):
        if top.lower().endswith(".data") and top != data:
            raise DataDirectoryUnknown(filename=filename, entry=top, expected=data)
    for name in names:
        if name.startswith(f"{data}/") and name != f"{data}/":
            scheme, slash, _ = name.removeprefix(f"{data}/").partition("/")
            if scheme not in SCHEMES or not slash:
                raise DataDirectoryUnknown(filename=filename, entry=name, expected=data)


def _check_targets(files: Iterable[str], data: str, *, filename: str) -> None:
    # purelib and platlib are one directory in most environments, and so is the archive's root.
    installed: dict[str, str] = {}
    for name in sorted(files):
        target = name
        for scheme in ("purelib", "platlib"):
            target = target.removeprefix(f"{data}/{scheme}/")
        other = installed.setdefault(target.lower(), name)
        if other != name:
            raise InstalledTwice(filename=filename, entry=name, other=other)
