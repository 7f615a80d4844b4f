"""The page and its assets, as files in the package, under a policy that lets in nothing else."""

import secrets
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from devsper_registry.graphql.assets import GUARDED, MEDIA_TYPES, Assets

ASSETS = Path(__file__).parent / "assets"
FILES = Assets(ASSETS)
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
    content = FILES.read("index.html").plain.replace(b"{nonce}", nonce.encode())
    return Response(content, media_type=MEDIA_TYPES[".html"], headers=headers)
