"""The values of expressions that only dress up a constant, within bounds.

Obfuscators write `''.join(map(chr, [101, 120]))` for what a reader would find by searching.
Whatever is longer than the bounds stays unknown; its marks remain.
"""

import ast
import base64
import binascii
import bz2
import codecs
import lzma
import zlib
from collections.abc import Callable
from typing import Any

from devsper_registry.verification.code.listing import listed
from devsper_registry.verification.code.values import UNKNOWN_CONSTANT

LONGEST = 256 * 1024
LARGEST_NUMBER = 1 << 4096
_TEXT_METHODS = frozenset(
    listed(
        "lower upper strip lstrip rstrip swapcase title capitalize replace removeprefix "
        "removesuffix format join encode decode hex split zfill translate center ljust "
        "rjust casefold expandtabs startswith endswith splitlines"
    )
)
# Those that a real program has no cause to give for a text that it could write down.
REVEALING_CODECS = frozenset(
    listed(
        "rot13 rot_13 rot-13 hex hex_codec base64 base64_codec bz2 bz2_codec zlib zip "
        "zlib_codec uu uu_codec unicode_escape unicode-escape raw_unicode_escape utf-7 "
        "utf_7 punycode idna"
    )
)
_ENCODINGS = REVEALING_CODECS | frozenset(
    listed(
        "utf8 utf-8 utf_8 ascii latin1 latin-1 latin_1 iso-8859-1 cp1252 utf16 utf-16 "
        "utf-16le utf-16-le utf_16_le utf32 utf-32 cp437"
    )
)


def inflated(data: bytes, *, wbits: int = zlib.MAX_WBITS) -> Any:
    """The text behind zlib or gzip, if it is within bounds."""
    try:
        return zlib.decompressobj(wbits).decompress(data, LONGEST)
    except (zlib.error, ValueError):
        return UNKNOWN_CONSTANT


def _unbzipped(data: bytes) -> Any:
    return bz2.BZ2Decompressor().decompress(data, LONGEST)


def _unlzmad(data: bytes) -> Any:
    return lzma.LZMADecompressor(memlimit=64 * 1024 * 1024).decompress(data, LONGEST)


def _padded(data: Any) -> bytes:
    raw = data.encode("latin-1") if isinstance(data, str) else bytes(data)
    return raw + b"=" * (-len(raw.strip()) % 4)


_DECODERS: dict[str, Callable[[Any], Any]] = {
    "b64decode": lambda d: base64.b64decode(_padded(d)),
    "standard_b64decode": lambda d: base64.b64decode(_padded(d)),
    "urlsafe_b64decode": lambda d: base64.urlsafe_b64decode(_padded(d)),
    "decodebytes": lambda d: base64.b64decode(_padded(d)),
    "decodestring": lambda d: base64.b64decode(_padded(d)),
    "a2b_base64": lambda d: binascii.a2b_base64(_padded(d)),
    "b32decode": base64.b32decode,
    "b16decode": lambda d: base64.b16decode(d, casefold=True),
    "b85decode": base64.b85decode,
    "a85decode": base64.a85decode,
    "unhexlify": binascii.unhexlify,
    "a2b_hex": binascii.unhexlify,
    "fromhex": bytes.fromhex,
    "chr": chr,
    "unichr": chr,
}


def decoded(function: str, arguments: list[Any]) -> Any:
    """What a decoding function of the standard library gives, or `UNKNOWN_CONSTANT`."""
    if not arguments or _too_long(arguments[0]):
        return UNKNOWN_CONSTANT
    first, rest = arguments[0], arguments[1:]
    kind, _, name = function.rpartition(".")
    try:
        if name == "decompress":
            return _decompressed(kind, first, rest)
        if name == "decode" and rest and isinstance(rest[0], str):
            return _by_codec(first, rest[0])
        decode = _DECODERS.get(name)
        return UNKNOWN_CONSTANT if decode is None else decode(first)
    except (ValueError, TypeError, OverflowError, AttributeError, OSError, EOFError, LookupError):
        return UNKNOWN_CONSTANT
    except lzma.LZMAError:
        return UNKNOWN_CONSTANT


def _decompressed(kind: str, data: Any, rest: list[Any]) -> Any:
    if not isinstance(data, bytes):
        return UNKNOWN_CONSTANT
    if kind.startswith("bz2"):
        return _unbzipped(data)
    if kind.startswith("lzma"):
        return _unlzmad(data)
    if kind.startswith("gzip"):
        return inflated(data, wbits=zlib.MAX_WBITS | 16)
    wbits = rest[0] if rest and isinstance(rest[0], int) else zlib.MAX_WBITS
    return inflated(data, wbits=wbits)


def _by_codec(data: Any, codec: str) -> Any:
    codec = codec.lower()
    if codec not in _ENCODINGS:
        return UNKNOWN_CONSTANT
    if codec.startswith(("zlib", "zip", "bz2")):
        raw = data if isinstance(data, bytes) else data.encode("latin-1")
        return _unbzipped(raw) if codec.startswith("bz2") else inflated(raw)
    if codec.startswith("rot"):
        return codecs.decode(data, "rot13")
    if isinstance(data, str):
        data = data.encode("latin-1")
    return codecs.decode(data, codec)


