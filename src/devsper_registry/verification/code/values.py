"""What is known of a value: its dotted name, constant, parts, marks, the code behind it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any, Final

from devsper_registry.verification.code import marks as m
from devsper_registry.verification.code.literals import meaning

UNKNOWN_CONSTANT: Final = object()


class Value:
    """Immutable. `name` is what it is, or the call it results from; `parts` those of a display."""

    __slots__ = ("code", "constant", "marks", "name", "parts")

    def __init__(
        self,
        name: str | None = None,
        *,
        constant: Any = UNKNOWN_CONSTANT,
        marks: int = 0,
        parts: tuple[Value, ...] | None = None,
        code: Function | Class | Instance | None = None,
    ) -> None:
        self.name = name
        self.constant = constant
        self.marks = marks
        self.parts = parts
        self.code = code

    @property
    def is_constant(self) -> bool:
        """Whether its value is known."""
        return self.constant is not UNKNOWN_CONSTANT

    @property
    def text(self) -> str | None:
        """Its text, where it is a known string or bytes."""
        if isinstance(self.constant, str):
            return self.constant
        if isinstance(self.constant, bytes):
            return self.constant.decode("latin-1")
        return None

    def marked(self, marks: int) -> Value:
        """The same value with more marks."""
        if self.marks | marks == self.marks:
            return self
        return Value(
            self.name,
            constant=self.constant,
            marks=self.marks | marks,
            parts=self.parts,
            code=self.code,
        )


UNKNOWN = Value()


def of_constant(constant: Any, marks: int = 0) -> Value:
    """A known value, with the marks of what its text speaks of."""
    if isinstance(constant, str):
        return Value(constant=constant, marks=marks | meaning(constant))
    if isinstance(constant, bytes) and len(constant) < 100_000:
        return Value(constant=constant, marks=marks | meaning(constant.decode("latin-1")))
    return Value(constant=constant, marks=marks)


def of_marks(marks: int) -> Value:
    """A value of which nothing else is known."""
    return Value(marks=marks) if marks else UNKNOWN


def joined(values: list[Value]) -> int:
    """The marks of all."""
    found = 0
    for value in values:
        found |= value.marks
    return found


class Scope:
    """Names and what they stand for, and the scope around."""

    __slots__ = ("around", "names")

    def __init__(self, around: Scope | None = None) -> None:
        self.names: dict[str, Value] = {}
        self.around = around

    def get(self, name: str) -> Value | None:
        """What the name stands for, here or around."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.around
        return None


@dataclass(eq=False, slots=True)
class Function:
    """A function, method or lambda of the archive, and where its free names are looked up."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    module: Any
    times: int = 0
    active: bool = False


@dataclass(eq=False, slots=True)
class Class:
    """A class of the archive: what its body defined, and its bases."""

    scope: Scope
    bases: list[Value]
    external: str | None = None

    def get(self, name: str) -> Value | None:
        """An attribute, its own or of a base of the archive."""
        found = self.scope.names.get(name)
        if found is not None:
            return found
        for base in self.bases:
            if isinstance(base.code, Class) and base.code is not self:
                found = base.code.get(name)
                if found is not None:
                    return found
        return None

    def methods(self) -> list[tuple[str, Value]]:
        """Its functions, by name, with those of its bases."""
        found = [
            (name, value)
            for name, value in self.scope.names.items()
            if isinstance(value.code, Function)
        ]
        for base in self.bases:
            if isinstance(base.code, Class) and base.code is not self:
                found += base.code.methods()
        return found


@dataclass(eq=False, slots=True)
class Instance:
    """An object of a class of the archive."""

    of: Class
    attributes: dict[str, Value] = field(default_factory=dict)


# A file that is open for writing: its one part is the path.
FILE = "open()"


def file_at(path: Value) -> Value:
    """An open file."""
    return Value(FILE, parts=(path,), marks=path.marks & ~m.SECRET_PATH)
