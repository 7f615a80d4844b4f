"""The names of an archive's entries: safe on every system, and never two for one file."""

import re
import unicodedata
from collections.abc import Iterable

from devsper_registry.errors import (
    DuplicateEntry,
    EntriesCollide,
    EntryNameWrong,
    EntryPathUnsafe,
    EntryUnderFile,
)

LONGEST_PATH = 1024
# In bytes: no common file system takes more.
LONGEST_PART = 255
# Also those of Latin-1, and what Python takes for the end of a line: a name in RECORD is one line.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DRIVE = re.compile(r"[A-Za-z]:")


def decoded(name: bytes, *, filename: str) -> str:
    """The name as text; raise `EntryNameWrong` unless it is clean UTF-8."""
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        shown = name.decode("latin-1")
        raise EntryNameWrong(filename=filename, entry=shown, problem="is not UTF-8") from None
    check_name(text, filename=filename)
    return text


def check_name(name: str, *, filename: str) -> None:
    """Raise `EntryNameWrong` or `EntryPathUnsafe` unless every reader puts it below one root."""
    if not name:
        raise EntryNameWrong(filename=filename, entry="", problem="is empty")
    if len(name) > LONGEST_PATH:
        problem = f"is longer than {LONGEST_PATH} characters"
        raise EntryNameWrong(filename=filename, entry=name, problem=problem)
    if any(len(p.encode()) > LONGEST_PART for p in name.split("/")):
        problem = f"has a part longer than {LONGEST_PART} bytes"
        raise EntryNameWrong(filename=filename, entry=name, problem=problem)
    if _CONTROL.search(name):
        raise EntryNameWrong(filename=filename, entry=name, problem="holds a control character")
    unsafe = _unsafe(name)
    if unsafe is not None:
        raise EntryPathUnsafe(filename=filename, entry=name, problem=unsafe)


def _unsafe(name: str) -> str | None:
    if name.startswith("/"):
        return "has an absolute name"
    if "\\" in name:
        return "has a backslash in its name"
    if _DRIVE.match(name):
        return "begins with a drive letter"
    if ":" in name:
        # On Windows what follows names a second stream of the file, and uv unpacks no such sdist.
        return "has a colon in its name"
    segments = name.removesuffix("/").split("/")
    if ".." in segments:
        return "leads out of its directory"
    if "" in segments or "." in segments:
        return "has an empty part or '.' in its name"
    if any(segment.endswith((" ", ".")) for segment in segments):
        # Windows leaves both out, so two names would be one file; uv unpacks no such sdist.
        return "has a part that ends in a space or a dot"
    return None


def check_together(files: Iterable[str], directories: Iterable[str], *, filename: str) -> None:
    """Raise unless no two entries are one file, also where case or Unicode form does not count.

    `files` are files and links, `directories` the explicit ones, without their closing slash.
    """
    files = list(files)
    seen: dict[str, str] = {}
    explicit = list(directories)
    for name in (*files, *explicit):
        other = seen.setdefault(_folded(name), name)
        if other is not name:
            _refuse_pair(name, other, filename=filename)
    parents = _parents((*files, *explicit))
    folded_parents: dict[str, str] = {}
    for parent in parents:
        other = folded_parents.setdefault(_folded(parent), parent)
        if other != parent:
            raise EntriesCollide(filename=filename, entry=parent, other=other)
    for name in files:
        if _folded(name) in folded_parents:
            raise EntryUnderFile(filename=filename, entry=name)
    for name in explicit:
        parent = folded_parents.get(_folded(name), name)
        if parent != name:
            raise EntriesCollide(filename=filename, entry=name, other=parent)


def _refuse_pair(name: str, other: str, *, filename: str) -> None:
    if name == other:
        raise DuplicateEntry(filename=filename, entry=name)
    raise EntriesCollide(filename=filename, entry=name, other=other)


def _parents(names: Iterable[str]) -> Iterable[str]:
    # In the order in which they come, so that a refusal always names the same pair.
    parents: dict[str, None] = {}
    for name in names:
        parent = name.rpartition("/")[0]
        while parent and parent not in parents:
            parents[parent] = None
            parent = parent.rpartition("/")[0]
    return parents


def _folded(name: str) -> str:
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())
