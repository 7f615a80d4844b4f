"""The upload door, as twine, uv, poetry, flit, hatch and pdm knock at it."""

from urllib.parse import quote

from packaging.utils import NormalizedName
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from devsper_registry import metrics
from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Principal, Scope
from devsper_registry.distribution import valid_name
from devsper_registry.errors import RegistryError, UploadByPostOnly
from devsper_registry.gate.asking import count_stranger
from devsper_registry.rates import PUBLISH, UPLOAD
from devsper_registry.rest import multipart, problems, submission
from devsper_registry.rest.deps import backend_of, base_url_of, principal_of
from devsper_registry.services import pacing, publishing
from devsper_registry.services.publishing import Published


async def upload(request: Request) -> Response:
    """Take one file; answer 200 with the warnings, one a line."""
    if request.method != "POST":
        await count_stranger(request)
        return problems.response(request, UploadByPostOnly(), headers={"Allow": "POST"})
    try:
        # Accepted and refused uploads have limits of their own.
        by = await principal_of(request, action=None)
        published = await _limited(request, by)
    except RegistryError as error:
        metrics.uploaded(error.code)
        raise
    metrics.uploaded("new" if published.is_new else "repeated")
    return _taken(request, published)


def _taken(request: Request, published: Published) -> Response:
    """Say what there is to say, where the release is, and how far its verification has come."""
    page = f"{base_url_of(request)}/simple/{published.package}/"
    command = f"devsper-registry status {published.package} {published.version}"
    listed = "" if published.withheld is None else ", and is not listed before that"
    told = f"{page} The file is {published.state}{listed}: `{command}` shows what becomes of it."
    headers = {"X-Verification-State": published.state, "Link": f'<{page}>; rel="describedby"'}
    return PlainTextResponse("\n".join((*published.warnings, told)), headers=headers)


async def _limited(request: Request, by: Principal) -> Published:
    backend = backend_of(request)
    await pacing.require_room(backend, UPLOAD, by)
    try:
        return await _take(request, by)
    except RegistryError as error:
        await pacing.count_refused_upload(backend, error, by)
        raise


async def _take(request: Request, by: Principal) -> Published:
    """What can be settled before the body is read is: a wrong key costs no traffic."""
    backend = backend_of(request)
    permissions.require_scope(by, Scope.PUBLISH)
    request.state.standing = await pacing.count(backend, PUBLISH, by)
    only = _package_in_path(request)
    if only is not None:
        permissions.require_publish(by, only)
    action = request.query_params.get(":action")
    if action is not None:
        submission.check_action(action)
    async with multipart.received(
        request,
        folder=backend.store.incoming(),
        largest_file=backend.settings.max_upload_size,
        digests=submission.DIGESTS,
    ) as form:
        wanted = await submission.read(form, action=action)
        return await publishing.publish(backend, by=by, upload=wanted, only=only)


async def to_package(request: Request) -> Response:
    """Send people on to the package: flit and hatch print such addresses after an upload."""
    await count_stranger(request)
    package = valid_name(request.path_params["package"])
    return RedirectResponse(f"/simple/{quote(package)}/")


def _package_in_path(request: Request) -> NormalizedName | None:
    name = request.path_params.get("package")
    return None if name is None else valid_name(name)


routes: list[BaseRoute] = [
    *(
        Route(path, upload, methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
        for path in (
            "/legacy",
            "/legacy/",
            "/api/v1/packages/upload",
            "/api/v1/packages/{package}/upload",
        )
    ),
    *(
        Route(path, to_package)
        for path in (
            "/legacy/{package}",
            "/legacy/{package}/",
            "/legacy/{package}/{version}",
            "/legacy/{package}/{version}/",
        )
    ),
]
