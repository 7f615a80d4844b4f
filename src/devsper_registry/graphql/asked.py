"""A GraphQL request, read from what came over HTTP; nothing in it has been looked up yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message

import orjson
from starlette.requests import Request

from devsper_registry.errors import MediaTypeUnknown, RequestInvalid, RequestTooLarge
from devsper_registry.graphql.guards.characters import NUL, refuse_nul

JSON = "application/json"
_NUL_ESCAPED = b"\\u0000"


@dataclass(frozen=True, slots=True)
class Asked:
    """A document's text or id, the operation in it, and the variables. Never printed whole."""

    text: str | None = field(default=None, repr=False)
    document_id: str | None = None
    operation_name: str | None = None
    variables: Mapping[str, object] = field(default_factory=dict, repr=False)


async def read(request: Request, *, limit: int) -> Asked:
    """Return what a POST or GET asks; raise a `RegistryError` for what is no GraphQL request."""
    if request.method == "POST":
        _require_json(request.headers.get("content-type"))
        return of_json(await _body(request, limit=limit))
    return _of_query(request, limit=limit)


def of_json(body: bytes) -> Asked:
    """Return what a JSON text asks; raise `RequestInvalid`."""
    members = _json(body, what="the body")
    if isinstance(members, list):
        raise RequestInvalid(problem="it is a list, and operations are sent one by one")
    return of_members(members, may_hold_nul=_NUL_ESCAPED in body)


def of_members(members: object, *, may_hold_nul: bool = True) -> Asked:
    """Return what the parsed members ask; raise `RequestInvalid`."""
    if not isinstance(members, dict):
        raise RequestInvalid(problem="the body is not a JSON object")
    _object(members, "extensions")  # nothing in them is known here, and the shape is still the law
    variables = _object(members, "variables")
    if may_hold_nul:
        refuse_nul(members, within="the body")
    return Asked(
        text=_text(members, "query"),
        document_id=_text(members, "documentId"),
        operation_name=_text(members, "operationName"),
        variables=variables,
    )


def _of_query(request: Request, *, limit: int) -> Asked:
    if len(request.scope["query_string"]) > limit:
        raise RequestTooLarge(limit=limit)
    members: dict[str, object] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if text := members.pop(name, None):
            members[name] = _json(str(text).encode(errors="replace"), what=f"'{name}'")
    # An empty parameter is as good as none: forms send it so.
    members = {name: value for name, value in members.items() if value != ""}
    return of_members(members)


def _require_json(content_type: str | None) -> None:
    message = Message()
    message["content-type"] = content_type or "none"
    media_type = message.get_content_type()
    charset = str(message.get_param("charset") or "utf-8").lower()
    if media_type != JSON or charset not in {"utf-8", "utf8"}:
        raise MediaTypeUnknown(media_type=content_type or "nothing")


async def _body(request: Request, *, limit: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise RequestTooLarge(limit=limit)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise RequestTooLarge(limit=limit)
    return bytes(body)


def _json(text: bytes, *, what: str) -> object:
    # orjson refuses what no text column could hold: invalid UTF-8 and lone surrogates.
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        reason = error.msg.replace(NUL, "?")
        raise RequestInvalid(problem=f"{what} is not JSON ({reason})") from None


def _text(members: dict[str, object], name: str) -> str | None:
    value = members.get(name)
    if value is None or isinstance(value, str):
        return value
    raise RequestInvalid(problem=f"'{name}' is not a string")


def _object(members: dict[str, object], name: str) -> dict[str, object]:
    value = members.get(name)
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    raise RequestInvalid(problem=f"'{name}' is not an object")
