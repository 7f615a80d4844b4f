"""The login of command lines (RFC 8628): POST /api/v1/auth/device/code and /token.

Forms come in, JSON goes out, as RFC 6749 has it: refusals too, with its `error` codes.
"""

import re
from http import HTTPStatus
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from devsper_registry.auth.device_code import GRANT_TYPE, LONGEST_CLIENT
from devsper_registry.auth.principal import Scope
from devsper_registry.errors import (
    DeviceCodeInvalid,
    DeviceDenied,
    DeviceExpired,
    DeviceGrantUnknown,
    DevicePending,
    DeviceRequestInvalid,
    DeviceScopeUnknown,
    DeviceTooEager,
    Kind,
    RegistryError,
)
from devsper_registry.gate.arriving import address_of
from devsper_registry.gate.asking import count_stranger
from devsper_registry.rates import DEVICE
from devsper_registry.rest import form, problems
from devsper_registry.rest.deps import backend_of, base_url_of
from devsper_registry.services import devices

PAGE = "/device"
# RFC 6749, 5.2 and RFC 8628, 3.5.
ERRORS: dict[type[RegistryError], str] = {
    DevicePending: "authorization_pending",
    DeviceTooEager: "slow_down",
    DeviceExpired: "expired_token",
    DeviceDenied: "access_denied",
    DeviceCodeInvalid: "invalid_grant",
    DeviceGrantUnknown: "unsupported_grant_type",
    DeviceScopeUnknown: "invalid_scope",
}
# What has no word there; RFC 6749 knows the latter two of its other endpoint.
ERRORS_BY_KIND = {
    Kind.TOO_MANY: "slow_down",
    Kind.UNAVAILABLE: "temporarily_unavailable",
    Kind.MISCONFIGURED: "server_error",
}
# RFC 6749, appendix A.1 and 5.2: what client_id and error_description may hold.
_CLIENT = re.compile(rf"[\x20-\x7e]{{1,{LONGEST_CLIENT}}}\Z")
_NOT_IN_DESCRIPTION = re.compile(r'[^\x20-\x7e]|["\\]')
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


async def code(request: Request) -> Response:
    """Answer with a device code and a user code, and where the person enters that one."""
    try:
        await count_stranger(request, DEVICE)
        fields = await form.read(request)
        started = await devices.start(
            backend_of(request),
            client=_client(fields),
            scopes=_scopes(fields.get("scope", Scope.READ)),
            address=address_of(request),
        )
    except RegistryError as error:
        return _refused(request, error)
    page = (backend_of(request).settings.frontend_url or base_url_of(request)) + PAGE
    query = urlencode({"user_code": started.codes.user_code})
    return _answer(
        {
            "device_code": started.codes.device_code,
            "user_code": started.codes.user_code,
            "verification_uri": page,
            "verification_uri_complete": f"{page}?{query}",
            "expires_in": started.expires_in,
            "interval": started.interval,
        }
    )


async def token(request: Request) -> Response:
    """Answer with the key of a device that was let in, else with the error that says what to do."""
    backend = backend_of(request)
    try:
        await count_stranger(request)
        fields = await form.read(request)
        if _required(fields, "grant_type") != GRANT_TYPE:
            raise DeviceGrantUnknown
        created = await devices.poll(
            backend,
            code=_required(fields, "device_code"),
            client=_client(fields),
            address=address_of(request),
        )
    except RegistryError as error:
        return _refused(request, error)
    expires_at = created.key.expires_at
    assert expires_at is not None
    return _answer(
        {
            "access_token": created.secret,
            "token_type": "Bearer",
            "expires_in": int((expires_at - backend.now()).total_seconds()),
            "scope": " ".join(created.key.scopes),
        }
    )


def _client(fields: dict[str, str]) -> str:
    client = _required(fields, "client_id")
    if not _CLIENT.match(client) or not client.strip():
        raise DeviceRequestInvalid(
            problem=f"client_id is 1 to {LONGEST_CLIENT} printable ASCII characters"
        )
    return client


def _required(fields: dict[str, str], name: str) -> str:
    if name not in fields:
        raise DeviceRequestInvalid(problem=f"it lacks {name}")
    return fields[name]


def _scopes(text: str) -> frozenset[Scope]:
    words = text.split()
    for word in words:
        if word not in set(Scope):
            raise DeviceScopeUnknown(scope=word)
    if not words:
        raise DeviceScopeUnknown(scope=text)
    return frozenset(map(Scope, words))


def _refused(request: Request, error: RegistryError) -> Response:
    name = ERRORS.get(type(error)) or ERRORS_BY_KIND.get(error.kind, "invalid_request")
    described = _NOT_IN_DESCRIPTION.sub("?", str(error).replace("\N{HORIZONTAL ELLIPSIS}", "..."))
    status: HTTPStatus = problems.STATUS[error.kind]
    headers: dict[str, str] = {}
    # Pending is no refusal: nothing is wrong, and it comes every five seconds.
    if not isinstance(error, DevicePending):
        status, headers = problems.counted(request, error)
    return problems.Refusal(
        str(error),
        content=orjson.dumps({"error": name, "error_description": described}),
        status_code=status,
        media_type="application/json",
        headers={**headers, **NO_STORE},
    )


def _answer(body: dict[str, object]) -> Response:
    return Response(orjson.dumps(body), media_type="application/json", headers=NO_STORE)


routes: list[BaseRoute] = [
    Route("/api/v1/auth/device/code", code, methods=["POST"]),
    Route("/api/v1/auth/device/token", token, methods=["POST"]),
]
