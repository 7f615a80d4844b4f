"""What a call does and gives: by its name's effect, the code behind it, or its arguments."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from devsper_registry.verification.code import expressions, folding, words
from devsper_registry.verification.code import marks as m
from devsper_registry.verification.code.listing import listed
from devsper_registry.verification.code.literals import meaning
from devsper_registry.verification.code.statements import element_of, grow, replaced
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
    file_at,
    of_constant,
    of_marks,
)
from devsper_registry.verification.code.vocabulary import Effect, effect_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from devsper_registry.verification.code.running import Run

_OPERATOR = "operator "
_GROWING = frozenset(
    listed("append extend update add insert setdefault put appendleft writestr append_field attach")
)
_PATH_FUNCTIONS = frozenset(
    {
        "os.path.expanduser",
        "os.path.expandvars",
        "os.path.abspath",
        "os.path.realpath",
        "os.path.normpath",
        "os.fspath",
        "str",
        "pathlib.Path.expanduser",
        "pathlib.Path.resolve",
        "pathlib.Path.absolute",
        "pathlib.Path.as_posix",
        "bytes",
        "bytearray",
        "memoryview",
        "textwrap.dedent",
        "inspect.cleandoc",
        "shlex.quote",
        "shlex.split",
        "pathlib.PurePath",
    }
)
_RESULT_KEEPS = frozenset({"pathlib.Path", "pathlib.PosixPath", "pathlib.WindowsPath"})
_ENCRYPTING = frozenset(
    {
        "cryptography.fernet.Fernet.encrypt",
        "pyAesCrypt.encryptFile",
        "nacl.secret.SecretBox.encrypt",
    }
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call: what is called, with what."""

    run: Run
    node: ast.AST
    name: str
    callee: Value
    receiver: Value | None
    arguments: list[Value]
    keywords: dict[str, Value]
    scope: Scope

    @property
    def marks(self) -> int:
        """The marks of all that is handed over."""
        found = 0
        for value in (*self.arguments, *self.keywords.values()):
            found |= value.marks
        return found

    def argument(self, place: int, *names: str) -> Value:
        """An argument by its place or one of its names."""
        if place < len(self.arguments):
            return self.arguments[place]
        return next((self.keywords[name] for name in names if name in self.keywords), UNKNOWN)

    def saw(self, what: Saw, marks: int) -> None:
        """Note an event of this call."""
        hidden = self.callee.marks & m.HIDDEN
        self.run.saw(what, self.node, marks=marks | hidden, name=self.name)


def call(
    run: Run,
    node: ast.AST,
    callee: Value,
    receiver: Value | None,
    arguments: list[Value],
    keywords: dict[str, Value],
    scope: Scope,
) -> Value:
    """What the call gives, after all that it does was noted."""
    code = callee.code
    if isinstance(code, Function):
        bound = receiver is not None and isinstance(receiver.code, (Instance, Class))
        if bound and receiver is not None and not _is_static(code):
            arguments = [receiver, *arguments]
        return run.function(code, arguments, keywords)
    if isinstance(code, Class):
        return _instance(run, code, arguments, keywords)
    if isinstance(code, Instance):
        hook = code.of.get("__call__")
        if hook is not None and isinstance(hook.code, Function):
            return run.function(hook.code, [callee, *arguments], keywords)
    name = callee.name
    if name is not None and name.startswith(_OPERATOR) and arguments:
        return _by_operator(run, node, callee, arguments, scope)
    if name is not None:
        made = Call(run, node, name, callee, receiver, arguments, keywords, scope)
        effect = effect_of(name)
        if effect is not None:
            if callee.marks & m.HIDDEN:
                made.saw(Saw.HIDDEN_NAME, 0)
            return _EFFECTS[effect](made)
        return _by_name(made)
    return _by_method(run, node, receiver, arguments, keywords, scope)


