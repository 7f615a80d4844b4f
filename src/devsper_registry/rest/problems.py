"""A refusal as HTTP: its kind becomes the status, its sentence the reason phrase and the body."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import orjson
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from devsper_registry import metrics
from devsper_registry.errors import Kind, RegistryError
from devsper_registry.gate.asking import note_standing

STATUS = {
    Kind.INVALID: HTTPStatus.BAD_REQUEST,
    Kind.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Kind.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    Kind.NOT_ACCEPTABLE: HTTPStatus.NOT_ACCEPTABLE,
    Kind.CONFLICT: HTTPStatus.CONFLICT,
    Kind.GONE: HTTPStatus.GONE,
    Kind.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Kind.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Kind.MISCONFIGURED: HTTPStatus.INTERNAL_SERVER_ERROR,
}
HEADERS = {
    # The challenge makes pip ask its keyring, and a browser or devpi ask its user.
    Kind.UNAUTHENTICATED: {"WWW-Authenticate": 'Basic realm="devsper-registry"'},
    # Whole seconds: poetry fails on a date.
    Kind.TOO_MANY: {"Retry-After": "1"},
    Kind.UNAVAILABLE: {"Retry-After": "1"},
}
REASON_EXTENSION = "devsper.reason"
LONGEST_REASON = 400
LONGEST_LOGGED_PATH = 200
_NOT_PRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_OSV_PATH = re.compile(r"/v1/")
# OSV's API is gRPC's: its errors have a code of those (google.rpc.Code); 2 is "unknown".
_RPC = {400: 3, 401: 16, 403: 7, 404: 5, 405: 12, 413: 3, 429: 8, 500: 13, 503: 14}
_UPLOAD_PATH = re.compile(r"/legacy(/|\Z)|/api/v1/packages/([^/]+/)?upload\Z")


class Refusal(Response):
    """A response that brings its own reason phrase, where the server can send one."""

    def __init__(self, reason: str, **response: Any) -> None:
        super().__init__(**response)
        self.reason = reason_phrase(reason)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell the server the phrase, then answer."""
        extension = scope.get("extensions", {}).get(REASON_EXTENSION)
        if extension is not None:
            extension["phrase"] = self.reason
        await super().__call__(scope, receive, send)


def response(
    request: HTTPConnection, error: RegistryError, *, headers: Mapping[str, str] | None = None
) -> Refusal:
    """Return the answer to a refused request; count and log the refusal."""
    status, said = counted(request, error)
    return render(
        request,
        status=status,
        code=error.code,
        sentence=str(error),
        headers=said | dict(headers or {}),
    )


def counted(request: HTTPConnection, error: RegistryError) -> tuple[HTTPStatus, dict[str, str]]:
    """Count and log a refusal; return the status and the headers that its answer has."""
    status = STATUS[error.kind]
    note_standing(request, error)
    request.state.refusal = error.code  # for the log
    metrics.refused(
        error.code,
        status=status.value,
        method=request.scope.get("method"),
        # Quoted, so that nobody writes lines of his own into the log; and without the query.
        path=quote(request.scope["path"])[:LONGEST_LOGGED_PATH],
        account_id=getattr(getattr(request.state, "principal", None), "account_id", None),
    )
    return status, HEADERS.get(error.kind, {}) | _retry_after(error)


def _retry_after(error: RegistryError) -> dict[str, str]:
    seconds = error.facts.get("retry_after")
    return {"Retry-After": str(seconds)} if isinstance(seconds, int) else {}


def render(
    request: HTTPConnection,
    *,
    status: HTTPStatus,
    code: str,
    sentence: str,
    headers: Mapping[str, str],
) -> Refusal:
    """Return the sentence in the shape that the asking client reads."""
    wants_json = "json" in request.headers.get("accept", "").lower()
    if _OSV_PATH.match(request.scope["path"]):
        # Clients of OSV read no other shape, whatever they say that they accept.
        content = orjson.dumps({"code": _RPC.get(status, 2), "message": sentence, "error": code})
        media_type = "application/json"
    elif not wants_json:
        content, media_type = sentence.encode(), "text/plain"
    elif _UPLOAD_PATH.match(request.scope["path"]):
        # uv shows `code`, and only for exactly this type, without a charset.
        shown = {
            "message": sentence,
            "code": f"{status} {sentence}",
            "title": status.phrase,
            "error": code,
        }
        content, media_type = orjson.dumps(shown), "application/json"
    else:
        problem = {
            "type": "about:blank",
            "title": status.phrase,
            "status": status,
            "detail": sentence,
            "code": code,
        }
        content, media_type = orjson.dumps(problem), "application/problem+json"
    return Refusal(
        sentence,
        content=content,
        status_code=status,
        media_type=media_type,
        headers={"Cache-Control": "no-store", "Vary": "Accept", **headers},
    )


def reason_phrase(sentence: str) -> str:
    """Return the sentence as one line of at most 400 latin-1 characters."""
    line = _NOT_PRINTABLE.sub(" ", sentence.replace("…", "...")).strip()
    if len(line) > LONGEST_REASON:
        line = line[: LONGEST_REASON - 3] + "..."
    return line.encode("latin-1", "replace").decode("latin-1")
