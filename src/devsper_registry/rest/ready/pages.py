"""Pages of the simple index that lie ready, each with its headers put together once."""

from typing import NamedTuple, cast

from packaging.utils import NormalizedName
from starlette.types import Scope

from devsper_registry.backend import Backend
from devsper_registry.errors import RegistryError
from devsper_registry.gate.browser import Browser
from devsper_registry.rest import caching, simple
from devsper_registry.rest.ready.answer import Answer
from devsper_registry.rest.ready.asked import Asked
from devsper_registry.services import reading
from devsper_registry.services.reading import Shown
from devsper_registry.simple import negotiate
from devsper_registry.simple.negotiate import Representation

PREFIX = "/simple/"


class _Both(NamedTuple):
    """A page in one encoding: whole, and where the client has it already."""

    etag: str
    whole: Answer
    unchanged: Answer


def answer(backend: Backend, browser: Browser, scope: Scope, asked: Asked) -> Answer | None:
    """Return the page where it lies ready for the one who asks."""
    representation = _representation(asked)
    if representation is None:
        return None
    shown = _shown(backend, scope["path"][len(PREFIX) :], representation, asked)
    if shown is None:
        return None
    public = caching.is_public(backend, is_private=shown.is_private)
    if not public and b"origin" in asked.given:
        return None  # who may read it is another question for each origin
    zipped = negotiate.gzip(asked.text(b"accept-encoding"))
    key = (zipped, public, browser.is_secure(scope))
    both = cast(_Both | None, shown.page.answers.get(key))
    if both is None:
        both = _prepared(browser, scope, shown, representation, zipped=zipped, public=public)
        shown.page.answers[key] = both
    return both.unchanged if asked.knows(both.etag) else both.whole


def _representation(asked: Asked) -> Representation | None:
    try:
        return negotiate.representation(asked.text(b"accept"))
    except RegistryError:
        return None


def _shown(
    backend: Backend, rest: str, representation: Representation, asked: Asked
) -> Shown | None:
    package, slash, more = rest.partition("/")
    if more or bool(package) is not bool(slash):
        return None
    name = NormalizedName(package) if package else None
    if not asked.may_read(backend, name):
        return None
    if name is not None:
        return reading.ready_page(backend, name, representation, by=asked.by)
    return reading.ready_listing(backend, representation) if asked.by.is_anonymous else None


def _prepared(
    browser: Browser,
    scope: Scope,
    shown: Shown,
    representation: Representation,
    *,
    zipped: bool,
    public: bool,
) -> _Both:
    page = shown.page
    body = page.gzipped if zipped else page.plain
    whole = simple.headers_of(page, representation, zipped=zipped, public=public)
    known = simple.without_content(whole)
    return _Both(
        body.etag,
        Answer(200, browser.told(scope, whole), body.content),
        Answer(304, browser.told(scope, known)),
    )
