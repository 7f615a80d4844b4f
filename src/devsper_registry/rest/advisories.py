"""`/v1/query`, `/v1/querybatch` and `/v1/vulns/{id}`: OSV's own, for `uv audit` and pip-audit.

See docs/advisories.md for what they send.
"""

import re
from datetime import UTC
from typing import Annotated, Any

import orjson
from packaging.utils import InvalidName, NormalizedName, canonicalize_name
from pydantic import BaseModel, Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from devsper_registry.advisories import purl
from devsper_registry.advisories.osv import ECOSYSTEM, LONGEST_ID
from devsper_registry.db.queries.advisories import Named
from devsper_registry.errors import AdvisoryNotFound, QueryWrong
from devsper_registry.rates import INSTALL
from devsper_registry.rest import caching, json_body
from devsper_registry.rest.deps import backend_of, principal_of
from devsper_registry.services import advising
from devsper_registry.services.advising import Names, Question

LARGEST_BODY = 2 * 1024 * 1024
_ID = re.compile(rf"[A-Za-z0-9._:+-]{{1,{LONGEST_ID}}}")
_TOKEN = re.compile(rf"after:((?:{_ID.pattern})?)")
_Text = Annotated[str, Field(max_length=1024)]


class Package(BaseModel):
    """A package by its name in an ecosystem, or by a purl."""

    name: _Text = ""
    ecosystem: _Text = ""
    purl: _Text = ""


class Query(BaseModel):
    """One question; empty and absent are the same, as in protocol buffers."""

    commit: _Text = ""
    version: _Text = ""
    package: Package | None = None
    page_token: _Text = ""


class Batch(BaseModel):
    """Several questions; how many there may be is for the service to say."""

    queries: list[Query] = []


_QUERY, _BATCH = TypeAdapter(Query), TypeAdapter(Batch)


async def query(request: Request) -> Response:
    """Answer with the whole advisories about a package's version."""
    by = await principal_of(request, action=INSTALL)
    question = _question(await json_body.read(request, _QUERY, limit=LARGEST_BODY))
    if question is None:
        return _answer(request, {})
    found = await advising.query(backend_of(request), question, by=by)
    vulns = {"vulns": [orjson.Fragment(each) for each in found.documents]}
    return _answer(request, (vulns if found.documents else {}) | _next(found.after))


async def querybatch(request: Request) -> Response:
    """Answer with the ids of the advisories about each of many packages' versions."""
    by = await principal_of(request, action=INSTALL)
    asked = await json_body.read(request, _BATCH, limit=LARGEST_BODY)
    questions = [_question(each) for each in asked.queries]
    found = await advising.batch(backend_of(request), questions, by=by)
    return _answer(request, {"results": [_result(each) for each in found]})


async def vulnerability(request: Request) -> Response:
    """Answer with one advisory."""
    by = await principal_of(request, action=INSTALL)
    advisory_id = request.path_params["id"]
    if _ID.fullmatch(advisory_id) is None:
        raise AdvisoryNotFound(id=advisory_id)
    document = await advising.document(backend_of(request), advisory_id, by=by)
    return _answer(request, orjson.Fragment(document))


def _question(asked: Query) -> Question | None:
    """What is asked, None for what no advisory here can be about; raise `QueryWrong`."""
    after = _TOKEN.fullmatch(asked.page_token or "after:")
    if after is None:
        raise QueryWrong(problem="'page_token' is none that was given out: begin without one.")
    given = asked.package
    if given is None or not (given.name or given.purl):
        if asked.commit:
            return None  # of commits nothing is known here
        raise QueryWrong(problem="name a 'package' and its 'version', or a 'commit'.")
    if given.purl:
        return _of_purl(asked, given, after[1])
    if not given.ecosystem:
        raise QueryWrong(problem=f"name the package's 'ecosystem', such as {ECOSYSTEM}.")
    package = _name(given.name) if given.ecosystem == ECOSYSTEM else None
    return None if package is None else Question(package, asked.version or None, after[1])


def _of_purl(asked: Query, given: Package, after: str) -> Question | None:
    if given.name or given.ecosystem:
        raise QueryWrong(problem="give a 'purl', or a 'name' and an 'ecosystem', not both.")
    try:
        read = purl.read(given.purl)
    except ValueError:
        raise QueryWrong(problem="the 'purl' is none: write it as pkg:pypi/name@version.") from None
    if read is None:
        return None
    if read.version is not None and asked.version:
        raise QueryWrong(problem="the version stands in the 'purl' already: leave one out.")
    return Question(read.package, read.version or asked.version or None, after)


def _name(text: str) -> NormalizedName | None:
    try:
        return canonicalize_name(text, validate=True)
    except InvalidName:
        return None


def _result(found: Names) -> dict[str, Any]:
    vulns = {"vulns": [_shown(each) for each in found.named]} if found.named else {}
    return vulns | _next(found.after)


def _shown(named: Named) -> dict[str, str]:
    moment = named.modified.astimezone(UTC).replace(tzinfo=None).isoformat()
    return {"id": named.id, "modified": f"{moment}Z"}


def _next(after: str | None) -> dict[str, str]:
    return {} if after is None else {"next_page_token": f"after:{after}"}


def _answer(request: Request, body: Any) -> Response:
    headers = caching.of_answer(public=backend_of(request).settings.readable_by_all)
    return Response(orjson.dumps(body), media_type="application/json", headers=headers)


routes: list[BaseRoute] = [
    Route("/v1/query", query, methods=["POST"]),
    Route("/v1/querybatch", querybatch, methods=["POST"]),
    Route("/v1/vulns/{id}", vulnerability),
]
