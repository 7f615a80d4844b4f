"""The simple index: `/simple/` and `/simple/{package}/` (PEP 503, 691 and their successors)."""

from packaging.utils import NormalizedName, canonicalize_name, is_normalized_name
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from devsper_registry import metrics
from devsper_registry.auth.principal import Principal
from devsper_registry.errors import PackageNotFound
from devsper_registry.gate import validators
from devsper_registry.rest import caching
from devsper_registry.rest.deps import backend_of, reader_of
from devsper_registry.services import reading
from devsper_registry.services.reading import Shown
from devsper_registry.simple import negotiate
from devsper_registry.simple.negotiate import Representation
from devsper_registry.simple.rendered import Rendered

LONGEST_NAME = 128


async def listing(request: Request) -> Response:
    """Answer with the list of all packages."""
    by = await reader_of(request)
    representation = _representation(request)
    shown = await reading.listing(backend_of(request), representation, by=by)
    return _send(request, shown, representation)


async def package_page(request: Request) -> Response:
    """Answer with a package's page; a name typed otherwise is led to the normalized one."""
    typed = request.path_params["package"]
    name = canonicalize_name(typed)
    by = await reader_of(request, name)
    if not _is_name(typed, name):
        raise PackageNotFound(package=typed)
    if typed != name or not request.scope["path"].endswith("/"):
        return _redirect(request, f"/simple/{name}/")
    return await _page(request, name, _representation(request), root=reading.ROOT, by=by)


async def hatch_page(request: Request) -> Response:
    """Answer hatch, which looks for existing files below the upload URL, in HTML, once.

    It follows no redirect and sends no Accept worth the name.
    """
    typed = request.path_params["package"]
    name = canonicalize_name(typed)
    by = await reader_of(request, name)
    if not _is_name(typed, name):
        raise PackageNotFound(package=typed)
    return await _page(request, name, Representation.PLAIN_HTML, root="../../../", by=by)


async def add_slash(request: Request) -> Response:
    """Lead `/simple` to `/simple/`."""
    await reader_of(request)
    return _redirect(request, "/simple/")


async def _page(
    request: Request,
    name: NormalizedName,
    representation: Representation,
    *,
    root: str,
    by: Principal,
) -> Response:
    try:
        shown = await reading.package_page(
            backend_of(request), name, representation, root=root, by=by
        )
    except PackageNotFound:
        metrics.page_sent("absent")
        raise
    return _send(request, shown, representation)


def _is_name(typed: str, name: NormalizedName) -> bool:
    # PEP 508 names only: bytes that no package can have do not reach the database.
    return len(typed) <= LONGEST_NAME and typed.isascii() and is_normalized_name(name)


def _representation(request: Request) -> Representation:
    asked = request.query_params.get("format") if request.scope["query_string"] else None
    # Several headers of one name are one list (RFC 9110, 5.3).
    accept = ",".join(request.headers.getlist("accept"))
    return negotiate.representation(accept, asked=asked)


def _send(request: Request, shown: Shown, representation: Representation) -> Response:
    zipped = negotiate.gzip(",".join(request.headers.getlist("accept-encoding")))
    body = shown.page.gzipped if zipped else shown.page.plain
    public = caching.is_public(backend_of(request), is_private=shown.is_private)
    headers = headers_of(shown.page, representation, zipped=zipped, public=public)
    if validators.is_known(request, body.etag):
        metrics.page_sent("not-modified")
        return Response(status_code=304, headers=without_content(headers))
    metrics.page_sent("hit" if shown.was_kept else "rendered")
    content = b"" if request.method == "HEAD" else body.content
    return Response(content, headers=headers)


def headers_of(
    page: Rendered, representation: Representation, *, zipped: bool, public: bool
) -> dict[str, str]:
    """Return the headers of a page."""
    body = page.gzipped if zipped else page.plain
    return {
        **_headers(public=public),
        "etag": body.etag,
        "x-pypi-last-serial": str(page.serial),
        "content-type": _CONTENT_TYPE[representation],
        **({"content-encoding": "gzip"} if zipped else {}),
        "content-length": str(len(body.content)),
    }


def without_content(headers: dict[str, str]) -> dict[str, str]:
    """Return them as they are told of a page that is not sent again."""
    return {name: value for name, value in headers.items() if name not in _OF_CONTENT}


_OF_CONTENT = frozenset({"content-type", "content-encoding", "content-length"})
_CONTENT_TYPE = {
    Representation.JSON: Representation.JSON.value,
    Representation.HTML: f"{Representation.HTML}; charset=utf-8",
    Representation.PLAIN_HTML: f"{Representation.PLAIN_HTML}; charset=utf-8",
}


def _redirect(request: Request, path: str) -> Response:
    query = request.scope["query_string"].decode("latin-1")
    location = request.scope.get("root_path", "") + path + (f"?{query}" if query else "")
    public = backend_of(request).settings.readable_by_all
    return Response(status_code=301, headers={**_headers(public=public), "location": location})


def _headers(*, public: bool) -> dict[str, str]:
    # pip keeps a page for as long as it is told to: a fresh upload must be seen at once.
    fresh = "max-age=0, must-revalidate"
    if public:
        return {
            "cache-control": fresh,
            "vary": "Accept, Accept-Encoding",
            **caching.CORS,
        }
    return {
        "cache-control": f"private, {fresh}",
        "vary": f"Accept, Accept-Encoding, {caching.CREDENTIALS}",
    }


routes: list[BaseRoute] = [
    Route("/simple", add_slash),
    Route("/simple/", listing),
    Route("/simple/{package}", package_page),
    Route("/simple/{package}/", package_page),
    Route("/legacy/+simple/{package}/", hatch_page),
]
