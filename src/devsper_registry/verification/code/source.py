"""The text and the tree of a Python file, whatever its bytes are."""

import ast
import codecs
import io
import re
import tokenize
import warnings

# A tree takes some thirty times the memory of its text.
LONGEST_PARSED = 2 * 1024 * 1024
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
# Codecs that are no text: reading by them would be running a stranger's decoder.
_NO_TEXT = frozenset({"hex", "base64", "zlib", "bz2", "rot13", "uu", "quopri"})


class Unreadable(Exception):
    """No tree; the sentence's end says why."""


def text_of(content: bytes) -> str:
    """The text by its byte order mark or PEP 263; replaced where it is wrong: all is seen."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content[:4096]).readline)
        if encoding.replace("_", "-").removesuffix("-codec") in _NO_TEXT:
            return content.decode("latin-1")
        return content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError, ValueError):
        return content.decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode()


def declared_encoding(content: bytes) -> str | None:
    """The encoding that a line of PEP 263 names."""
    for line in content.split(b"\n", 2)[:2]:
        found = _COOKIE.match(line)
        if found:
            return found[1].decode("latin-1").lower()
    return None


def tree_of(text: str) -> ast.Module:
    """The syntax tree; raise `Unreadable`."""
    if len(text) > LONGEST_PARSED:
        raise Unreadable(f"it is longer than {LONGEST_PARSED // 1024**2} MiB")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except SyntaxError as error:
            raise Unreadable(f"it is no Python of this version: line {error.lineno or 0}") from None
        except (RecursionError, MemoryError):
            raise Unreadable("it is nested too deeply") from None
        except (ValueError, OverflowError):
            raise Unreadable("it holds what no Python reads") from None
