"""The Python files of an archive as modules that can import each other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from devsper_registry.verification.code.trace import Reach
from devsper_registry.verification.code.values import Function, Scope

_NAME = re.compile(r"[A-Za-z_]\w*(?:/[A-Za-z_]\w*)*\.pyw?\Z")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A Python file: its path in the archive, the path it is imported by, when it runs."""

    path: str
    place: str | None
    reach: Reach
    content: bytes


@dataclass(eq=False, slots=True)
class Module:
    """A file that has a tree, and what running it in mind has left in its names."""

    path: str
    name: str | None
    is_package: bool
    text: str
    tree: ast.Module
    reach: Reach
    sinks: list[int]
    scope: Scope = field(default_factory=Scope)
    functions: list[Function] = field(default_factory=list)
    is_begun: bool = False
    lines: list[str] | None = None

    def segment(self, node: ast.AST) -> str:
        """The node's text, as far as its first lines hold it."""
        if self.lines is None:
            self.lines = self.text.splitlines()
        first = getattr(node, "lineno", 1)
        last = min(getattr(node, "end_lineno", first) or first, first + 3)
        lines = [line.strip() for line in self.lines[first - 1 : last]]
        if first == last and self.lines[first - 1 : first]:
            start = len(self.lines[first - 1].encode()[: node.col_offset].decode(errors="replace"))  # type: ignore[attr-defined]
            return self.lines[first - 1][start:].strip()
        return " ".join(lines)

    def absolute(self, name: str | None, level: int) -> str | None:
        """The dotted name that `from ..name import` means here."""
        if not level:
            return name
        if self.name is None:
            return None
        parts = self.name.split(".")
        kept = parts[: len(parts) - level + (1 if self.is_package else 0)]
        return ".".join([*kept, name] if name else kept)


def module_name(place: str) -> tuple[str, bool] | None:
    """The dotted name of the module at that place, and whether it is a package."""
    if not _NAME.match(place):
        return None
    parts = place.rpartition(".")[0].split("/")
    if parts[-1] == "__init__" and len(parts) > 1:
        return ".".join(parts[:-1]), True
    return ".".join(parts), False


def by_name(files: Iterable[SourceFile]) -> dict[str, SourceFile]:
    """The files by the names of their modules."""
    found: dict[str, SourceFile] = {}
    for file in files:
        named = None if file.place is None else module_name(file.place)
        if named is not None:
            found.setdefault(named[0], file)
    return found