def _by_operator(
    run: Run, node: ast.AST, callee: Value, arguments: list[Value], scope: Scope
) -> Value:
    """`operator.attrgetter('system')(os)`."""
    _, kind, attributes = (callee.name or "").split(" ", 2)
    value = arguments[0]
    for attribute in attributes.split("."):
        value = expressions.attribute_of(run, value, attribute, node).marked(m.HIDDEN)
    if kind == "methodcaller":
        return call(run, node, value, arguments[0], list(callee.parts or ()), {}, scope)
    return value


def _is_static(function: Function) -> bool:
    decorators = getattr(function.node, "decorator_list", ())
    return any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in decorators)


def _instance(run: Run, code: Class, arguments: list[Value], keywords: dict[str, Value]) -> Value:
    instance = Value(code=Instance(code), marks=0)
    for name in ("__new__", "__init__"):
        method = code.get(name)
        if method is not None and isinstance(method.code, Function):
            run.function(method.code, [instance, *arguments], keywords)
    run.everything_of(instance, [], hooks=True)
    return instance


def _by_name(made: Call) -> Value:
    """A call of something known by its name alone."""
    run, name = made.run, made.name
    marks = made.marks & ~m.OF_NAMES
    first = made.argument(0)
    if name in _PATH_FUNCTIONS:
        return _same(made, first)
    if name in _RESULT_KEEPS or name == "pathlib.Path.joinpath":
        return _path(made)
    if name == "pathlib.Path.home":
        return Value("pathlib.Path", constant="~")
    if name in ("os.path.join", "ntpath.join", "posixpath.join"):
        return _path(made, name=None)
    if name in ("reversed",) and isinstance(first.constant, (str, bytes, list)):
        return Value(constant=first.constant[::-1], marks=first.marks | m.DECODED)
    if name == "type" and len(made.arguments) == 3:
        return _built_class(made)
    if name in ("setattr", "builtins.setattr") and len(made.arguments) == 3:
        _set_attribute(made)
        return UNKNOWN
    if name in ("ord", "int", "len", "range"):
        return _number(made, first)
    if name in _ENCRYPTING:
        made.saw(Saw.ENCRYPTED, marks)
    if name == "__pyarmor__" or name.endswith(".__pyarmor__"):
        made.saw(Saw.UNREADABLE, marks)
    if made.receiver is not None:
        found = _by_method(run, made.node, made.receiver, made.arguments, made.keywords, made.scope)
        if found.is_constant or found.name == FILE:
            return found
        marks |= found.marks | made.receiver.marks
    if _is_thread(made):
        return Value(name, marks=marks)
    # What comes of it may be asked for more: it keeps the name of what made it.
    return Value(name, marks=marks & ~m.OF_NAMES)


def _is_thread(made: Call) -> bool:
    # A class of the archive that is a thread: `start` runs its `run`.
    receiver = made.receiver
    if receiver is None or not isinstance(receiver.code, Instance):
        return False
    if made.name.rpartition(".")[2] in ("start", "run", "setup", "cmdloop", "serve_forever"):
        made.run.everything_of(receiver, [])
        return True
    return False


def _same(made: Call, first: Value) -> Value:
    """Conversions: the text stays what it is."""
    marks = first.marks & ~m.OF_NAMES
    if made.name in ("bytes", "bytearray", "memoryview"):
        if isinstance(first.constant, (list, tuple)):
            try:
                return of_constant(bytes(first.constant), marks | m.DECODED)
            except (ValueError, TypeError):
                return of_marks(marks | m.DECODED)
        if isinstance(first.constant, str):
            return of_constant(first.constant.encode("utf-8", "replace"), marks)
        return (
            Value(constant=first.constant, marks=marks)
            if first.text
            else of_marks(marks | _listed(made))
        )
    if made.receiver is not None and made.name.startswith("pathlib."):
        return Value("pathlib.Path", constant=made.receiver.constant, marks=made.receiver.marks)
    text = str(first.constant) if isinstance(first.constant, int) else first.constant
    return Value(constant=text, marks=marks, parts=first.parts)


