"""GraphQL over HTTP: POST and GET, answers by media type, streams, and GraphiQL for a browser."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute

from devsper_registry.errors import (
    DocumentsOnly,
    DocumentUnknown,
    GuardStopped,
    Kind,
    MediaTypeUnknown,
    OperationNotByGet,
    OperationUnknown,
    RegistryError,
)
from devsper_registry.gate import validators
from devsper_registry.gate.arriving import request_id_of
from devsper_registry.gate.asking import (
    backend_of,
    base_url_of,
    count_stranger,
    note_standing,
    principal_of,
)
from devsper_registry.gate.leaving import leaving_of
from devsper_registry.graphql import asked, events, execution, graphiql, kept, negotiation
from devsper_registry.graphql.asked import Asked
from devsper_registry.graphql.context import Context
from devsper_registry.graphql.documents import DocumentInvalid
from devsper_registry.graphql.door import Door, door_of
from devsper_registry.graphql.execution import Answer
from devsper_registry.graphql.kept import Kept
from devsper_registry.graphql.negotiation import EVENT_STREAM, GRAPHQL_RESPONSE, HTML, JSON
from devsper_registry.graphql.websocket import serve
from devsper_registry.services import pacing

# What both methods offer, the type meant by a client without a preference first.
OFFERED = (JSON, GRAPHQL_RESPONSE, EVENT_STREAM)
BAD_REQUEST = 400
STATUS = {
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_ACCEPTABLE: 406,
    Kind.TOO_MANY: 429,
    Kind.UNAVAILABLE: 503,
}
STATUS_OF_TRANSPORT: dict[type[RegistryError], int] = {
    OperationNotByGet: 405,
    MediaTypeUnknown: 415,
}
RETRY_SECONDS = 1
# The request was well formed and its document is refused: application/json has 200 for that.
ABOUT_THE_DOCUMENT = (
    DocumentInvalid,
    GuardStopped,
    OperationUnknown,
    DocumentUnknown,
    DocumentsOnly,
)


async def answer(request: Request) -> Response:
    """Answer an operation, or show GraphiQL to a browser that asks for a page."""
    door = door_of(request)
    if _wants_page(request, door):
        await count_stranger(request)
        return graphiql.page(request)
    media_type = JSON
    try:
        media_type = negotiation.choose(_accept(request), of=OFFERED)
        context = Context(
            backend=backend_of(request),
            principal=await principal_of(request),
            request_id=request_id_of(request),
            base_url=base_url_of(request),
        )
        question = await asked.read(request, limit=door.documents.limits.request_bytes)
        if media_type == EVENT_STREAM:
            return _stream(request, door, question, context)
        return await _single(request, door, question, context, media_type=media_type)
    except RegistryError as error:
        note_standing(request, error)
        request.state.refusal = error.code  # for the log
        # A request that is refused as a whole has no stream.
        kind = JSON if media_type == EVENT_STREAM else media_type
        return _json(execution.refuse(error), media_type=kind)


async def _single(
    request: Request, door: Door, question: Asked, context: Context, *, media_type: str
) -> Response:
    key = kept.key_of(question, context, media_type=media_type)
    changes = context.backend.database.changes
    serial = None if key is None else changes.newest
    if key is None or serial is None:
        return _json(await _executed(request, door, question, context), media_type=media_type)
    found = door.answers.get(key, serial=serial)
    if found is None:
        answer = await _executed(request, door, question, context)
        # What has changed meanwhile may be in it, or not.
        if not answer.is_told or changes.newest != serial:
            return _json(answer, media_type=media_type)
        found = door.answers.put(key, orjson.dumps(answer.body), serial=serial)
    return _kept(request, found, media_type=media_type)


async def _executed(request: Request, door: Door, question: Asked, context: Context) -> Answer:
    allowed = execution.SINGLE if request.method == "POST" else execution.READING
    return await execution.execute(door, question, context, allowed=allowed)


def _kept(request: Request, answer: Kept, *, media_type: str) -> Response:
    """Send an answer that others get too; by GET a client that has it is told so."""
    headers = {
        "ETag": answer.etag,
        "Cache-Control": "no-cache",
        "Vary": "Accept, Authorization, X-API-Key",
    }
    if request.method == "GET" and validators.is_known(request, answer.etag):
        return Response(status_code=304, headers=headers)
    return Response(answer.content, media_type=_with_charset(media_type), headers=headers)


def _stream(request: Request, door: Door, question: Asked, context: Context) -> Response:
    allowed = execution.EVERYTHING if request.method == "POST" else execution.LISTENING
    client = pacing.subject(context.principal)
    leaving = leaving_of(request)
    door.connections.require_room(client)

    async def held() -> AsyncGenerator[bytes, None]:
        with door.connections.hold(client), leaving.streaming():
            answers = execution.stream(door, question, context, allowed=allowed)
            async with aclosing(events.encode(answers)) as encoded:
                async for event in encoded:
                    yield event

    return StreamingResponse(held(), media_type=EVENT_STREAM, headers=events.HEADERS)


def _json(answer: Answer, *, media_type: str) -> Response:
    response = Response(
        orjson.dumps(answer.body),
        status_code=_status(answer, media_type=media_type),
        media_type=_with_charset(media_type),
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept"
    match answer.refused_by:
        case OperationNotByGet():
            response.headers["Allow"] = "POST"
        case RegistryError(kind=Kind.UNAUTHENTICATED):
            # Not Basic: a browser would open its own dialogue over the frontend's.
            response.headers["WWW-Authenticate"] = 'Bearer realm="devsper-registry"'
        case RegistryError(kind=Kind.TOO_MANY | Kind.UNAVAILABLE) as error:
            response.headers["Retry-After"] = str(error.facts.get("retry_after", RETRY_SECONDS))
    return response


def _with_charset(media_type: str) -> str:
    # JSON is UTF-8 by definition and has no charset; the specification asks to say it anyway.
    return f"{media_type}; charset=utf-8"


def _status(answer: Answer, *, media_type: str) -> int:
    error = answer.refused_by
    if error is None:
        return 200
    if isinstance(error, ABOUT_THE_DOCUMENT):
        return 200 if media_type == JSON else BAD_REQUEST
    assert isinstance(error, RegistryError)
    return STATUS_OF_TRANSPORT.get(type(error)) or STATUS.get(error.kind, BAD_REQUEST)


def _wants_page(request: Request, door: Door) -> bool:
    """Tell whether a browser has come by its address bar: it likes a page best, without a query."""
    accept = _accept(request)
    if not door.graphiql or accept is None or HTML not in accept or request.method == "POST":
        return False
    if "query" in request.query_params or "documentId" in request.query_params:
        return False
    return negotiation.choose(accept, of=(*OFFERED, HTML)) == HTML


def _accept(request: Request) -> str | None:
    return ",".join(request.headers.getlist("accept")) or None


routes: list[BaseRoute] = [
    Route("/graphql", answer, methods=["GET", "POST"], name="graphql"),
    WebSocketRoute("/graphql", serve, name="graphql-stream"),
    Route("/graphql/assets/{name}", graphiql.FILES.serve, methods=["GET"], name="graphiql-asset"),
]
