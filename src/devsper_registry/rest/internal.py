"""For the auth service alone: accounts made and changed, suspended, their sessions and keys ended.

docs/internal.md describes it. Whatever has come through a proxy, or where no INTERNAL_SECRET is
set, is answered as if nothing were here.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from secrets import compare_digest
from typing import Annotated, Any

import orjson
import structlog
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from devsper_registry.auth import claims
from devsper_registry.auth.claims import Person
from devsper_registry.auth.principal import AUTH_SERVICE, Principal
from devsper_registry.backend import Backend
from devsper_registry.errors import (
    InternalSecretWrong,
    MethodNotAllowed,
    PathNotFound,
    RequestNotUnderstood,
)
from devsper_registry.gate import direct
from devsper_registry.gate.arriving import address_of
from devsper_registry.gate.asking import count_failed
from devsper_registry.rest import json_body, problems
from devsper_registry.rest.deps import backend_of
from devsper_registry.services import emails, names, standing
from devsper_registry.services.standing import Standing, Subject

LARGEST_BODY = 16 * 1024
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

log = structlog.get_logger(__name__)


class Whose(BaseModel):
    """Whose account it is: the auth service's own words for the person."""

    model_config = ConfigDict(extra="forbid", strict=True)

    subject: Annotated[str, Field(min_length=1, max_length=claims.LONGEST_SUBJECT)]
    issuer: Annotated[str, Field(min_length=1, max_length=512)] | None = None


class Upsert(Whose):
    """What is left out stays as it is."""

    name: Annotated[str, Field(max_length=128)] | None = None
    display_name: Annotated[str, Field(max_length=claims.LONGEST_DISPLAY_NAME)] | None = None
    email: Annotated[str, Field(max_length=claims.LONGEST_EMAIL)] | None = None
    email_verified: bool = False
    administrator: bool | None = None


Verb = Callable[[Backend, Principal, Request], Awaitable[Standing]]
_WHOSE = TypeAdapter(Whose)
_UPSERT = TypeAdapter(Upsert)


async def answer(request: Request) -> Response:
    """Do what the path says, for whoever shows the secret."""
    backend = backend_of(request)
    try:
        _require_auth_service(request, backend)
    except InternalSecretWrong as error:
        await count_failed(request, error)
        raise
    verb = VERBS.get(request.path_params["verb"])
    if verb is None:
        raise PathNotFound(path=request.scope["path"])
    if request.method != "POST":
        refusal = MethodNotAllowed(method=request.method)
        return problems.response(request, refusal, headers={"Allow": "POST"})
    by = replace(AUTH_SERVICE, address=address_of(request))
    return _answer(await verb(backend, by, request))


def _require_auth_service(request: Request, backend: Backend) -> None:
    secret = backend.settings.internal_secret
    # The auth service comes directly: whatever a proxy has written tells of a hole in the proxy.
    forwarded = direct.written_by_a_proxy(request.headers.keys())
    if secret is not None and forwarded is not None:
        log.warning("an internal request came through a proxy", header=forwarded)
    if secret is None or forwarded is not None:
        raise PathNotFound(path=request.scope["path"])
    shown = request.headers.getlist("x-internal-secret")
    # Digests have one length: not even that of the secret can be measured.
    wanted = _digest(secret.get_secret_value().encode())
    # Latin-1 gives back a header's bytes as they came.
    if len(shown) != 1 or not compare_digest(_digest(shown[0].encode("latin-1")), wanted):
        raise InternalSecretWrong


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


async def _upsert(backend: Backend, by: Principal, request: Request) -> Standing:
    given = await json_body.read(request, _UPSERT, limit=LARGEST_BODY)
    subject = _subject(backend, given)
    changes: dict[str, Any] = {}
    if "display_name" in given.model_fields_set:
        changes["display_name"] = names.shown(given.display_name)
    if "email" in given.model_fields_set:
        email = None if given.email is None else emails.checked(given.email)
        changes["email"] = email if given.email_verified else None
    if given.administrator is not None:
        changes["is_administrator"] = given.administrator
    person = Person(
        issuer=subject.issuer,
        subject=subject.subject,
        names=tuple(name for name in (given.name, given.display_name) if name),
    )
    return await standing.upsert(backend, by=by, person=person, changes=changes)


async def _suspend(backend: Backend, by: Principal, request: Request) -> Standing:
    return await standing.suspend(backend, by=by, whose=await _whose(backend, request))


async def _unsuspend(backend: Backend, by: Principal, request: Request) -> Standing:
    return await standing.unsuspend(backend, by=by, whose=await _whose(backend, request))


async def _end_sessions(backend: Backend, by: Principal, request: Request) -> Standing:
    return await standing.end_sessions(backend, by=by, whose=await _whose(backend, request))


async def _revoke_keys(backend: Backend, by: Principal, request: Request) -> Standing:
    return await standing.revoke_keys(backend, by=by, whose=await _whose(backend, request))


async def _whose(backend: Backend, request: Request) -> Subject:
    return _subject(backend, await json_body.read(request, _WHOSE, limit=LARGEST_BODY))


def _subject(backend: Backend, given: Whose) -> Subject:
    issuer = given.issuer or backend.settings.jwt_issuer
    if issuer is None:
        raise RequestNotUnderstood(problem="issuer: it is needed where no JWT_ISSUER is set.")
    if not (claims.is_subject(given.subject) and issuer.isprintable()):
        raise RequestNotUnderstood(problem="subject: it holds what cannot be printed.")
    return Subject(issuer, given.subject)


def _answer(found: Standing) -> Response:
    account = found.account
    shown = {
        "account": {
            # The driver has a class of its own for them.
            "id": str(account.id),
            "name": account.name,
            "issuer": account.issuer,
            "subject": account.subject,
            "display_name": account.display_name,
            "email": account.email,
            "administrator": account.is_administrator,
            "created_at": account.created_at,
            "suspended_at": account.suspended_at,
            "sessions_ended_at": account.sessions_ended_at,
        },
        "created": found.created,
        "changed": found.changed,
        "revoked_keys": found.revoked_keys,
    }
    return Response(
        orjson.dumps(shown), media_type="application/json", headers={"Cache-Control": "no-store"}
    )


VERBS: dict[str, Verb] = {
    "accounts/upsert": _upsert,
    "accounts/suspend": _suspend,
    "accounts/unsuspend": _unsuspend,
    "accounts/end-sessions": _end_sessions,
    "accounts/revoke-keys": _revoke_keys,
}
routes: list[BaseRoute] = [Route("/internal/{verb:path}", answer, methods=METHODS)]
