"""The manifest: what a whole backup consists of, and the digest of each part."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the backup."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TablePart:
    """The rows of a table, in PostgreSQL's text format."""

    columns: tuple[str, ...]
    rows: int
    content: Part


@dataclass(frozen=True, slots=True)
class Objects:
    """How many objects there are, their bytes, and the list of them."""

    count: int
    size: int
    listing: Part


@dataclass(frozen=True, slots=True)
class Manifest:
    """`version` is the program's, `revision` the database's; `taken_at` is the moment it shows."""

    format: int
    version: str
    revision: str
    taken_at: datetime
    tables: dict[str, TablePart]
    sequences: dict[str, int]
    objects: Objects


_TYPE = TypeAdapter(Manifest)


class Unreadable(ValueError):
    """It is no manifest of ours; the text says what is wrong."""


def written(manifest: Manifest) -> bytes:
    """Return the manifest as JSON."""
    return _TYPE.dump_json(manifest, indent=2) + b"\n"


def read(content: bytes) -> Manifest:
    """Return the manifest; raise `Unreadable` where it is none of this format."""
    try:
        manifest = _TYPE.validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise Unreadable(f"{where}: {first['msg']}") from None
    if manifest.format != FORMAT:
        raise Unreadable(f"its format is {manifest.format}, not {FORMAT}")
    return manifest
