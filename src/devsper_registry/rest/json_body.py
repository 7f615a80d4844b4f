"""A JSON body, read no further than allowed and checked against a shape."""

from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request

from devsper_registry.errors import BodyTooLarge, RequestNotUnderstood

Shape = TypeVar("Shape")
MOST_PROBLEMS = 3


async def read(request: Request, shape: TypeAdapter[Shape], *, limit: int) -> Shape:
    """Return the body; raise `BodyTooLarge` or `RequestNotUnderstood`, which repeats no value."""
    body = await _bytes(request, limit=limit)
    try:
        return shape.validate_json(body)
    except ValidationError as error:
        raise RequestNotUnderstood(problem=f"{_problems(error)}.") from None


async def _bytes(request: Request, *, limit: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise BodyTooLarge(limit=limit)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise BodyTooLarge(limit=limit)
    return bytes(body)


def _problems(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(
        f"{'.'.join(map(str, problem['loc'])) or 'the body'}: {problem['msg']}"
        for problem in found[:MOST_PROBLEMS]
    )
