"""~/.netrc, where pip and uv look: one entry is added, changed or removed, the rest stays as it is.

The standard library only reads it. Its grammar is that reader's: words between blanks, some quoted,
comments, macros up to an empty line, and `default`, behind which nobody looks further. In Python
3.11 a comment is one only where no blank line precedes it, and at the top (before the first entry,
or behind a macro) only with a blank after its "#".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from devsper_registry.cli.login.place import USER

_WORD = re.compile(r'"(?:\\.|[^"\\])*"|(?:\\.|[^\s"\\])(?:\\.|[^\s\\])*', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_END_OF_MACRO = re.compile(r"\n\n|\Z")
# Lines of comment; and the "#" of one that is more than a word.
_COMMENTS = re.compile(r"(?:\s*#.*)+")
_HASH = re.compile(r"#(?=\S+\s)")
_PROBE = "probe.invalid"
_VALUES = {"login", "user", "account", "password"}


class Malformed(ValueError):
    """The text is not understood, so it is left alone."""


@dataclass(slots=True)
class Entry:
    """What stands about a machine, None for `default`, and where."""

    machine: str | None
    start: int
    end: int
    # Where ends what stands before it, and whether that is no entry.
    gap: int
    on_top: bool
    login: str = ""
    password: str = ""
    # Where the password stands, quotes included.
    password_at: tuple[int, int] | None = None


def entries(text: str) -> list[Entry]:
    """Return the entries in their order; raise `Malformed`."""
    found: list[Entry] = []
    words = _Words(text)
    on_top = True
    for word, start, end in words:
        if word == "machine":
            name, _, end = words.value()
            found.append(Entry(name, start, end, words.gap, on_top))
            on_top = False
        elif word == "default":
            found.append(Entry(None, start, end, words.gap, on_top))
            on_top = False
        elif word == "macdef":
            words.value()
            words.skip_macro()
            on_top = True
        elif word in _VALUES and found:
            value, start, end = words.value()
            _take(found[-1], word, value, (start, end))
        else:
            raise Malformed(word)
    return found


def password_of(text: str, machine: str) -> str | None:
    """Return the password that our user has there; raise `Malformed`."""
    entry = _of(text, machine)
    return entry.password if entry is not None and entry.login == USER else None


def is_foreign(text: str, machine: str, *, ours: re.Pattern[str]) -> bool:
    """Tell whether somebody else's entry stands there: another user's, or another password."""
    entry = _of(text, machine)
    return entry is not None and not (entry.login == USER and ours.fullmatch(entry.password))


def with_password(text: str, machine: str, password: str) -> str:
    """Return the text in which our user has this password there."""
    entry = _of(text, machine)
    if entry is not None and entry.password_at is not None:
        start, end = entry.password_at
        return text[:start] + password + text[end:]
    line = f"machine {machine} login {USER} password {password}\n"
    default = next((e for e in entries(text) if e.machine is None), None)
    if default is not None:
        before = text[: default.start]
        # It may stand behind something else on its line.
        gap = "" if not before or before.endswith("\n") else "\n"
        return f"{before}{gap}{line}{text[default.start :]}"
    return f"{text}{_gap(text)}{line}"


def without(text: str, machine: str) -> str:
    """Return the text without the entry of that machine."""
    entry = _of(text, machine)
    if entry is None:
        return text
    rest = text[entry.end :]
    # Up to the end of its line, where nothing else stands on it.
    blank = re.match(r"[ \t\r]*(\n|\Z)", rest)
    starts_line = entry.start == 0 or text[entry.start - 1] == "\n"
    rest = rest[blank.end() :] if blank and starts_line else rest.lstrip(" ")
    if _COMMENTS.match(rest.lstrip()):
        return _with_comments(text[: entry.gap], rest.lstrip(), on_top=entry.on_top)
    return text[: entry.start] + rest


def _with_comments(text: str, comments: str, *, on_top: bool) -> str:
    """Put comments, and what follows them, where every reader takes them for such."""
    if on_top:
        text, comments = text.rstrip(" \t"), _spaced(comments)
    if not text or text.endswith("\n"):
        return text + comments
    # Behind a closing quote, the end of the line already counts as a blank line.
    return f"{text} {comments}" if text.endswith('"') else f"{text}\n{comments}"


def _spaced(text: str) -> str:
    """Write the comments that the text begins with line by line, as the top wants them."""
    found = _COMMENTS.match(text)
    assert found is not None
    lines = filter(None, map(str.strip, found[0].splitlines()))
    comments = "\n".join(_HASH.sub("# ", line, count=1) for line in lines)
    return comments + text[found.end() :]


def _gap(text: str) -> str:
    """Return what has to stand between the text and a new line."""
    if not text:
        return ""
    ended = text if text.endswith("\n") else f"{text}\n"
    seen = any(entry.machine == _PROBE for entry in entries(f"{ended}machine {_PROBE}\n"))
    # Swallowed by a macro at the end, which wants its empty line.
    return ended[len(text) :] + ("" if seen else "\n")


def _of(text: str, machine: str) -> Entry | None:
    # Of several, the last is the one that readers go by.
    same = [entry for entry in entries(text) if entry.machine == machine]
    return same[-1] if same else None


def _take(entry: Entry, word: str, value: str, at: tuple[int, int]) -> None:
    entry.end = at[1]
    if word == "password":
        entry.password, entry.password_at = value, at
    elif word in {"login", "user"}:
        entry.login = value


@dataclass(slots=True)
class _Words:
    text: str
    at: int = 0
    # Where ended what stands before the word that the iteration has come to.
    gap: int = 0

    def __iter__(self) -> Iterator[tuple[str, int, int]]:
        while True:
            self.gap = self.at
            found = self._next()
            if found is None:
                return
            if found[0].startswith("#"):
                end = self.text.find("\n", found[1])
                self.at = len(self.text) if end < 0 else end
                continue
            yield found

    def value(self) -> tuple[str, int, int]:
        found = self._next()
        if found is None:
            raise Malformed("it ends in the middle of an entry")
        return found

    def skip_macro(self) -> None:
        end = _END_OF_MACRO.search(self.text, self.at)
        assert end is not None
        self.at = end.end()

    def _next(self) -> tuple[str, int, int] | None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        if self.at == len(self.text):
            return None
        word = _WORD.match(self.text, self.at)
        if word is None:
            raise Malformed("a quote is not closed")
        self.at = word.end()
        bare = word[0][1:-1] if word[0].startswith('"') else word[0]
        return _ESCAPE.sub(r"\1", bare), word.start(), word.end()
