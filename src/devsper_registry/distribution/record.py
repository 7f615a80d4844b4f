"""RECORD: what a wheel says of its own files, and whether that is true.

As strict as the library installer, which asks for more than the specification: a size in every row,
and a row for RECORD itself. So no file that is taken is refused where somebody installs it.
"""

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
    RecordSizeMissing,
)

# The specification asks for sha256 or better; what else is listed here has no known attack.
STRONG = ("sha256", "sha384", "sha512")
# Made after RECORD, so it cannot hold their hashes; installer knows them below licenses/ too.
_SIGNATURES = ("RECORD.jws", "RECORD.p7s")


@dataclass(frozen=True, slots=True)
class Row:
    """One file's line: its hash as RECORD spells it, and its size; RECORD's own has neither."""

    algorithm: str
    digest: str
    size: int | None


@dataclass(frozen=True)
class Record:
    """All lines by path."""

    rows: dict[str, Row]


def parse(content: bytes, *, filename: str, own: str) -> Record:
    """Read a RECORD (binary distribution format), whose own path is `own`."""
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
            rows[path] = _row(*fields, filename=filename, own=path == own)
    except csv.Error as error:
        raise RecordInvalid(filename=filename, problem=str(error)) from None
    return Record(rows)


def _row(path: str, written: str, size: str, *, filename: str, own: bool) -> Row:
    if size and not (size.isascii() and size.isdigit() and len(size) < 20):
        problem = f"the size of '{path}' is '{size}'"
        raise RecordInvalid(filename=filename, problem=problem)
    if own:
        if written or size:
            problem = f"'{path}' is listed with a hash or size, which it cannot know"
            raise RecordInvalid(filename=filename, problem=problem)
        return Row("", "", None)
    if not written:
        raise RecordHashMissing(filename=filename, entry=path)
    algorithm, _, digest = written.partition("=")
    if algorithm not in STRONG:
        raise RecordHashWeak(filename=filename, entry=path, algorithm=algorithm)
    if not size:
        raise RecordSizeMissing(filename=filename, entry=path)
    return Row(algorithm, digest, int(size))


def check_names(record: Record, names: set[str], *, dist_info: str, filename: str) -> None:
    """Raise unless the RECORD lists exactly these files, its own signatures left out."""
    for path in record.rows:
        if path not in names:
            raise RecordExcess(filename=filename, entry=path)
    signatures = _signatures(names, dist_info, filename=filename)
    for name in sorted(names):
        if name in signatures and name in record.rows:
            problem = f"it lists '{name}', which is made after it"
            raise RecordInvalid(filename=filename, problem=problem)
        if name not in signatures and name not in record.rows:
            raise RecordIncomplete(filename=filename, entry=name)


def _signatures(names: set[str], dist_info: str, *, filename: str) -> set[str]:
    found = set()
    for name in sorted(names):
        if name.startswith(f"{dist_info}/") and name.rpartition("/")[2] in _SIGNATURES:
            if name.count("/") > 1:
                problem = f"'{name}' has a signature's name, but does not lie beside it"
                raise RecordInvalid(filename=filename, problem=problem)
            found.add(name)
    return found


def hasher(row: Row) -> "hashlib._Hash":
    """A fresh hash of the row's kind."""
    return hashlib.new(row.algorithm)


def check_row(row: Row, path: str, digest: bytes, size: int, *, filename: str) -> None:
    """Raise unless the file's hash and size are what its row says."""
    if row.size != size:
        raise RecordSizeMismatch(filename=filename, entry=path)
    if row.digest != base64.urlsafe_b64encode(digest).decode().rstrip("="):
        raise RecordHashMismatch(filename=filename, entry=path)