def _listed(made: Call) -> int:
    # `bytes(x ^ 7 for x in data)` takes something apart; `bytes(data)` does not.
    argument = made.node.args[0] if isinstance(made.node, ast.Call) and made.node.args else None
    taken_apart = isinstance(argument, (ast.GeneratorExp, ast.ListComp, ast.List))
    return m.DECODED if taken_apart else 0


def _path(made: Call, name: str | None = "pathlib.Path") -> Value:
    values = list(made.arguments)
    if made.name == "pathlib.Path.joinpath" and made.receiver is not None:
        values.insert(0, made.receiver)
    texts = [value.text for value in values]
    marks = 0
    for value in values:
        marks |= value.marks
    known = [text for text in texts if text is not None]
    together = "/".join(known)
    marks |= meaning("~/" + together)
    written = made.run.written_to(together) if known else 0
    if None not in texts:
        return Value(name, constant=together, marks=marks | written)
    return Value(name, marks=marks)


def _number(made: Call, first: Value) -> Value:
    constant = first.constant
    if made.name == "ord" and isinstance(constant, (str, bytes)) and len(constant) == 1:
        return Value(constant=ord(constant))
    if made.name == "len" and isinstance(constant, (str, bytes, list)):
        return Value(constant=len(constant))
    if made.name == "int" and isinstance(constant, str) and len(constant) < 4000:
        base = made.argument(1, "base").constant
        try:
            return Value(constant=int(constant, base) if isinstance(base, int) else int(constant))
        except (ValueError, TypeError):
            return of_marks(first.marks)
    if made.name == "range":
        bounds = [value.constant for value in made.arguments]
        if (
            bounds
            and all(isinstance(b, int) and abs(b) < 100_000 for b in bounds)
            and 0 not in bounds[2:]
        ):
            found = range(*bounds)
            if len(found) <= expressions.LONGEST_COMPREHENSION:
                return Value(constant=list(found))
    return (
        Value(constant=constant, marks=first.marks)
        if isinstance(constant, int)
        else of_marks(first.marks)
    )


def _built_class(made: Call) -> Value:
    body = Scope()
    namespace = made.arguments[2]
    node = (
        made.node.args[2] if isinstance(made.node, ast.Call) and len(made.node.args) == 3 else None
    )
    if isinstance(node, ast.Dict) and namespace.parts:
        for key, value in zip(node.keys, namespace.parts, strict=False):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                body.names[key.value] = value
    return Value(code=Class(body, []))


def _set_attribute(made: Call) -> None:
    owner, name, value = made.arguments
    if owner.name is not None and isinstance(name.constant, str):
        replaced(made.run, made.node, owner.name, name.constant, value)


def _by_method(
    run: Run,
    node: ast.AST,
    receiver: Value | None,
    arguments: list[Value],
    keywords: dict[str, Value],
    scope: Scope,
) -> Value:
    """A method of a value: of a text, a file, a list, or of what nobody knows."""
    marks = 0
    for value in (*arguments, *keywords.values()):
        marks |= value.marks
    marks &= ~m.OF_NAMES
    name = (
        node.func.attr
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        else ""
    )
    if receiver is None or not name:
        return of_marks(marks)
    marks |= receiver.marks & ~m.OF_NAMES
    if receiver.name == FILE:
        return _of_file(run, node, receiver, name, arguments, marks)
    if name in ("write", "writelines", "write_bytes", "write_text") and arguments:
        run.write_to(receiver, arguments[0])
    if name in _GROWING and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        grow(run, node.func.value, marks, scope)
    if name == "decode" and arguments and _reveals(arguments[0]):
        marks |= m.DECODED
    if name == "to_bytes":
        marks |= m.DECODED
    if receiver.is_constant:
        constants = [value.constant for value in arguments]
        named = {key: value.constant for key, value in keywords.items()}
        if UNKNOWN_CONSTANT not in constants and UNKNOWN_CONSTANT not in named.values():
            found = folding.method(receiver.constant, name, constants, named)
            if found is not UNKNOWN_CONSTANT:
                return of_constant(found, marks)
        if name == "format" and isinstance(receiver.constant, str):
            marks |= meaning(_partly_formatted(receiver.constant, arguments))
    return of_marks(marks)


