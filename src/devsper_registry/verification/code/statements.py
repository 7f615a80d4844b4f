"""Walking through statements: what they bind, and what of them runs."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from devsper_registry.verification.code import marks as m
from devsper_registry.verification.code.trace import Reach, Saw
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
    from collections.abc import Callable

    from devsper_registry.verification.code.running import Run

_RETURNED = " returned"
# Of these, a program has one that everybody uses: who puts his own there hears all of it.
_REPLACED = {
    "builtins": frozenset({"__import__", "open", "input", "exec", "eval", "compile", "print"}),
    "getpass": frozenset({"getpass"}),
    "requests": frozenset({"get", "post", "request"}),
    "requests.Session": frozenset({"request", "send", "post", "get"}),
    "requests.sessions.Session": frozenset({"request", "send", "post", "get"}),
    "requests.api": frozenset({"request", "get", "post"}),
    "httpx.Client": frozenset({"request", "send"}),
    "urllib.request": frozenset({"urlopen"}),
    "http.client.HTTPConnection": frozenset({"request", "send"}),
    "subprocess": frozenset({"Popen", "run", "check_output", "call"}),
    "keyring": frozenset({"get_password", "set_password"}),
    "boto3": frozenset({"client", "Session"}),
    "os": frozenset({"getenv"}),
}


def called(
    run: Run, function: Function, arguments: list[Value], keywords: dict[str, Value]
) -> Value:
    """Walk through the function's body; the marks and, where there is one, the value it returns."""
    scope = Scope(function.scope)
    _bind_parameters(run, function, scope, arguments, keywords)
    node = function.node
    if isinstance(node, ast.Lambda):
        return run.value(node.body, scope)
    run.block(node.body, scope)
    return scope.names.get(_RETURNED, UNKNOWN)


def _bind_parameters(
    run: Run,
    function: Function,
    scope: Scope,
    arguments: list[Value],
    keywords: dict[str, Value],
) -> None:
    declared = function.node.args
    positional = [*declared.posonlyargs, *declared.args]
    defaults = [UNKNOWN] * (len(positional) - len(declared.defaults))
    defaults += [run.value(default, function.scope) for default in declared.defaults]
    for place, parameter in enumerate(positional):
        given = arguments[place] if place < len(arguments) else keywords.get(parameter.arg)
        scope.names[parameter.arg] = defaults[place] if given is None else given
    for parameter, default in zip(declared.kwonlyargs, declared.kw_defaults, strict=True):
        given = keywords.get(parameter.arg)
        scope.names[parameter.arg] = run.value(default, function.scope) if given is None else given
    if declared.vararg is not None:
        rest = tuple(arguments[len(positional) :])
        scope.names[declared.vararg.arg] = Value(parts=rest, marks=_joined(rest))
    if declared.kwarg is not None:
        values = tuple(keywords.values())
        scope.names[declared.kwarg.arg] = Value(marks=_joined(values))


def _joined(values: tuple[Value, ...]) -> int:
    found = 0
    for value in values:
        found |= value.marks
    return found


def bind(run: Run, target: ast.AST, value: Value, scope: Scope) -> None:
    """Let the target of an assignment stand for the value."""
    if isinstance(target, ast.Name):
        before = scope.names.get(target.id)
        # Of two branches, either may have been taken.
        carried = 0 if before is None else before.marks & ~m.OF_NAMES
        scope.names[target.id] = value.marked(carried) if carried else value
    elif isinstance(target, (ast.Tuple, ast.List)):
        parts = value.parts
        fits = parts is not None and len(parts) == len(target.elts)
        for place, element in enumerate(target.elts):
            part = parts[place] if fits and parts is not None else of_marks(value.marks)
            bind(run, element, part, scope)
    elif isinstance(target, ast.Starred):
        bind(run, target.value, of_marks(value.marks), scope)
    elif isinstance(target, ast.Attribute):
        _bind_attribute(run, target, value, scope)
    elif isinstance(target, ast.Subscript):
        _bind_item(run, target, value, scope)


