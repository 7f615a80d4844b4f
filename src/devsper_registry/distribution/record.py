"""RECORD: what a wheel says of its own files, and whether that is true."""

import base64
import csv
import hashlib
from dataclasses import dataclass

from devsper_registry.errors import (
    RecordDuplicate,
    RecordExcess,
    RecordHashMismatch,
    RecordHashMissing,
    RecordHashWeak,
    RecordIncomplete,
    RecordInvalid,
    RecordSizeMismatch,
)

# The specification asks for sha256 or better; what else is listed here has no known attack.
STRONG = ("sha256", "sha384", "sha512")


@dataclass(frozen=True, slots=True)
class Row:
    """One file's line: its hash as RECORD spells it, and its size where one is given."""

    algorithm: str
    digest: str
    size: int | None


@dataclass(frozen=True)
class Record:
    """All lines by path. The RECORD itself and its signatures have no hash."""

    rows: dict[str, Row]


def parse(content: bytes, *, filename: str, unhashed: frozenset[str]) -> Record:
    """Read a RECORD (binary distribution format); `unhashed` are the paths that need no hash."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise RecordInvalid(filename=filename, problem="it is not UTF-8") from None
    rows: dict[str, Row] = {}
    try:
        for number, fields in enumerate(csv.reader(text.splitlines(keepends=True)), start=1):
            path = fields[0] if fields else ""
            if len(fields) != 3:
                problem = f"line {number} has {len(fields)} fields instead of 3"
                raise RecordInvalid(filename=filename, problem=problem)
            if path in rows:
                raise RecordDuplicate(filename=filename, entry=path)
            rows[path] = _row(*fields, filename=filename, unhashed=path in unhashed)
    except csv.Error as error:
        raise RecordInvalid(filename=filename, problem=str(error)) from None
    return Record(rows)


def _row(path: str, written: str, size: str, *, filename: str, unhashed: bool) -> Row:
    if size and not (size.isascii() and size.isdigit() and len(size) < 20):
        problem = f"the size of '{path}' is '{size}'"
        raise RecordInvalid(filename=filename, problem=problem)
    length = int(size) if size else None
    if unhashed:
        if written or size:
            problem = f"'{path}' is listed with a hash or size, which it cannot know"
            raise RecordInvalid(filename=filename, problem=problem)
        return Row("", "", None)
    if not written:
        raise RecordHashMissing(filename=filename, entry=path)
    algorithm, _, digest = written.partition("=")
    if algorithm not in STRONG:
        raise RecordHashWeak(filename=filename, entry=path, algorithm=algorithm)
    return Row(algorithm, digest, length)


def check_names(
    record: Record, names: set[str], *, filename: str, optional: frozenset[str]
) -> None:
    """Raise unless the RECORD lists exactly these files; `optional` ones may be left out."""
    for path in record.rows:
        if path not in names:
            raise RecordExcess(filename=filename, entry=path)
    for name in sorted(names):
        if name not in record.rows and name not in optional:
            raise RecordIncomplete(filename=filename, entry=name)


def hasher(row: Row) -> "hashlib._Hash":
    """A fresh hash of the row's kind."""
    return hashlib.new(row.algorithm)


def check_row(row: Row, path: str, digest: bytes, size: int, *, filename: str) -> None:
    """Raise unless the file's hash and size are what its row says."""
    if row.size is not None and row.size != size:
        raise RecordSizeMismatch(filename=filename, entry=path)
    if row.digest != base64.urlsafe_b64encode(digest).decode().rstrip("="):
        raise RecordHashMismatch(filename=filename, entry=path)