def _partly_formatted(template: str, arguments: list[Value]) -> str:
    for value in arguments:
        template = template.replace("{}", value.text or "x", 1)
    return template


def _reveals(codec: Value) -> bool:
    return isinstance(codec.constant, str) and codec.constant.lower() in folding.REVEALING_CODECS


def _of_file(
    run: Run, node: ast.AST, file: Value, name: str, arguments: list[Value], marks: int
) -> Value:
    if name in ("write", "writelines") and arguments:
        path = file.parts[0] if file.parts else UNKNOWN
        written(run, node, path, arguments[0])
        return UNKNOWN
    return of_marks(file.marks | marks)


def written(run: Run, node: ast.AST, path: Value, data: Value) -> None:
    """Note that data is written to a path, and read it when it is a program."""
    run.saw(Saw.WRITE, node, marks=(path.marks & m.STARTUP_PATH) | data.marks & ~m.STARTUP_PATH)
    run.write_to(path, data)
    text = data.text
    if text and len(text) > 20 and words.found_in(text):
        run.nested(text, node, Scope())


def _runs_code(made: Call) -> Value:
    program = made.argument(0, "source", "stmt", "object")
    where = made.arguments[-1].marks if len(made.arguments) == 1 else program.marks
    made.saw(Saw.RUN, program.marks | where)
    text = program.text
    if text and made.name.rpartition(".")[2] not in ("loads",):
        made.run.nested(text, made.node, made.scope)
    elif text and _pickled_call(text):
        made.run.saw(Saw.RUN, made.node, marks=program.marks | m.DECODED, name=made.name)
    if made.name in ("types.FunctionType", "types.LambdaType"):
        return Value("built function", marks=program.marks)
    return of_marks(program.marks & ~m.OF_NAMES)


def _pickled_call(text: str) -> bool:
    return any(
        word in text
        for word in (
            "csystem",
            "cposix\n",
            "cos\n",
            "cnt\n",
            "csubprocess\n",
            "c__builtin__\n",
            "cbuiltins\n",
        )
    ) or any(
        word in text for word in ("\x8c\x05posix", "\x8c\x06system", "\x8c\x04exec", "\x8c\x04eval")
    )


def _compiles(made: Call) -> Value:
    program = made.argument(0, "source")
    return Value(constant=program.constant, marks=program.marks)


def _loads(made: Call) -> Value:
    marks = made.marks
    if made.name.startswith("sys.path."):
        return UNKNOWN
    if isinstance(made.argument(0).constant, type(None)):
        # The C library of the process itself.
        return Value("ctypes.CDLL")
    made.saw(Saw.LOAD, marks)
    return Value(made.name, marks=marks & ~m.OF_NAMES)


def _imports(made: Call) -> Value:
    name = made.argument(0, "name")
    if not isinstance(name.constant, str):
        if name.marks & m.DECODED:
            made.saw(Saw.HIDDEN_NAME, name.marks)
        return of_marks(name.marks)
    hidden = 0 if _is_written_out(made) else m.HIDDEN
    dotted = name.constant
    if made.name.endswith("__import__") and not made.argument(3, "fromlist").parts:
        dotted = dotted.partition(".")[0]
    return Value(dotted, marks=hidden)


def _is_written_out(made: Call, place: int = 0) -> bool:
    """Whether the name stands there as a person would write it."""
    if not isinstance(made.node, ast.Call) or place >= len(made.node.args):
        return True
    node = made.node.args[place]
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        value = made.arguments[place]
        return not value.marks & (m.DECODED | m.HIDDEN)
    if isinstance(node, ast.JoinedStr):
        return any(
            isinstance(v, ast.FormattedValue) and not isinstance(v.value, ast.Constant)
            for v in node.values
        )
    return False


