"""What is known of the value of an expression."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from devsper_registry.verification.code import folding
from devsper_registry.verification.code import marks as m
from devsper_registry.verification.code.listing import listed
from devsper_registry.verification.code.literals import meaning, of_variable
from devsper_registry.verification.code.statements import bind, element_of
from devsper_registry.verification.code.trace import Saw
from devsper_registry.verification.code.values import (
    FILE,
    UNKNOWN,
    UNKNOWN_CONSTANT,
    Class,
    Function,
    Instance,
    Scope,
    Value,
    of_constant,
    of_marks,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from devsper_registry.verification.code.running import Run

_BUILTINS = frozenset(
    listed(
        "exec eval compile execfile __import__ getattr setattr open file input raw_input "
        "map filter globals locals vars chr unichr bytes bytearray str int list tuple dict "
        "set sorted reversed min max any all sum next iter range zip enumerate print type "
        "object super len ord __builtins__ hasattr repr format bool float memoryview"
    )
)
# Longer comprehensions over constants stay unknown; their marks remain.
LONGEST_COMPREHENSION = 4_000
LONGEST_DISPLAY = 2_000
_ENVIRONMENTS = frozenset({"os.environ", "os.environb"})
_HOMES = {"HOME": "~", "USERPROFILE": "~", "APPDATA": "%APPDATA%", "LOCALAPPDATA": "%APPDATA%"}


def _constant(run: Run, node: ast.Constant, scope: Scope) -> Value:
    value = node.value
    if isinstance(value, str):
        found = meaning(value)
        if found & m.SECRET_PATH:
            run.spoken_of(found & m.SECRET_PATH)
        return Value(constant=value, marks=found | run.written_to(value))
    return of_constant(value)


def _name(run: Run, node: ast.Name, scope: Scope) -> Value:
    value = scope.get(node.id)
    if value is None:
        return Value(node.id) if node.id in _BUILTINS else UNKNOWN
    if run.written:
        written = run.written_to(value)
        if written:
            return value.marked(written)
    return value


def _attribute(run: Run, node: ast.Attribute, scope: Scope) -> Value:
    return attribute_of(run, run.value(node.value, scope), node.attr, node)


def attribute_of(run: Run, owner: Value, name: str, node: ast.AST) -> Value:
    """What an attribute of a value is."""
    code = owner.code
    if isinstance(code, Instance):
        found = code.attributes.get(name) or code.of.get(name)
        if found is not None:
            return found
        return Value(f"{code.of.external}.{name}") if code.of.external else of_marks(owner.marks)
    if isinstance(code, Class):
        return code.get(name) or of_marks(owner.marks)
    if name == "__subclasses__" and owner.name is not None and owner.name.endswith(".__base__"):
        run.saw(Saw.FORBIDDEN_FRUIT, node, name="__subclasses__")
    if name in ("__class__", "__base__", "__bases__", "__mro__"):
        return Value(f"{owner.name or 'object'}.__base__")
    if owner.name is None:
        return of_marks(owner.marks)
    if name == "__dict__" or owner.name == "sys.modules":
        return Value(owner.name if name == "__dict__" else f"sys.modules.{name}", marks=owner.marks)
    if owner.name == "pathlib.Path" and name in ("parent", "name", "stem", "parents"):
        return Value("pathlib.Path", marks=owner.marks)
    dotted = (
        name
        if owner.name in ("builtins", "__builtins__", "__builtin__")
        else f"{owner.name}.{name}"
    )
    if dotted in _ENVIRONMENTS:
        return Value("os.environ", marks=m.ENVIRONMENT)
    inside = run.of_archive(dotted)
    if inside is not None:
        return inside
    # What is an attribute of a file is about its path.
    return Value(dotted, marks=owner.marks, parts=owner.parts if owner.name == FILE else None)


def _call(run: Run, node: ast.Call, scope: Scope) -> Value:
    function = node.func
    receiver: Value | None = None
    if isinstance(function, ast.Attribute):
        receiver = run.value(function.value, scope)
        callee = attribute_of(run, receiver, function.attr, function)
        if receiver.name == "super" or receiver.name == "super.__init__":
            callee = UNKNOWN
    else:
        callee = run.value(function, scope)
        if callee.name is not None and "." in callee.name:
            callee = run.of_archive(callee.name) or callee
    arguments: list[Value] = []
    for argument in node.args:
        value = run.value(argument, scope)
        if isinstance(argument, ast.Starred) and value.parts is not None:
            arguments.extend(value.parts)
        else:
            arguments.append(value)
    keywords: dict[str, Value] = {}
    for keyword in node.keywords:
        keywords[keyword.arg or "**"] = run.value(keyword.value, scope)
    return run.call(node, callee, receiver, arguments, keywords, scope)


def _operation(run: Run, node: ast.BinOp, scope: Scope) -> Value:
    # Long sums lean to the left: walked down, not into.
    rights: list[ast.BinOp] = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp):
        rights.append(left)
        left = left.left
    run.spend(len(rights))
    value = run.value(left, scope)
    for operation in reversed(rights):
        value = _operated(run, operation.op, value, run.value(operation.right, scope))
    return value


def _operated(run: Run, operator: ast.operator, left: Value, right: Value) -> Value:
    marks = left.marks | right.marks
    if isinstance(operator, ast.Div) and (left.name or "").startswith("pathlib.Path"):
        return _joined_path(left, right, marks)
    if isinstance(operator, ast.Add) and left.parts is not None and right.parts is not None:
        return Value(marks=marks, parts=(left.parts + right.parts)[:LONGEST_DISPLAY])
    if isinstance(operator, ast.Mod) and isinstance(left.constant, str) and right.parts is not None:
        right = Value(constant=_constants(right.parts, tuple), marks=right.marks)
    if left.is_constant and right.is_constant:
        found = folding.operated(operator, left.constant, right.constant)
        if found is not UNKNOWN_CONSTANT:
            return of_constant(found, marks)
    if isinstance(operator, (ast.Add, ast.Mod)):
        return _partly_known(left, right, marks)
    return of_marks(marks)


def _partly_known(left: Value, right: Value, marks: int) -> Value:
    # `home + '/.ssh'` speaks of it; so does `'curl %s | sh' % url`.
    texts = [value.text for value in (left, right) if value.text]
    return Value(marks=marks, name=None, parts=None) if texts or marks else UNKNOWN


def _joined_path(left: Value, right: Value, marks: int) -> Value:
    if left.text and right.text:
        return Value(
            "pathlib.Path",
            constant=f"{left.text}/{right.text}",
            marks=marks | meaning(f"{left.text}/{right.text}"),
        )
    if right.text:
        marks |= meaning(f"~/{right.text}")
    return Value("pathlib.Path", marks=marks)


def _constants(parts: tuple[Value, ...], kind: type) -> Any:
    if all(part.is_constant for part in parts):
        return kind(part.constant for part in parts)
    return UNKNOWN_CONSTANT


def _display(run: Run, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Value:
    elements = node.elts
    if len(elements) > LONGEST_DISPLAY:
        run.spend(len(elements) // 16)
        if all(type(element) is ast.Constant for element in elements):
            return Value(constant=[element.value for element in elements])  # type: ignore[attr-defined]
        elements = elements[:LONGEST_DISPLAY]
    marks = 0
    parts: list[Value] = []
    for element in elements:
        value = run.value(element, scope)
        marks |= value.marks
        if isinstance(element, ast.Starred) and value.parts is not None:
            parts.extend(value.parts)
        else:
            parts.append(value)
    return Value(
        constant=_constants(tuple(parts), list), marks=marks, parts=tuple(parts[:LONGEST_DISPLAY])
    )


def _dict(run: Run, node: ast.Dict, scope: Scope) -> Value:
    marks = 0
    parts = []
    for key, element in zip(node.keys, node.values, strict=True):
        if key is not None:
            marks |= run.value(key, scope).marks
        value = run.value(element, scope)
        marks |= value.marks
        parts.append(value)
    return Value("dict display", marks=marks, parts=tuple(parts[:LONGEST_DISPLAY]))


def _formatted(run: Run, node: ast.JoinedStr, scope: Scope) -> Value:
    marks = 0
    pieces: list[str] = []
    known = True
    for piece in node.values:
        inner = piece.value if isinstance(piece, ast.FormattedValue) else piece
        value = run.value(inner, scope)
        marks |= value.marks
        text = value.text if not isinstance(value.constant, int) else str(value.constant)
        known = known and text is not None
        pieces.append("{}" if text is None else text)
    together = "".join(pieces)
    marks |= meaning(together)
    return Value(constant=together, marks=marks) if known else of_marks(marks)


def _subscript(run: Run, node: ast.Subscript, scope: Scope) -> Value:
    owner = run.value(node.value, scope)
    if isinstance(node.slice, ast.Slice):
        return _sliced(run, node.slice, owner, scope)
    key = run.value(node.slice, scope)
    return item_of(run, owner, key, node)


def item_of(run: Run, owner: Value, key: Value, node: ast.AST) -> Value:
    """What stands in a container under a key."""
    if owner.name == "os.environ":
        return variable(key)
    text = key.constant if isinstance(key.constant, str) else None
    if owner.name in ("globals", "locals", "vars", "sys.modules", "namespace") and text:
        if text in ("__builtins__", "builtins"):
            return Value("builtins")
        found = run.module.scope.names.get(text)
        if found is not None:
            return found
        return Value(text, marks=key.marks & m.HIDDEN)
    if text is not None and owner.name is not None and owner.name != "dict display":
        hidden = 0 if isinstance(getattr(node, "slice", None), ast.Constant) else m.HIDDEN
        return attribute_of(run, owner, text, node).marked(hidden)
    if isinstance(key.constant, int):
        return _at(owner, key.constant)
    if owner.parts:
        return element_of(owner).marked(owner.marks)
    return of_marks(owner.marks)


def _at(owner: Value, place: int) -> Value:
    if owner.parts is not None and -len(owner.parts) <= place < len(owner.parts):
        return owner.parts[place]
    constant = owner.constant
    if isinstance(constant, (str, bytes, list, tuple)) and -len(constant) <= place < len(constant):
        return of_constant(constant[place])
    return of_marks(owner.marks)


def _sliced(run: Run, node: ast.Slice, owner: Value, scope: Scope) -> Value:
    bounds = [
        run.value(b, scope).constant if b else None for b in (node.lower, node.upper, node.step)
    ]
    marks = owner.marks
    if bounds[2] == -1 and isinstance(owner.constant, (str, bytes)) and len(owner.constant) > 3:
        marks |= m.DECODED
    constant = owner.constant
    if bounds[2] == 0 or not all(bound is None or isinstance(bound, int) for bound in bounds):
        return of_marks(marks)
    if isinstance(constant, (str, bytes, list, tuple)) and len(constant) <= folding.LONGEST:
        return of_constant(constant[slice(*bounds)], marks)
    if owner.parts is not None:
        return Value(marks=marks, parts=owner.parts[slice(*bounds)])
    return of_marks(marks)


def variable(key: Value) -> Value:
    """What a variable of the environment holds, by its name."""
    name = key.text
    if name is None:
        return of_marks(m.ENVIRONMENT | key.marks)
    if name in _HOMES:
        return Value(constant=_HOMES[name])
    return of_marks(of_variable(name))


def _comprehension(run: Run, node: Any, scope: Scope) -> Value:
    inner = Scope(scope)
    marks = 0
    known: Any = UNKNOWN_CONSTANT
    for place, generator in enumerate(node.generators):
        iterated = run.value(generator.iter, inner)
        marks |= iterated.marks
        if place == 0 and len(node.generators) == 1 and not generator.ifs:
            known = iterated.constant
        bind(run, generator.target, element_of(iterated), inner)
        for condition in generator.ifs:
            run.value(condition, inner)
    if isinstance(node, ast.DictComp):
        run.value(node.key, inner)
        return of_marks(marks | run.value(node.value, inner).marks)
    element = run.value(node.elt, inner)
    marks |= element.marks
    folded = _folded_elements(run, node, known, inner)
    if folded is not None:
        return Value(constant=folded, marks=marks)
    return Value(marks=marks, parts=(element,) if element.marks or element.code else None)


def _folded_elements(run: Run, node: Any, known: Any, inner: Scope) -> list[Any] | None:
    target = node.generators[0].target
    if not isinstance(known, (str, bytes, list, tuple)) or not isinstance(target, ast.Name):
        return None
    if not 0 < len(known) <= LONGEST_COMPREHENSION or _costly(node.elt):
        return None
    found = []
    seen = len(run.events)
    for item in known:
        inner.names[target.id] = Value(constant=item)
        value = run.value(node.elt, inner)
        if not value.is_constant:
            return None
        found.append(value.constant)
    del run.events[seen:]
    return found


def _costly(element: ast.expr) -> bool:
    return sum(1 for _ in ast.walk(element)) > 24


def _conditional(run: Run, node: ast.IfExp, scope: Scope) -> Value:
    run.value(node.test, scope)
    first, second = run.value(node.body, scope), run.value(node.orelse, scope)
    best = first if first.code or first.is_constant or first.name else second
    return best.marked(first.marks | second.marks)


def _choice(run: Run, node: ast.BoolOp, scope: Scope) -> Value:
    values = [run.value(value, scope) for value in node.values]
    marks = 0
    for value in values:
        marks |= value.marks
    best = next((v for v in values if v.code or v.name or v.is_constant), UNKNOWN)
    return best.marked(marks)


def _lambda(run: Run, node: ast.Lambda, scope: Scope) -> Value:
    function = Function(node, scope, run.module)
    run.module.functions.append(function)
    return Value(code=function)


def _comparison(run: Run, node: ast.Compare, scope: Scope) -> Value:
    run.value(node.left, scope)
    for comparator in node.comparators:
        run.value(comparator, scope)
    return UNKNOWN


def _unary(run: Run, node: ast.UnaryOp, scope: Scope) -> Value:
    value = run.value(node.operand, scope)
    if isinstance(node.op, ast.USub) and isinstance(value.constant, int):
        return Value(constant=-value.constant)
    if isinstance(node.op, ast.Invert) and isinstance(value.constant, int):
        return Value(constant=~value.constant)
    return UNKNOWN if isinstance(node.op, ast.Not) else of_marks(value.marks)


def _inner(run: Run, node: Any, scope: Scope) -> Value:
    return run.value(node.value, scope)


def _walrus(run: Run, node: ast.NamedExpr, scope: Scope) -> Value:
    value = run.value(node.value, scope)
    bind(run, node.target, value, scope)
    return value


HANDLERS: dict[type[ast.AST], Callable[[Run, Any, Scope], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.BinOp: _operation,
    ast.List: _display,
    ast.Tuple: _display,
    ast.Set: _display,
    ast.Dict: _dict,
    ast.JoinedStr: _formatted,
    ast.Subscript: _subscript,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
    ast.IfExp: _conditional,
    ast.BoolOp: _choice,
    ast.Lambda: _lambda,
    ast.Compare: _comparison,
    ast.UnaryOp: _unary,
    ast.Starred: _inner,
    ast.Await: _inner,
    ast.Yield: _inner,
    ast.YieldFrom: _inner,
    ast.NamedExpr: _walrus,
}
