"""A small form, as OAuth's endpoints take it: `application/x-www-form-urlencoded`."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from devsper_registry.errors import DeviceRequestInvalid

MEDIA_TYPE = "application/x-www-form-urlencoded"
LARGEST = 8 * 1024
MOST_FIELDS = 20


async def read(request: Request) -> dict[str, str]:
    """Return the fields; those without a value count as left out (RFC 6749, 3.1).

    Raise `DeviceRequestInvalid` for what is no form, for a field that comes twice, and as soon as
    the body is too large.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != MEDIA_TYPE:
        raise DeviceRequestInvalid(problem=f"send a form as {MEDIA_TYPE}")
    try:
        pairs = parse_qsl(
            (await _body(request)).decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:  # a UnicodeDecodeError is one
        raise DeviceRequestInvalid(
            problem=f"the form is UTF-8 and has at most {MOST_FIELDS} fields"
        ) from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in fields:
            raise DeviceRequestInvalid(problem=f"it has {name} more than once")
        fields[name] = value
    return {name: value for name, value in fields.items() if value}


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise DeviceRequestInvalid(problem=f"it is longer than {LARGEST} bytes")
    return bytes(body)
