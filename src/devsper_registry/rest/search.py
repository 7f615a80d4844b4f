"""GET /api/v1/search: the search of the GraphQL API, for scripts."""

from datetime import datetime
from typing import Any

import orjson
from packaging.utils import canonicalize_name
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from devsper_registry.auth import permissions
from devsper_registry.auth.principal import Scope
from devsper_registry.db.queries.reading import paging
from devsper_registry.db.queries.reading.filters import PackageFilter
from devsper_registry.db.queries.reading.paging import Slice
from devsper_registry.errors import RequestNotUnderstood
from devsper_registry.rates import SEARCH
from devsper_registry.rest import caching
from devsper_registry.rest.deps import backend_of, principal_of
from devsper_registry.services import searching, sight
from devsper_registry.services.searching import Facets, Found


async def search(request: Request) -> Response:
    """Answer with a page of the packages that match `q` and every filter, the best first.

    `q` empty or absent gives all of them. `total=true` and `facets=true` ask for more; `next` is
    the cursor for `after`.
    """
    backend, by = backend_of(request), await principal_of(request, action=SEARCH)
    if not backend.settings.readable_by_all:
        permissions.require_scope(by, Scope.READ)
    visible_to = sight.of(backend, by)
    given = request.query_params
    wanted = searching.asked(backend, given.get("q", ""), _filter(given))
    results = await searching.find(backend, wanted, _slice(given), visible_to=visible_to)
    body: dict[str, Any] = {
        "packages": [_package(found) for found in results.found],
        "next": results.found[-1].cursor if results.has_next else None,
        "suggestions": results.suggestions,
    }
    if given.get("total") == "true":
        body["total"] = await searching.count(backend, wanted, visible_to=visible_to)
    if given.get("facets") == "true":
        body["facets"] = _facets(await searching.facets_of(backend, wanted, visible_to=visible_to))
    headers = caching.of_answer(public=backend.settings.readable_by_all)
    return Response(orjson.dumps(body), media_type="application/json", headers=headers)


def _filter(given: QueryParams) -> PackageFilter:
    depends_on, prefix = given.get("depends_on"), given.get("name_prefix")
    return PackageFilter(
        name_prefix=None if prefix is None else _plain(canonicalize_name(prefix)),
        classifiers=tuple(_plain(value) for value in given.getlist("classifier")),
        license=_optional(given, "license"),
        python=_optional(given, "python"),
        entry_point_group=_optional(given, "entry_point_group"),
        owner=_optional(given, "owner"),
        status=_optional(given, "status"),
        keyword=_optional(given, "keyword"),
        depends_on=None if depends_on is None else _plain(canonicalize_name(depends_on)),
        updated_since=_moment(given),
    )


def _slice(given: QueryParams) -> Slice:
    first = given.get("first", str(paging.DEFAULT))
    if not (first.isascii() and first.removeprefix("-").isdigit() and len(first) <= 9):
        raise RequestNotUnderstood(problem="'first' is a number of packages, such as first=20.")
    return paging.asked(first=int(first), after=given.get("after"))


def _moment(given: QueryParams) -> datetime | None:
    text = given.get("updated_since")
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        problem = "'updated_since' is a moment such as 2026-11-24T12:00:00Z."
        raise RequestNotUnderstood(problem=problem) from None


def _optional(given: QueryParams, name: str) -> str | None:
    value = given.get(name)
    return None if value is None else _plain(value)


def _plain(text: str) -> str:
    """Return the text as PostgreSQL can take it: nothing that is searched holds the rest."""
    return "".join(c for c in text if c.isprintable())


def _package(found: Found) -> dict[str, Any]:
    package, document = found.package, found.document
    return {
        "name": package.name,
        "normalized_name": package.normalized_name,
        "status": package.status,
        "version": document.version,
        "summary": document.summary,
        "license": document.license,
        "requires_python": document.requires_python,
        "keywords": document.keywords,
        "downloads_30d": document.downloads_30d,
        "updated_at": document.updated_at,
        "score": round(found.score, 4),
        "name_html": found.name_html,
        "snippet_html": found.snippet_html,
    }


def _facets(facets: Facets) -> dict[str, list[dict[str, Any]]]:
    named = {
        "classifier": facets.classifiers,
        "license": facets.licenses,
        "python": facets.pythons,
        "entry_point_group": facets.entry_point_groups,
        "owner": facets.owners,
    }
    return {
        name: [{"value": value, "count": count} for value, count in counted]
        for name, counted in named.items()
    }


routes: list[BaseRoute] = [Route("/api/v1/search", search, methods=["GET"])]
