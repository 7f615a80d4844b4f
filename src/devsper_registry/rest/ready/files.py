"""Files whose answer lies ready: where they are sent, what HEAD is told, and what is unchanged."""

from http import HTTPStatus

from packaging.utils import NormalizedName
from starlette.types import Scope

from devsper_registry.backend import Backend
from devsper_registry.db.queries.downloads import Download
from devsper_registry.errors import RegistryError
from devsper_registry.gate.browser import Browser
from devsper_registry.rest import caching, files, redirecting
from devsper_registry.rest.ready.answer import Answer
from devsper_registry.rest.ready.asked import Asked
from devsper_registry.services import reading

PREFIX = "/packages/"


async def answer(backend: Backend, browser: Browser, scope: Scope, asked: Asked) -> Answer | None:
    """Return what the one who asks is told of the file, where nothing has to be asked for it."""
    package, _, rest = scope["path"][len(PREFIX) :].partition("/")
    sha256, _, filename = rest.partition("/")
    name = NormalizedName(package)
    if not asked.may_read(backend, name):
        return None
    file = reading.ready_file(backend, package=name, sha256=sha256, filename=filename, by=asked.by)
    if file is None:
        return None
    public = caching.is_public(backend, is_private=file.is_private)
    if not public and b"origin" in asked.given:
        return None  # who may read it is another question for each origin
    headers = files.headers_of(file, public=public)
    if asked.knows(headers["etag"]):
        return Answer(HTTPStatus.NOT_MODIFIED, browser.told(scope, headers))
    if not asked.is_get:
        headers["content-length"] = str(file.size)
        return Answer(HTTPStatus.OK, browser.told(scope, headers))
    goes_along = b"x-api-key" in asked.given
    if b"range" in asked.given or not redirecting.is_wanted(backend, key_goes_along=goes_along):
        return None
    return await _redirect(backend, browser, scope, file, filename=filename, public=public)


async def _redirect(
    backend: Backend, browser: Browser, scope: Scope, file: Download, *, filename: str, public: bool
) -> Answer | None:
    try:
        told = await redirecting.to_storage(backend, file, filename=filename, public=public)
    except RegistryError:
        return None
    if told is None:
        return None
    headers = browser.told(scope, {**told, "content-length": "0"})
    return Answer(HTTPStatus.FOUND, headers, downloads=filename)