def _spawns(made: Call) -> Value:
    marks = _handed_to_program(made)
    command = _command(made)
    if command:
        marks |= meaning(command) | made.run.written_to(command)
    made.saw(Saw.SPAWN, marks)
    program = _python_program(made)
    if program is not None:
        if program.marks & (m.DECODED | m.FETCHED):
            made.saw(Saw.RUN, program.marks)
        if program.text:
            made.run.nested(program.text, made.node, Scope())
    fetched = m.FETCHED if marks & m.SENDING_COMMAND else 0
    return Value(made.name, marks=fetched)


_FROM_ELSEWHERE = m.FETCHED | m.DECODED | m.FETCHED_FILE | m.DECODED_FILE
_INTERPRETERS = re.compile(
    r"(?:^|[/\\])(?:ba|z|da|k)?sh$|python|^x$|powershell|pwsh|\bcmd(?:\.exe)?$|\bnode$|\bperl$|\bruby$|"
    r"\bnohup$|\bsudo$|\benv$|rundll32|regsvr32|msiexec|\bstart$|\bopen$|\bwscript|\bcscript|\bmshta|"
    r"pip3?$"
)


def _handed_to_program(made: Call) -> int:
    """The marks of a command; where an argument came from matters only when it is what runs."""
    marks = 0
    for name, value in (*enumerate(made.arguments), *made.keywords.items()):
        if name in ("env", "cwd", "stdin", "stdout", "stderr"):
            continue
        parts = value.parts
        if not parts:
            marks |= value.marks
            continue
        head = parts[0].text or ("python" if parts[0].name == "sys.executable" else "")
        runs = value if _INTERPRETERS.search(head) else parts[0]
        marks |= (value.marks & ~_FROM_ELSEWHERE) | runs.marks
    return marks


def _command(made: Call) -> str:
    pieces: list[str] = []
    for value in (*made.arguments, *(made.keywords.get(k, UNKNOWN) for k in ("args", "cmd"))):
        for part in value.parts if value.parts is not None else (value,):
            pieces.append(part.text or ("python" if part.name == "sys.executable" else "x"))
    return " ".join(pieces)[:20_000]


def _python_program(made: Call) -> Value | None:
    for value in made.arguments:
        for place, part in enumerate(value.parts or ()):
            if part.constant == "-c" and value.parts is not None and place + 1 < len(value.parts):
                return value.parts[place + 1]
    given = made.keywords.get("input")
    return given if given is not None and given.text else None


def _connects(made: Call) -> Value:
    marks = made.marks | (0 if made.receiver is None else made.receiver.marks)
    if made.name.endswith("Request"):
        return Value("urllib.request.Request", marks=marks)
    made.saw(Saw.CONNECT, marks)
    if made.name in ("urllib.request.urlretrieve", "urllib.urlretrieve", "wget.download"):
        target = made.argument(1, "filename", "out")
        made.run.write_to(target, of_marks(m.FETCHED))
        return Value(parts=(target.marked(m.FETCHED_FILE), UNKNOWN), marks=m.FETCHED_FILE)
    if made.name.endswith("create_connection"):
        return Value("socket.socket")
    # The answer holds nothing of what was sent; that of a cloud's own service is a key.
    return Value(made.name, marks=m.FETCHED | (m.SECRET if marks & m.CLOUD else 0))


def _decodes(made: Call) -> Value:
    marks = (made.marks & ~m.OF_NAMES) | m.DECODED
    if made.receiver is not None:
        marks |= made.receiver.marks & ~m.OF_NAMES
    codec = made.argument(1, "encoding").constant
    if (
        made.name == "codecs.decode"
        and isinstance(codec, str)
        and not _reveals(Value(constant=codec))
    ):
        marks &= ~m.DECODED
    if made.name == "codecs.getdecoder":
        return Value("codecs.decode")
    arguments = [value.constant for value in made.arguments]
    if made.name in ("codecs.decode",) and "encoding" in made.keywords:
        arguments.append(codec)
    found = (
        folding.decoded(made.name, arguments)
        if UNKNOWN_CONSTANT not in arguments
        else UNKNOWN_CONSTANT
    )
    if found is not UNKNOWN_CONSTANT:
        return of_constant(found, marks)
    made.saw(Saw.DECODED, marks)
    return of_marks(marks)


