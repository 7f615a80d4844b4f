"""The page and its assets, as files in the package, under a policy that lets in nothing else."""

import hashlib
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
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self' data:",
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
    headers = {
        **GUARDED,
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-cache",
        "Vary": "Accept",
    }
    content, _ = _read("index.html")
    return Response(content, media_type=MEDIA_TYPES[".html"], headers=headers)


async def asset(request: Request) -> Response:
    """Return one of the page's files, or 404."""
    name = request.path_params["name"]
    if name not in _names():
        return Response("There is no such file here.\n", status_code=404, media_type="text/plain")
    content, etag = _read(name)
    headers = {**GUARDED, "ETag": etag, "Cache-Control": "public, max-age=3600"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=MEDIA_TYPES[Path(name).suffix], headers=headers)


@cache
def _names() -> frozenset[str]:
    return frozenset(path.name for path in ASSETS.iterdir() if path.suffix in MEDIA_TYPES)


@cache
def _read(name: str) -> tuple[bytes, str]:
    content = (ASSETS / name).read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
