"""How a source looks to a reviewer: what is put where nobody sees it, or made unreadable."""

import ast
import re
import unicodedata
from collections.abc import Iterator

from devsper_registry.verification.code.listing import listed
from devsper_registry.verification.finding import Finding, Kind, Severity

OFF_SCREEN = Kind(
    "code.off-screen",
    Severity.HIGH,
    "'{path}' has code far to the right, behind blanks, where an editor does not show it.",
)
BIDIRECTIONAL = Kind(
    "code.bidirectional",
    Severity.MEDIUM,
    "'{path}' has control characters that make its text look other than it is read.",
)
INVISIBLE = Kind(
    "code.invisible-text",
    Severity.HIGH,
    "'{path}' has a long run of characters that cannot be seen.",
)
DISGUISED_NAME = Kind(
    "code.disguised-name",
    Severity.HIGH,
    "'{path}' writes '{name}' in letters that only look like it.",
)
MIXED_NAME = Kind(
    "code.mixed-letters",
    Severity.MEDIUM,
    "'{path}' mixes letters of two alphabets that look the same in the name '{name}'.",
)
NAME_SOUP = Kind(
    "code.name-soup",
    Severity.HIGH,
    "'{path}' names its variables so that they cannot be told apart, as obfuscators do.",
)
KINDS = (OFF_SCREEN, BIDIRECTIONAL, INVISIBLE, DISGUISED_NAME, MIXED_NAME, NAME_SOUP)

_FAR = re.compile(
    r"[;:\\][ \t]{80,}(?=[^\s#])|^[ \t]{200,}(?=[^\s#])|\S[ \t]{150,}(?=[^\s#])", re.M
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    "[\ufe00-\ufe0f\u200b-\u200f\u2060-\u2064\U000e0000-\U000e01ef\u3164\uffa0]{24,}"
)
_SOUP = re.compile(
    r"\b(?:[O0o]{6,}|[Il1]{6,}|_0x[0-9a-f]{4,}|_{3,}(?!\w)|[_O0Il1]{8,}|[OoQ0D]{10,}|[Il1i|]{10,}|"
    r"[WMNVUwmnvu]{16,})\b"
)
_SOUP_PIECES = listed(
    "OOO O0O 0O0 O00 0OO IIl lIl IlI llI Ill lll III I1I l1l 1Il _0x ____ OoO oOo QQQ "
    "MMM WWW VVV mmm UUU NNN WMW MWM"
)
_BLANKS, _TABS = " " * 80, "\t" * 20
ENOUGH_SOUP = 4
_WORD = re.compile(r"[^\W\d]\w*")
# Letters of other alphabets that look like those of ours, of the ones used to deceive.
_TWINS = frozenset("асеорхуіјѕһԁԛԝвкмнтАВСЕНІЈКМОРЅТХУҮοΟΑΒΕΖΗΙΚΜΝΡΤΥΧ")
# Written otherwise, these are not chance.
_TELLING = frozenset(
    listed(
        "exec eval compile import getattr setattr open os sys subprocess system popen "
        "base64 b64decode socket requests urllib urlopen builtins globals locals marshal "
        "loads zlib decompress codecs decode input print self return if else for while def "
        "class lambda"
    )
)


def findings(path: str, text: str, tree: ast.Module | None) -> Iterator[Finding]:
    """Yield what of the text is made not to be seen or understood."""
    yield from _off_screen(path, text, tree)
    yield from _soup(path, text)
    if not text.isascii():
        yield from _unseen(path, text)
        yield from _disguised(path, text, tree)


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _off_screen(path: str, text: str, tree: ast.Module | None) -> Iterator[Finding]:
    if _BLANKS not in text and _TABS not in text:
        return
    far = [_line(text, match.end()) for match in _FAR.finditer(text)] if _FAR.search(text) else []
    if not far or tree is None:
        return
    lines = text.splitlines()
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno in far and node.col_offset >= 80:
            before = lines[node.lineno - 1].encode()[: node.col_offset].rstrip(b"; ")
            if node.col_offset - len(before) >= 60 or not before.strip():
                shown = lines[node.lineno - 1].strip()[-200:]
                yield OFF_SCREEN.found(path=path, line=node.lineno, evidence=shown)
                return


def _soup(path: str, text: str) -> Iterator[Finding]:
    if not any(piece in text for piece in _SOUP_PIECES):
        return
    names: dict[str, int] = {}
    for match in _SOUP.finditer(text):
        word = match[0]
        if not word.strip("_0123456789"):
            continue
        names.setdefault(word, match.start())
        if len(names) >= ENOUGH_SOUP:
            place = next(iter(names.values()))
            if _is_soup(names):
                yield NAME_SOUP.found(path=path, line=_line(text, place), evidence=" ".join(names))
            return


def _is_soup(names: dict[str, int]) -> bool:
    return sum(not name.isdigit() for name in names) >= ENOUGH_SOUP


def _unseen(path: str, text: str) -> Iterator[Finding]:
    hidden = _INVISIBLE.search(text)
    if hidden:
        yield INVISIBLE.found(path=path, line=_line(text, hidden.start()))
    turned = _BIDI.search(text)
    if turned:
        line = _line(text, turned.start())
        yield BIDIRECTIONAL.found(path=path, line=line, evidence=text.splitlines()[line - 1])


def _disguised(path: str, text: str, tree: ast.Module | None) -> Iterator[Finding]:
    """Names that Python reads as others (PEP 3131), and names that only look like others."""
    suspects = {
        word
        for word in _WORD.findall(text)
        if not word.isascii()
        and (unicodedata.normalize("NFKC", word).isascii() or not _TWINS.isdisjoint(word))
    }
    if not suspects or tree is None:
        return
    names = _names(tree)
    for word in sorted(suspects):
        plain = unicodedata.normalize("NFKC", word)
        place = text.find(word)
        if plain.isascii() and plain in names and plain in _TELLING | {"__import__"}:
            yield DISGUISED_NAME.found(
                path=path, line=_line(text, place), evidence=word, name=plain
            )
            return
        mixed = any(c.isascii() and c.isalpha() for c in word)
        if word in names and mixed and not _TWINS.isdisjoint(word):
            yield MIXED_NAME.found(path=path, line=_line(text, place), evidence=word, name=word)
            return


def _names(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found.update(alias.name for alias in node.names)
    return found
