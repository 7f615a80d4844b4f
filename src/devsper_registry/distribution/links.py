"""Links of an sdist: only from one plain path inside it to another."""

import posixpath
from collections.abc import Iterable

from devsper_registry.distribution.members import LONGEST_PART
from devsper_registry.distribution.tar import TarEntry
from devsper_registry.errors import LinkCycle, LinkLeadsOut


def check(entries: Iterable[TarEntry], *, filename: str) -> None:
    """Raise `LinkLeadsOut` or `LinkCycle` unless each can be followed by its text alone (PEP 721).

    A path that runs through another link could lead anywhere, whatever its text says.
    """
    entries = list(entries)
    symlinks = {entry.name for entry in entries if entry.kind == "symlink"}
    files: set[str] = set()
    for entry in entries:
        if entry.kind == "file":
            files.add(entry.name)
        elif entry.kind == "hardlink" and entry.target not in files:
            # A hard link names, from the archive's root, a file that came before it.
            raise LinkLeadsOut(filename=filename, entry=entry.name, target=entry.target)
        elif entry.kind == "symlink" and not _stays_inside(entry, symlinks):
            raise LinkLeadsOut(filename=filename, entry=entry.name, target=entry.target)
    _check_ends({e.name: _led_to(e) for e in entries if e.kind == "symlink"}, filename=filename)


def _check_ends(led_to: dict[str, str], *, filename: str) -> None:
    """Raise `LinkCycle` unless each link comes to an end: uv unpacks none that does not."""
    ending: set[str] = set()
    for start in led_to:
        way: dict[str, None] = {}
        at = start
        while at in led_to and at not in ending:
            if at in way:
                raise LinkCycle(filename=filename, entry=at)
            way[at] = None
            at = led_to[at]
        ending.update(way)


def _led_to(entry: TarEntry) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(entry.name), entry.target))


def _stays_inside(entry: TarEntry, symlinks: set[str]) -> bool:
    target = entry.target
    if not target or target.startswith("/") or any(c in target for c in "\\:\0"):
        return False
    parts = target.split("/")
    # As in the names of members: these are other names on Windows, and uv follows none of them.
    if any(part.strip(" ").rstrip(".") != part for part in parts if part not in (".", "..")):
        return False
    if any(len(part.encode()) > LONGEST_PART for part in parts):
        return False
    climbs = next((i for i, part in enumerate(parts) if part != ".."), len(parts))
    if ".." in parts[climbs:]:
        return False
    top = entry.name.partition("/")[0]
    path = _led_to(entry)
    if path != top and not path.startswith(f"{top}/"):
        return False
    return not any(parent in symlinks for parent in _parents(path))


def _parents(path: str) -> Iterable[str]:
    parent = posixpath.dirname(path)
    while parent:
        yield parent
        parent = posixpath.dirname(parent)
