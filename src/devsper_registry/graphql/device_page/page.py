"""GET /device: the page and its files, under a policy that lets in nothing else."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from devsper_registry.graphql.assets import GUARDED, Assets
from devsper_registry.graphql.device_page import documents

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        # Nobody lays another page over the button that lets a device in.
        "frame-ancestors 'none'",
    )
)
FILES = Assets(Path(__file__).parent / "assets")
IDS = {
    "{look}": documents.id_of(documents.LOOK),
    "{approve}": documents.id_of(documents.APPROVE),
    "{deny}": documents.id_of(documents.DENY),
}


async def page(request: Request) -> Response:
    """Return the page; a code in the query is read by its script alone."""
    text = FILES.read("index.html").plain.decode()
    for place, document_id in IDS.items():
        text = text.replace(place, document_id)
    headers = {
        **GUARDED,
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="text/html", headers=headers)


routes: list[BaseRoute] = [
    Route("/device", page, methods=["GET"]),
    Route("/device/assets/{name}", FILES.serve, methods=["GET"]),
]