def method(receiver: Any, name: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    """What a method of a known text gives, or `UNKNOWN_CONSTANT`."""
    if name == "to_bytes" and isinstance(receiver, int) and 0 <= receiver < LARGEST_NUMBER << 8192:
        return _big_number(receiver, arguments, keywords)
    if name not in _TEXT_METHODS or not isinstance(receiver, (str, bytes, bytearray)):
        return UNKNOWN_CONSTANT
    if _too_long(receiver) or any(map(_too_long, arguments)):
        return UNKNOWN_CONSTANT
    try:
        if name == "decode":
            return _by_codec(receiver, str(arguments[0]) if arguments else "utf-8")
        if name == "encode":
            return receiver.encode(_plain_encoding(arguments))  # type: ignore[union-attr]
        if name == "format":
            return _formatted(receiver, arguments, keywords)
        if name in ("zfill", "center", "ljust", "rjust") and arguments[0] > LONGEST:
            return UNKNOWN_CONSTANT
        if name == "join":
            return receiver.join(arguments[0])
        if name == "replace" and len(arguments[1]) > 16:
            return UNKNOWN_CONSTANT
        return getattr(receiver, name)(*arguments)
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, zlib.error, OSError):
        return UNKNOWN_CONSTANT


def _big_number(number: int, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    length = arguments[0] if arguments else keywords.get("length", (number.bit_length() + 7) // 8)
    order = arguments[1] if len(arguments) > 1 else keywords.get("byteorder", "big")
    if not isinstance(length, int) or not 0 < length <= LONGEST or order not in ("big", "little"):
        return UNKNOWN_CONSTANT
    try:
        return number.to_bytes(length, order)
    except OverflowError:
        return UNKNOWN_CONSTANT


def _plain_encoding(arguments: list[Any]) -> str:
    encoding = str(arguments[0]).lower() if arguments else "utf-8"
    if encoding not in _ENCODINGS - REVEALING_CODECS:
        raise ValueError(encoding)
    return encoding


def _formatted(template: Any, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    # A width can ask for gigabytes, an attribute can lead anywhere.
    if not isinstance(template, str) or any(c in template for c in ":!.["):
        return UNKNOWN_CONSTANT
    if not all(isinstance(a, (str, int)) for a in (*arguments, *keywords.values())):
        return UNKNOWN_CONSTANT
    if template.count("{") > 100:
        return UNKNOWN_CONSTANT
    return template.format(*arguments, **keywords)


def operated(operator: ast.operator, left: Any, right: Any) -> Any:
    """What the operator gives for two known values, or `UNKNOWN_CONSTANT`."""
    try:
        return _operated(operator, left, right)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError, KeyError, IndexError):
        return UNKNOWN_CONSTANT


def _operated(operator: ast.operator, left: Any, right: Any) -> Any:
    if isinstance(operator, ast.Add) and type(left) is type(right):
        if _too_long(left) or _too_long(right):
            return UNKNOWN_CONSTANT
        return left + right
    if isinstance(operator, ast.Mod) and isinstance(left, str):
        return _by_percent(left, right)
    if isinstance(operator, ast.Mult):
        return _repeated(left, right)
    if not (isinstance(left, int) and isinstance(right, int)):
        return UNKNOWN_CONSTANT
    if abs(left) > LARGEST_NUMBER or abs(right) > LARGEST_NUMBER:
        return UNKNOWN_CONSTANT
    match operator:
        case ast.Sub():
            return left - right
        case ast.BitXor():
            return left ^ right
        case ast.BitAnd():
            return left & right
        case ast.BitOr():
            return left | right
        case ast.FloorDiv():
            return left // right
        case ast.Mod():
            return left % right
        case ast.RShift() if 0 <= right < 4096:
            return left >> right
        case ast.LShift() if 0 <= right < 4096:
            return left << right
        case _:
            return UNKNOWN_CONSTANT


def _by_percent(template: str, right: Any) -> Any:
    # Only %s, %d and %c: a width can ask for gigabytes.
    pieces = template.replace("%s", "").replace("%d", "").replace("%c", "")
    values = right if isinstance(right, tuple) else (right,)
    if "%" in pieces or not all(isinstance(v, (str, int)) and not _too_long(v) for v in values):
        return UNKNOWN_CONSTANT
    return template % right


def _repeated(left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int):
        small = abs(left) < LARGEST_NUMBER and abs(right) < LARGEST_NUMBER
        return left * right if small else UNKNOWN_CONSTANT
    if isinstance(left, int):
        left, right = right, left
    if isinstance(left, (str, bytes)) and isinstance(right, int) and len(left) * right <= LONGEST:
        return left * right
    return UNKNOWN_CONSTANT


def _too_long(value: Any) -> bool:
    if isinstance(value, (str, bytes, bytearray, list, tuple)):
        return len(value) > LONGEST
    return isinstance(value, int) and abs(value) > LARGEST_NUMBER << 8192
