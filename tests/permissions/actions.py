"""How each action of the matrix is tried: a mutation's input, or a route's request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from devsper_registry.graphql import ids
from tests.build import wheel
from tests.doors.test_legacy import BOUNDARY, multipart, parts_of
from tests.permissions.world import SHA256, Target

Given = dict[str, Any]
SOON = (datetime.now(UTC) + timedelta(days=30)).isoformat()
SIMPLE = "application/vnd.pypi.simple.v1+json"


@dataclass(frozen=True)
class Request:
    """What is sent."""

    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: Given = field(default_factory=dict)


def _package(**more: Any) -> Callable[[Target], Given]:
    return lambda target: {"package": target.package, **more}


def _file(target: Target) -> Given:
    return {"package": target.package, "filename": target.filename}


def _key(target: Target) -> Given:
    return {"id": ids.encode("ApiKey", target.victim)}


def _invitation(target: Target) -> Given:
    return {"id": ids.encode("OrganizationInvitation", target.invitation)}


def _organization(**more: Any) -> Callable[[Target], Given]:
    return lambda target: {"organization": target.organization, **more}


def _job(target: Target) -> Given:
    return {"id": ids.encode("Job", target.job)}


def _device(target: Target) -> Given:
    return {"userCode": target.user_code}


# The input of each mutation.
MUTATIONS: dict[str, Callable[[Target], Given]] = {
    "acceptInvitation": _invitation,
    "addCollaborator": _package(account="eve", role="READER"),
    "approveDevice": _device,
    "archivePackage": _package(),
    "cancelInvitation": lambda target: _organization()(target) | _invitation(target),
    "changeCollaborator": _package(account="rex", role="MAINTAINER"),
    "createApiKey": lambda _: {"name": "more", "scopes": ["PUBLISH"]},
    "changeMember": _organization(account="max", position="ADMIN"),
    "createOrganization": lambda target: {"name": f"new-{target.organization}"},
    "declineInvitation": _invitation,
    "deleteFile": lambda target: _file(target) | {"confirmation": target.filename},
    "deleteOrganization": lambda target: {"name": target.organization},
    "deletePackage": lambda target: {"package": target.package, "confirmation": target.package},
    "deleteRelease": _package(version="1.0", confirmation="1.0"),
    "denyDevice": _device,
    "deprecatePackage": _package(),
    "discardJob": _job,
    "endExemption": lambda target: {"id": ids.encode("Exemption", target.exemption)},
    "exemptPackage": _package(expiresAt=SOON, reason="known"),
    "inviteMember": _organization(account="rex"),
    "leaveOrganization": lambda target: {"name": target.organization},
    "quarantineFile": lambda target: _file(target) | {"reason": "steals keys"},
    "quarantinePackage": _package(reason="steals keys"),
    "reactivatePackage": _package(),
    "rejectFile": lambda target: _file(target) | {"reason": "steals keys"},
    "releaseFile": lambda target: _file(target) | {"reason": "looked at"},
    "removeCollaborator": _package(account="mia"),
    "removeMember": _organization(account="max"),
    "rerunVerification": _file,
    "requeueJob": _job,
    "revokeApiKey": _key,
    "rotateApiKey": _key,
    "setPackageVisibility": _package(visibility="PRIVATE"),
    "transferPackage": _package(account="mia"),
    "trustPackage": _package(reason="ours"),
    "untrustPackage": _package(),
    "unyankFile": _file,
    "unyankRelease": _package(version="1.0"),
    "updateOrganization": lambda target: {"name": target.organization, "displayName": "Acme"},
    "updateProfile": lambda _: {"displayName": "Somebody"},
    "yankFile": _file,
    "yankRelease": _package(version="1.0"),
}


def mutation(name: str, target: Target) -> Request:
    """Return the request of a mutation."""
    kind = f"{name[0].upper()}{name[1:]}Input!"
    query = (
        f"mutation($input: {kind}) {{ {name}(input: $input) {{ "
        "__typename ... on Problem { code } } }"
    )
    body = {"query": query, "variables": {"input": MUTATIONS[name](target)}}
    return Request("/graphql", "POST", body={"json": body})


def _upload(path: str) -> Callable[[Target], Request]:
    def request(target: Target) -> Request:
        file = wheel(target.package, "2.0")
        kind = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
        content = multipart(parts_of(file))
        where = path.format(package=target.package)
        return Request(where, "POST", headers=kind, body={"content": content})

    return request


def _get(path: str, **headers: str) -> Callable[[Target], Request]:
    return lambda target: Request(
        path.format(package=target.package, filename=target.filename), headers=headers
    )


def _ask(query: str) -> Callable[[Target], Request]:
    return lambda target: Request(
        "/graphql", "POST", body={"json": {"query": query % target.package}}
    )


def _known_of(package: str) -> dict[str, object]:
    return {"package": {"name": package, "ecosystem": "PyPI"}, "version": "1.0"}


# The request of each route, by its methods and path.
ROUTES: dict[str, Callable[[Target], Request]] = {
    "GET /simple": _get("/simple"),
    "GET /simple/": _get("/simple/", accept=SIMPLE),
    "GET /simple/{package}": _get("/simple/{package}", accept=SIMPLE),
    "GET /simple/{package}/": _get("/simple/{package}/", accept=SIMPLE),
    "GET /legacy/+simple/{package}/": _get("/legacy/+simple/{package}/"),
    "GET /packages/{package}/{sha256}/{filename}": _get(
        f"/packages/{{package}}/{SHA256}/{{filename}}"
    ),
    "GET /integrity/{package}/{version}/{filename}/provenance": _get(
        "/integrity/{package}/1.0/{filename}/provenance"
    ),
    "ANY /legacy": _upload("/legacy"),
    "ANY /legacy/": _upload("/legacy/"),
    "ANY /api/v1/packages/upload": _upload("/api/v1/packages/upload"),
    "ANY /api/v1/packages/{package}/upload": _upload("/api/v1/packages/{package}/upload"),
    "GET /legacy/{package}": _get("/legacy/{package}"),
    "GET /legacy/{package}/": _get("/legacy/{package}/"),
    "GET /legacy/{package}/{version}": _get("/legacy/{package}/1.0"),
    "GET /legacy/{package}/{version}/": _get("/legacy/{package}/1.0/"),
    "GET /api/v1/search": _get("/api/v1/search?q=demo"),
    "POST /v1/query": lambda target: Request(
        "/v1/query", "POST", body={"json": _known_of(target.package)}
    ),
    "POST /v1/querybatch": lambda target: Request(
        "/v1/querybatch", "POST", body={"json": {"queries": [_known_of(target.package)]}}
    ),
    "GET /v1/vulns/{id}": _get("/v1/vulns/GHSA-1"),
    "POST /api/v1/auth/device/code": lambda _: Request(
        "/api/v1/auth/device/code",
        "POST",
        body={"data": {"client_id": "laptop", "scope": "read"}},
    ),
    "POST /api/v1/auth/device/token": lambda _: Request(
        "/api/v1/auth/device/token",
        "POST",
        body={
            "data": {
                "client_id": "laptop",
                "device_code": "x",
                "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
            }
        },
    ),
    "GET /device": _get("/device"),
    "GET /device/assets/{name}": _get("/device/assets/page.js"),
    "GET /api/v1/auth/key": _get("/api/v1/auth/key"),
    "DELETE /api/v1/auth/key": lambda _: Request("/api/v1/auth/key", "DELETE"),
    # Nobody's credential opens it; who knows the secret is tried in tests/doors/test_internal.py.
    "ANY /internal/{verb:path}": lambda _: Request(
        "/internal/accounts/suspend", "POST", body={"json": {"issuer": "x", "subject": "ann"}}
    ),
    # Whoever finds a key may end it, without a credential.
    "POST /_/secrets/disclose": lambda target: Request(
        "/_/secrets/disclose", "POST", body={"json": [{"token": target.secret}]}
    ),
    "GET /health": _get("/health"),
    "GET /ready": _get("/ready"),
    "GET /metrics": _get("/metrics"),
    "POST /graphql": _ask('{ package(name: "%s") { name } }'),
    "GET /graphql": _get("/graphql?query={{version}}"),
    "GET /graphql/assets/{name}": _get("/graphql/assets/page.js"),
}


# What is asked over a WebSocket: of the route itself, and by each subscription.
OPERATIONS: dict[str, Callable[[Target], str]] = {
    "WS /graphql": lambda target: f'{{ package(name: "{target.package}") {{ name }} }}',
    "packageEvents": lambda target: (
        f'subscription {{ packageEvents(name: "{target.package}", afterSerial: 0) {{ action }} }}'
    ),
    "verificationEvents": lambda target: (
        f'subscription {{ verificationEvents(filename: "{target.filename}") {{ filename }} }}'
    ),
}


def request(action: str, target: Target) -> Request:
    """Return what to send for an action of the matrix."""
    return ROUTES[action](target) if action in ROUTES else mutation(action, target)
