"""How a setting's text becomes its value; each says what it wants instead of a wrong one."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from limits import parse_many
from packaging.utils import InvalidName, NormalizedName, canonicalize_name

ORIGIN = re.compile(r"https?://[^/\s?#@]+")
_LABEL = r"(?!-)[0-9A-Za-z-]{1,63}(?<!-)"
_HOST = re.compile(rf"({_LABEL}\.)*{_LABEL}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*", re.ASCII)
_BUCKET = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{2,254}", re.ASCII)


def rates(text: str) -> str:
    """Return the text of one rate or several, in the notation of the library `limits`."""
    try:
        items = parse_many(text)
    except ValueError:
        raise ValueError("must be a rate such as 10/second, 600/minute or 30/3 seconds") from None
    if any(item.amount < 1 or item.get_expiry() < 1 for item in items):
        raise ValueError("must allow at least 1")
    return text


def lines(path: Path) -> list[str]:
    """Return the file's lines without their comments."""
    try:
        texts = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ValueError(f"the file {path} cannot be read ({type(error).__name__})") from error
    return [line.partition("#")[0] for line in texts]


def name(text: str) -> NormalizedName:
    """Return the name or prefix; a hyphen behind a prefix says nothing more."""
    try:
        return canonicalize_name(text.strip().rstrip("-*"), validate=True)
    except InvalidName:
        raise ValueError(f"'{text.strip()}' is no package name") from None


def origin(text: str) -> str:
    """Return the scheme, host and port, without a slash behind them."""
    plain = text.rstrip("/")
    if not ORIGIN.fullmatch(plain) or not _is_reachable(plain):
        raise ValueError("must be a scheme and a host, such as https://s3.example.com")
    return plain


def _is_reachable(url: str) -> bool:
    """Tell whether a connection could be tried: the name is a host's, and the port is one."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    return host is not None and port != 0 and _HOST.fullmatch(host) is not None


def bucket(text: str) -> str:
    """Return the name of a bucket of S3."""
    if not _BUCKET.fullmatch(text):
        raise ValueError("must be the name of a bucket, such as registry-files")
    return text
