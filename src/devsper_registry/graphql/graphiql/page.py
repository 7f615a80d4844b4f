"""The page and its assets, as files in the package, under a policy that lets in nothing else."""

import gzip
import hashlib
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

ASSETS = Path(__file__).parent / "assets"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
# No script but ours, none inline, no eval; no address but this one. The nonce is for the style
# elements that GraphiQL's dialogues add.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'nonce-{nonce}'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
GUARDED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def page(request: Request) -> Response:
    """Return GraphiQL's page."""
    nonce = secrets.token_urlsafe(16)
    headers = {
        **GUARDED,
        "Content-Security-Policy": POLICY.format(nonce=nonce),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
        "Vary": "Accept",
    }
    content = _read("index.html").plain.replace(b"{nonce}", nonce.encode())
    return Response(content, media_type=MEDIA_TYPES[".html"], headers=headers)


async def asset(request: Request) -> Response:
    """Return one of the page's files, or 404."""
    name = request.path_params["name"]
    if name not in _names():
        return Response("There is no such file here.\n", status_code=404, media_type="text/plain")
    found = _read(name)
    headers = {
        **GUARDED,
        "ETag": found.etag,
        "Cache-Control": "public, max-age=3600",
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == found.etag:
        return Response(status_code=304, headers=headers)
    content = found.plain
    if "gzip" in request.headers.get("accept-encoding", ""):
        content = found.gzipped
        headers["Content-Encoding"] = "gzip"
    return Response(content, media_type=MEDIA_TYPES[Path(name).suffix], headers=headers)


@dataclass(frozen=True, slots=True)
class _Asset:
    plain: bytes
    gzipped: bytes
    etag: str


@cache
def _names() -> frozenset[str]:
    return frozenset(path.name for path in ASSETS.iterdir() if path.suffix in MEDIA_TYPES)


@cache
def _read(name: str) -> _Asset:
    content = (ASSETS / name).read_bytes()
    # Weak: the same file is sent in two encodings.
    etag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    return _Asset(plain=content, gzipped=gzip.compress(content, mtime=0), etag=etag)