def _bind_attribute(run: Run, target: ast.Attribute, value: Value, scope: Scope) -> None:
    owner = run.value(target.value, scope)
    if isinstance(owner.code, Instance):
        owner.code.attributes[target.attr] = value
    elif isinstance(owner.code, Class):
        owner.code.scope.names[target.attr] = value
    elif owner.name is not None:
        replaced(run, target, owner.name, target.attr, value)
        grow(run, target.value, value.marks, scope)


def _bind_item(run: Run, target: ast.Subscript, value: Value, scope: Scope) -> None:
    owner = run.value(target.value, scope)
    key = run.value(target.slice, scope)
    if owner.name == "sys.modules" and isinstance(key.constant, str):
        replaced(run, target, "sys.modules", key.constant, value)
    elif owner.name is not None and owner.name.endswith("__dict__") and key.text:
        replaced(run, target, owner.name.rpartition(".")[0], key.text, value)
    grow(run, target.value, value.marks | key.marks, scope)


def replaced(run: Run, node: ast.AST, owner: str, name: str, value: Value) -> None:
    """Note that a function which others use is replaced, and walk through what hears them now."""
    owner = "builtins" if owner in ("__builtins__", "__builtin__") else owner
    if name in _REPLACED.get(owner, ()) and value.code is not None:
        run.saw(Saw.REPLACED, node, name=f"{owner}.{name}")
        overheard = of_marks(m.OVERHEARD)
        run.everything_of(value, [overheard, overheard, overheard])


def grow(run: Run, target: ast.AST, marks: int, scope: Scope) -> None:
    """Let what the expression stands for carry more marks."""
    while isinstance(target, (ast.Subscript, ast.Attribute)):
        target = target.value
    if isinstance(target, ast.Name) and marks:
        before = scope.get(target.id)
        if before is None or before.marks | marks != before.marks:
            scope.names[target.id] = (before or UNKNOWN).marked(marks)


def _assign(run: Run, node: ast.Assign, scope: Scope) -> None:
    value = run.value(node.value, scope)
    for target in node.targets:
        bind(run, target, value, scope)


def _annotated(run: Run, node: ast.AnnAssign, scope: Scope) -> None:
    if node.value is not None:
        bind(run, node.target, run.value(node.value, scope), scope)


def _augmented(run: Run, node: ast.AugAssign, scope: Scope) -> None:
    if isinstance(node.target, ast.Name):
        left = scope.get(node.target.id) or UNKNOWN
        together = ast.BinOp(node.target, node.op, node.value)
        ast.copy_location(together, node)
        together.left = ast.copy_location(ast.Name(node.target.id, ast.Load()), node)
        scope.names[node.target.id] = run.value(together, scope).marked(left.marks)
    else:
        grow(run, node.target, run.value(node.value, scope).marks, scope)


def _expression(run: Run, node: ast.Expr, scope: Scope) -> None:
    # A docstring says what it likes.
    if not isinstance(node.value, ast.Constant):
        run.value(node.value, scope)


def _if(run: Run, node: ast.If, scope: Scope) -> None:
    if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        run.block(node.orelse, scope)
        return
    run.value(node.test, scope)
    reach = run.reach
    if _is_main(node.test) and reach is Reach.IMPORT:
        run.reach = Reach.CALLED
    try:
        run.block(node.body, scope)
    finally:
        run.reach = reach
    run.block(node.orelse, scope)


def _is_main(test: ast.expr) -> bool:
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = (test.left, test.comparators[0])
    named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return named and any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )


