"""Walking through a program in mind: every branch once, every called function, within bounds.

Nothing is executed. Values are what `values.Value` can say of them.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from devsper_registry.verification.code import calls, expressions, source, statements, words
from devsper_registry.verification.code import marks as m
from devsper_registry.verification.code.program import Module, SourceFile, by_name, module_name
from devsper_registry.verification.code.trace import Event, Limit, Reach, Saw
from devsper_registry.verification.code.values import (
    UNKNOWN,
    Class,
    Function,
    Instance,
    Scope,
    Value,
    of_marks,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Steps are expressions looked at: some 400,000 a second.
STEPS_OF_FILE = 200_000
STEPS_OF_ARCHIVE = 4_000_000
DEEPEST = 60
DEEPEST_CALL = 25
DEEPEST_NESTED = 4
# A function is walked through again for other arguments, but not for ever.
TIMES = 4
_HOOKS = ("build", "get_requires_for_build", "prepare_metadata", "pdm_build", "initialize")
_BUILDERS = ("setuptools.", "distutils.", "hatchling.", "wheel.")
LONGEST_NESTED = 256 * 1024
# A tree takes some fifty times the memory of its text: so much text keeps its trees.
MOST_KEPT = 2 * 1024 * 1024
# What nobody installs is read too, as far as it is not data: each file, and all together.
LONGEST_BESIDE = 64 * 1024
MOST_BESIDE = 1024 * 1024
# Of an archive: some four seconds of parsing.
# Files that are looked at again for what they call.
MOST_CALLERS = 400
_ALWAYS = (Reach.INSTALL, Reach.STARTUP)
MOST_PARSED = 12 * 1024 * 1024


class Run:
    """A walk through the files of one archive: what was seen, and what it may still cost."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        self.events: list[Event] = []
        self.families: dict[str, int] = {}
        self.problems: list[tuple[str, str]] = []
        self.written: dict[object, tuple[Value, int]] = {}
        self.reach = Reach.IMPORT
        self.module: Module
        self._files = {file.path: file for file in files}
        self._by_name = by_name(files)
        self._modules: dict[str, Module | None] = {}
        self._steps = 0
        self._left = STEPS_OF_ARCHIVE
        self._kept = 0
        self._parsed = 0
        self._beside = 0
        self._thorough = False
        self._depth = 0
        self._calls = 0
        self._nested = 0
        self._places: list[tuple[Module, ast.AST]] = []

    def file(self, path: str) -> None:
        """Walk through one file: what runs unasked first, then its functions that nobody called."""
        self._steps = min(STEPS_OF_FILE, self._left)
        before = self._steps
        self._depth = self._calls = self._nested = 0
        self._places = []
        self.reach = self._files[path].reach
        self.written.clear()
        try:
            module = self._module(self._files[path])
            if module is not None:
                self._begin(module)
                self._uncalled(module)
        except (Limit, RecursionError):
            self.problems.append((path, "limit"))
        self._left -= before - self._steps

    def callers(self) -> None:
        """Walk through what may call, unasked, the functions in which something was seen.

        A file that has none of the words calls what another file defines.
        """
        names = self._dangerous()
        if not names:
            return
        self._thorough = True
        for path, file in list(self._files.items())[:MOST_CALLERS]:
            if self._modules.get(path) is None and file.reach.is_unasked:
                text = source.text_of(file.content)
                if path.endswith("__init__.py") or any(name in text for name in names):
                    self._modules.pop(path, None)
                    self.file(path)

    def _dangerous(self) -> set[str]:
        seen = {event.path for event in self.events if event.reach is Reach.CALLED}
        files = {path: self._files[path] for path in seen if path in self._files}
        named = [module_name(f.place) for f in files.values() if f.place is not None]
        return {name.rpartition(".")[2] for name, _ in filter(None, named)}

    def release(self, path: str) -> None:
        """Forget a file's tree, unless there is room to keep it for those that import it."""
        module = self._modules.get(path)
        if module is None:
            return
        if self._kept + len(module.text) <= MOST_KEPT:
            self._kept += len(module.text)
        else:
            self._modules[path] = None

    def read(self, path: str) -> tuple[str, ast.Module | None]:
        """The file's text, and its tree if it was needed."""
        module = self._modules.get(path)
        if module is not None:
            return module.text, module.tree
        return source.text_of(self._files[path].content), None

    def _module(self, file: SourceFile) -> Module | None:
        if file.path in self._modules:
            return self._modules[file.path]
        self._modules[file.path] = None
        text = source.text_of(file.content)
        sinks = words.lines_of_sinks(text)
        if not sinks and text.isascii() and not self._thorough and file.reach not in _ALWAYS:
            return None
        if not self._is_worth(file, text):
            return None
        try:
            tree = source.tree_of(text)
        except source.Unreadable as error:
            self.problems.append((file.path, str(error)))
            return None
        named = None if file.place is None else module_name(file.place)
        name, is_package = named or (None, False)
        module = Module(file.path, name, is_package, text, tree, file.reach, sinks)
        self._modules[file.path] = module
        return module

    def _is_worth(self, file: SourceFile, text: str) -> bool:
        if file.reach is Reach.CALLED and not self.reach.is_unasked:
            self._beside += len(text)
            if len(text) > LONGEST_BESIDE or self._beside > MOST_BESIDE:
                return False
        self._parsed += len(text)
        if self._parsed > MOST_PARSED:
            self.problems.append((file.path, "limit"))
            return False
        return True

    def _begin(self, module: Module) -> None:
        if module.is_begun:
            return
        module.is_begun = True
        outer = getattr(self, "module", None), self.reach
        self.module = module
        if module.reach is not Reach.CALLED or not self.reach.is_unasked:
            self.reach = module.reach
        try:
            self.block(module.tree.body, module.scope)
            if module.reach is Reach.INSTALL:
                self._hooks(module)
        finally:
            if outer[0] is not None:
                self.module, self.reach = outer[0], outer[1]

    def _hooks(self, module: Module) -> None:
        """Walk through what a build calls: hooks of PEP 517, and classes that extend a build's."""
        for name, value in list(module.scope.names.items()):
            if isinstance(value.code, Function) and name.startswith(_HOOKS):
                self.everything_of(value, [])
            elif isinstance(value.code, Class):
                external = value.code.external or ""
                if external.startswith(_BUILDERS) or "BuildHook" in external:
                    self.everything_of(value, [])

    def _uncalled(self, module: Module) -> None:
        self.module, self.reach = module, Reach.CALLED
        done = 0
        while done < len(module.functions):
            function = module.functions[done]
            done += 1
            node = function.node
            last = node.end_lineno or node.lineno
            if not function.times and words.any_within(module.sinks, node.lineno, last):
                self.function(function, [], {})

    def imported(self, name: str) -> Module | None:
        """The module of the archive by that name, walked through as far as it is."""
        file = self._by_name.get(name)
        if file is None:
            return None
        module = self._module(file)
        if module is not None and not module.is_begun and self._calls < DEEPEST_CALL:
            self._calls += 1
            # What a setup.py imports runs at installation too.
            reach = self.reach
            try:
                self._begin(module)
            finally:
                self._calls -= 1
                self.reach = reach
        return module

    def needed(self, name: str) -> None:
        """Walk through a module that runs only because what runs unasked imports it."""
        file = self._by_name.get(name)
        if file is not None and file.reach is Reach.CALLED and self.reach.is_unasked:
            self.imported(name)

    def of_archive(self, dotted: str) -> Value | None:
        """What a dotted name of one of the archive's own modules stands for."""
        owner, _, attribute = dotted.rpartition(".")
        if not owner or owner not in self._by_name:
            return None
        module = self.imported(owner)
        return None if module is None else module.scope.names.get(attribute)

    def value(self, node: ast.AST | None, scope: Scope) -> Value:
        """What is known of an expression's value; its calls have happened."""
        if node is None:
            return UNKNOWN
        self._steps -= 1
        if self._steps < 0:
            raise Limit
        handler = expressions.HANDLERS.get(type(node))
        if handler is None:
            return UNKNOWN
        self._depth += 1
        if self._depth > DEEPEST:
            self._depth -= 1
            return UNKNOWN
        try:
            return handler(self, node, scope)
        finally:
            self._depth -= 1

    def call(
        self,
        node: ast.AST,
        callee: Value,
        receiver: Value | None,
        arguments: list[Value],
        keywords: dict[str, Value],
        scope: Scope,
    ) -> Value:
        """What a call does and gives."""
        return calls.call(self, node, callee, receiver, arguments, keywords, scope)

    def apply(self, callee: Value, arguments: list[Value], node: ast.AST, scope: Scope) -> Value:
        """What a call gives that is not written as one: a decorator, a callback."""
        return calls.call(self, node, callee, None, arguments, {}, scope)

    def write_to(self, path: Value, data: Value) -> None:
        """Note what was written into the file at that path, or into the open file itself."""
        marks = 0
        if data.marks & m.FETCHED:
            marks |= m.FETCHED_FILE
        if data.marks & m.DECODED:
            marks |= m.DECODED_FILE
        marks |= data.marks & (m.SECRET | m.OVERHEARD | m.ENVIRONMENT)
        if not marks or path is UNKNOWN:
            return
        key: object = path.text or id(path)
        self.written[key] = (path, marks | self.written.get(key, (path, 0))[1])

    def written_to(self, path: Value | str) -> int:
        """The marks of what was written into the file of that path, or of those it names."""
        if not self.written:
            return 0
        text = path if isinstance(path, str) else path.text
        if text is None:
            found = self.written.get(id(path))
            return 0 if found is None else found[1]
        marks = 0
        for key, (_, written) in self.written.items():
            if isinstance(key, str) and len(key) > 2 and key in text:
                marks |= written
        return marks

    def spend(self, steps: int) -> None:
        """Count work that is no expression."""
        self._steps -= steps
        if self._steps < 0:
            raise Limit

    def block(self, body: Iterable[ast.stmt], scope: Scope) -> None:
        """Walk through statements in their order."""
        for statement in body:
            handler = statements.HANDLERS.get(type(statement))
            if handler is not None:
                handler(self, statement, scope)

    def function(
        self, function: Function, arguments: list[Value], keywords: dict[str, Value]
    ) -> Value:
        """Walk through a function with these arguments; what it returns."""
        carried = 0
        for value in (*arguments, *keywords.values()):
            carried |= value.marks
        if function.active or function.times >= TIMES or self._calls >= DEEPEST_CALL:
            return of_marks(carried)
        function.active = True
        function.times += 1
        self._calls += 1
        outer, depth = self.module, self._depth
        self.module, self._depth = function.module, 0
        try:
            return statements.called(self, function, arguments, keywords)
        finally:
            self.module, self._depth = outer, depth
            self._calls -= 1
            function.active = False

    def everything_of(self, value: Value, arguments: list[Value], *, hooks: bool = False) -> None:
        """Walk through what a value can be called for: a function, or the methods of a class."""
        code = value.code
        if isinstance(code, Function):
            self.function(code, arguments, {})
            return
        owner = code.of if isinstance(code, Instance) else code
        if not isinstance(owner, Class):
            return
        itself = value if isinstance(code, Instance) else Value(code=Instance(owner))
        for name, method in owner.methods():
            if isinstance(method.code, Function) and (not hooks or _is_dunder(name)):
                node = method.code.node
                sinks = method.code.module.sinks
                if words.any_within(sinks, node.lineno, node.end_lineno or node.lineno):
                    self.function(method.code, [itself, *arguments], {})

    def nested(self, text: str, node: ast.AST, scope: Scope) -> None:
        """Walk through a program that stands as text inside of this one."""
        if self._nested >= DEEPEST_NESTED or len(text) > LONGEST_NESTED:
            return
        sinks = words.lines_of_sinks(text)
        if not sinks:
            return
        try:
            tree = source.tree_of(text.strip())
        except source.Unreadable:
            return
        outer, self._nested = self.module, self._nested + 1
        inner = Module(outer.path, outer.name, outer.is_package, text, tree, self.reach, sinks)
        inner.scope = scope
        self._places.append((outer, node))
        self.module = inner
        try:
            self.block(tree.body, scope)
        finally:
            self.module = outer
            self._places.pop()
            self._nested -= 1

    def saw(self, what: Saw, node: ast.AST, *, marks: int = 0, name: str = "") -> None:
        """Note an event at the node, or where the text stands of which the node is a part."""
        module = self._places[0][0] if self._places else self.module
        place = self._places[0][1] if self._places else node
        evidence = self.module.segment(node)
        line = getattr(place, "lineno", 1)
        self.events.append(Event(what, module.path, line, self.reach, marks, name, evidence))

    def spoken_of(self, families: int) -> None:
        """Note what secrets the file speaks of."""
        path = self.module.path
        self.families[path] = self.families.get(path, 0) | families


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")
