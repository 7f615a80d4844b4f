"""The facts on a page of the simple index, before they become HTML or JSON."""

from dataclasses import dataclass
from datetime import datetime

from packaging.utils import NormalizedName

API_VERSION = "1.4"


@dataclass(frozen=True, slots=True)
class File:
    """One file. `yanked_reason` is what holds in the end: None not yanked, "" without a reason."""

    filename: str
    sha256: str
    size: int
    uploaded_at: datetime
    requires_python: str | None
    metadata_sha256: str | None
    yanked_reason: str | None
    # The address of its provenance (PEP 740).
    provenance: str | None = None


@dataclass(frozen=True, slots=True)
class PackagePage:
    """A package as installers see it."""

    name: NormalizedName
    serial: int
    status: str
    status_reason: str | None
    versions: tuple[str, ...]
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """The list of all packages: each with the serial of its own last change."""

    serial: int
    packages: tuple[tuple[str, int], ...]


def file_url(name: NormalizedName, file: File, *, root: str) -> str:
    """Return the file's URL, relative to a page that reaches the registry's root by `root`.

    Relative, so that it is right behind every proxy. No query string: pip appends `.metadata` to
    the text. The digest makes the content of a URL the same for ever, even after a database was
    thrown away and begun anew. Nothing needs quoting: the names are ASCII and checked at upload,
    save for the `+` and `!` of versions, which a path may hold as they are.
    """
    return f"{root}packages/{name}/{file.sha256}/{file.filename}"