def _for(run: Run, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
    bind(run, node.target, element_of(run.value(node.iter, scope)), scope)
    run.block(node.body, scope)
    run.block(node.orelse, scope)


def element_of(iterated: Value) -> Value:
    """Any one of what is iterated over: it may be each of them."""
    if iterated.parts and len(iterated.parts) == 1:
        return iterated.parts[0]
    if iterated.parts:
        code = next((part.code for part in iterated.parts if part.code is not None), None)
        width = {len(part.parts) if part.parts else 0 for part in iterated.parts}
        if len(width) == 1 and width != {0}:
            columns = zip(*(part.parts or () for part in iterated.parts), strict=True)
            parts = tuple(Value(marks=_joined(column)) for column in columns)
            return Value(marks=iterated.marks, parts=parts)
        return Value(marks=iterated.marks, code=code)
    return of_marks(iterated.marks)


def _while(run: Run, node: ast.While, scope: Scope) -> None:
    run.value(node.test, scope)
    run.block(node.body, scope)
    run.block(node.orelse, scope)


def _with(run: Run, node: ast.With | ast.AsyncWith, scope: Scope) -> None:
    for item in node.items:
        value = run.value(item.context_expr, scope)
        if isinstance(value.code, Instance):
            run.everything_of(value, [], hooks=True)
        if item.optional_vars is not None:
            bind(run, item.optional_vars, value, scope)
    run.block(node.body, scope)


def _try(run: Run, node: ast.Try, scope: Scope) -> None:
    run.block(node.body, scope)
    for handler in node.handlers:
        run.block(handler.body, scope)
    run.block(node.orelse, scope)
    run.block(node.finalbody, scope)


def _function(run: Run, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
    function = Function(node, scope, run.module)
    run.module.functions.append(function)
    for default in (*node.args.defaults, *node.args.kw_defaults):
        # Evaluated once, where the function is defined.
        if default is not None and not isinstance(default, ast.Constant):
            run.value(default, scope)
    value = Value(code=function)
    scope.names[node.name] = value
    _decorated(run, node, value, scope)
    if node.name == "__getattr__" and scope.around is None:
        # PEP 562: any name that is asked for runs it.
        run.everything_of(value, [])


def _class(run: Run, node: ast.ClassDef, scope: Scope) -> None:
    bases = [run.value(base, scope) for base in node.bases]
    body = Scope(scope)
    external = next((base.name for base in bases if base.name is not None), None)
    value = Value(code=Class(body, bases, external))
    scope.names[node.name] = value
    run.block(node.body, body)
    for keyword in node.keywords:
        given = run.value(keyword.value, scope)
        if keyword.arg == "metaclass":
            run.everything_of(given, [], hooks=True)
    for base in bases:
        if isinstance(base.code, Class):
            hook = base.code.get("__init_subclass__")
            if hook is not None:
                run.everything_of(hook, [value])
            meta = base.code.get("metaclass ")
            if meta is not None:
                run.everything_of(meta, [], hooks=True)
    _decorated(run, node, value, scope)


def _decorated(
    run: Run,
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    value: Value,
    scope: Scope,
) -> None:
    for decorator in reversed(node.decorator_list):
        value = run.apply(run.value(decorator, scope), [value], decorator, scope)
        if value.code is not None or value.marks or value.is_constant:
            scope.names[node.name] = value


def _return(run: Run, node: ast.Return, scope: Scope) -> None:
    value = run.value(node.value, scope)
    before = scope.names.get(_RETURNED)
    scope.names[_RETURNED] = value if before is None else value.marked(before.marks)


def _import(run: Run, node: ast.Import, scope: Scope) -> None:
    for alias in node.names:
        name = alias.name if alias.asname else alias.name.partition(".")[0]
        run.needed(alias.name)
        scope.names[alias.asname or name] = Value(name)


def _import_from(run: Run, node: ast.ImportFrom, scope: Scope) -> None:
    owner = run.module.absolute(node.module, node.level)
    if owner is None:
        return
    run.needed(owner)
    for alias in node.names:
        run.needed(f"{owner}.{alias.name}")
        scope.names[alias.asname or alias.name] = Value(f"{owner}.{alias.name}")


def _match(run: Run, node: ast.Match, scope: Scope) -> None:
    run.value(node.subject, scope)
    for case in node.cases:
        run.block(case.body, scope)


def _delete(run: Run, node: ast.Delete, scope: Scope) -> None:
    for target in node.targets:
        value = run.value(target, scope)
        if isinstance(value.code, Instance):
            run.everything_of(value, [], hooks=True)


def _assert(run: Run, node: ast.Assert, scope: Scope) -> None:
    run.value(node.test, scope)


def _raise(run: Run, node: ast.Raise, scope: Scope) -> None:
    run.value(node.exc, scope)


HANDLERS: dict[type[ast.AST], Callable[[Run, Any, Scope], None]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Expr: _expression,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Return: _return,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Match: _match,
    ast.Delete: _delete,
    ast.Assert: _assert,
    ast.Raise: _raise,
}