def _opens(made: Call) -> Value:
    path = made.argument(0, "file", "path", "filename")
    mode = made.argument(1, "mode").constant
    if isinstance(mode, str) and any(letter in mode for letter in "wax+"):
        if path.marks & m.STARTUP_PATH:
            made.saw(Saw.WRITE, path.marks & m.STARTUP_PATH)
        return file_at(path)
    return _reads(made)


def _reads(made: Call) -> Value:
    marks = made.marks | (0 if made.receiver is None else made.receiver.marks)
    families = marks & m.SECRET_PATH
    if families:
        made.saw(Saw.READ, marks)
        return Value(made.name, marks=marks | m.SECRET)
    return Value(made.name, marks=marks)


def _writes(made: Call) -> Value:
    written(made.run, made.node, made.receiver or UNKNOWN, made.argument(0, "data"))
    return UNKNOWN


def _copies(made: Call) -> Value:
    source, target = made.argument(0, "src"), made.argument(1, "dst")
    if source.marks & m.SECRET_PATH:
        made.saw(Saw.READ, source.marks)
        made.run.write_to(target, of_marks(source.marks | m.SECRET))
    if target.marks & m.STARTUP_PATH:
        made.saw(Saw.WRITE, target.marks & m.STARTUP_PATH)
    return Value(constant=target.constant, marks=target.marks | source.marks)


def _packs(made: Call) -> Value:
    if made.marks & m.SECRET_PATH:
        made.saw(Saw.READ, made.marks)
        if isinstance(made.node, ast.Call) and isinstance(made.node.func, ast.Attribute):
            grow(made.run, made.node.func.value, made.marks | m.SECRET, made.scope)
    return of_marks(made.marks)


def _deletes(made: Call) -> Value:
    path = made.argument(0).text
    if path is not None and path.rstrip("/*") in (
        "",
        "~",
        "C:",
        "C:\\",
        "/home",
        "/Users",
        "$HOME",
    ):
        made.saw(Saw.DELETE, made.marks)
    return UNKNOWN


def _identifies(made: Call) -> Value:
    return of_marks(m.IDENTITY)


def _reads_variable(made: Call) -> Value:
    default = made.argument(1, "default")
    return expressions.variable(made.argument(0, "key")).marked(default.marks)


def _reads_secret(made: Call) -> Value:
    return Value(made.name, marks=made.marks | m.OVERHEARD)


def _overhears(made: Call) -> Value:
    made.saw(Saw.OVERHEAR, made.marks)
    overheard = of_marks(m.OVERHEARD)
    for value in (*made.arguments, *made.keywords.values()):
        made.run.everything_of(value, [overheard])
    return UNKNOWN


def _calls_back(made: Call) -> Value:
    handed = [*made.arguments, *made.keywords.values()]
    marks = made.marks & ~m.OF_NAMES
    element = UNKNOWN
    for value in handed:
        if value.code is None and value.name is None:
            element = element_of(value) if value.parts else _character(value)
            if value.parts and made.name.rpartition(".")[2] in ("Thread", "Timer", "Process"):
                element = value.parts[0]
    for value in handed:
        if value.code is not None:
            made.run.everything_of(value, [element])
        elif value.name is not None and value.name != made.name:
            result = made.run.apply(value, [element], made.node, made.scope)
            marks |= result.marks
    if made.name in ("map",) and len(handed) == 2:
        return _mapped(made, marks)
    if made.name == "functools.partial" and made.arguments:
        return made.arguments[0].marked(marks)
    first = made.argument(0)
    if made.name in ("list", "tuple", "sorted", "set") and first.is_constant:
        return Value(constant=first.constant, marks=marks)
    if made.name in ("list", "tuple", "filter") and first.parts is not None:
        return Value(parts=first.parts, marks=marks)
    return Value(made.name, marks=marks)


