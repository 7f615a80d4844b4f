"""/api/v1/auth/key, the credential that is shown: GET tells what it is, DELETE revokes it."""

from http import HTTPStatus

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from devsper_registry.rest.deps import backend_of, principal_of
from devsper_registry.services import own_key

NO_STORE = {"Cache-Control": "no-store"}


async def show(request: Request) -> Response:
    """Answer with the account, and what the credential may do, where and until when."""
    by = await principal_of(request)
    key = await own_key.find(backend_of(request), by=by)
    body = {
        "account": by.account_name,
        "administrator": by.is_administrator,
        "scopes": sorted(by.scopes),
        "packages": None if by.packages is None else sorted(by.packages),
        "key": None if key is None else {"id": str(key.id), "name": key.name, "hint": key.hint},
        "expires_at": None if key is None else key.expires_at,
    }
    return Response(orjson.dumps(body), media_type="application/json", headers=NO_STORE)


async def revoke(request: Request) -> Response:
    """Revoke the key, whatever it may do, and answer without a body."""
    await own_key.revoke(backend_of(request), by=await principal_of(request))
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=NO_STORE)


routes: list[BaseRoute] = [
    Route("/api/v1/auth/key", show, methods=["GET"]),
    Route("/api/v1/auth/key", revoke, methods=["DELETE"]),
]