def _character(value: Value) -> Value:
    return value if value.marks or value.text else of_marks(value.marks)


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "chr": chr,
    "unichr": chr,
    "ord": ord,
    "int": int,
}


def _mapped(made: Call, marks: int) -> Value:
    function, iterated = made.arguments
    items = iterated.constant
    if function.name in ("chr", "ord", "int", "unichr") and isinstance(items, (list, str, bytes)):
        if len(items) > 4 * expressions.LONGEST_COMPREHENSION:
            return of_marks(marks | m.DECODED)
        made.run.spend(len(items) // 4)
        try:
            convert = _CONVERTERS[function.name]
            return Value(constant=[convert(item) for item in items], marks=marks | m.DECODED)
        except (TypeError, ValueError, OverflowError):
            return of_marks(marks | m.DECODED)
    return of_marks(marks)


def _writes_registry(made: Call) -> Value:
    marks = made.marks | (0 if made.receiver is None else made.receiver.marks)
    made.saw(Saw.REGISTRY, marks)
    return UNKNOWN


def _writes_clipboard(made: Call) -> Value:
    made.saw(Saw.CLIPBOARD, made.marks)
    return UNKNOWN


def _reflects(made: Call) -> Value:
    kind = made.name.rpartition(".")[2]
    if kind in ("attrgetter", "methodcaller"):
        text = made.argument(0).text
        rest = tuple(made.arguments[1:])
        return Value(f"{_OPERATOR}{kind} {text}", parts=rest) if text else UNKNOWN
    owner, name = made.argument(0), made.argument(1)
    if not isinstance(name.constant, str):
        return of_marks((owner.marks | name.marks) & ~m.OF_NAMES)
    hidden = 0 if _is_written_out(made, 1) else m.HIDDEN
    return expressions.attribute_of(made.run, owner, name.constant, made.node).marked(hidden)


def _gives_namespace(made: Call) -> Value:
    first = made.argument(0)
    return Value(first.name if first.name else "namespace")


def _places_machine_code(made: Call) -> Value:
    made.saw(Saw.MACHINE_CODE, made.marks)
    return UNKNOWN


def _duplicates(made: Call) -> Value:
    made.saw(Saw.DUPLICATE, made.marks)
    return UNKNOWN


def _sets_up(made: Call) -> Value:
    for value in made.keywords.values():
        for part in (value, *(value.parts or ())):
            made.run.everything_of(part, [])
    return UNKNOWN


_EFFECTS: dict[Effect, Callable[[Call], Value]] = {
    Effect.RUN_CODE: _runs_code,
    Effect.COMPILE: _compiles,
    Effect.LOAD: _loads,
    Effect.IMPORT: _imports,
    Effect.SPAWN: _spawns,
    Effect.CONNECT: _connects,
    Effect.DECODE: _decodes,
    Effect.READ: _reads,
    Effect.WRITE: _writes,
    Effect.OPEN: _opens,
    Effect.COPY: _copies,
    Effect.DELETE: _deletes,
    Effect.IDENTITY: _identifies,
    Effect.VARIABLE: _reads_variable,
    Effect.SECRET: _reads_secret,
    Effect.OVERHEAR: _overhears,
    Effect.CALL_BACK: _calls_back,
    Effect.REGISTRY: _writes_registry,
    Effect.CLIPBOARD: _writes_clipboard,
    Effect.REFLECT: _reflects,
    Effect.NAMESPACE: _gives_namespace,
    Effect.MACHINE_CODE: _places_machine_code,
    Effect.DUPLICATE: _duplicates,
    Effect.PACK: _packs,
    Effect.SETUP: _sets_up,
}
