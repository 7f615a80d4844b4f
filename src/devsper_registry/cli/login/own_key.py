"""What the registry says of a key, and its end there."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

import httpx2

from devsper_registry.cli.login.place import Place
from devsper_registry.errors import LoginUnreachable, NotARegistry

PATH = "api/v1/auth/key"


@dataclass(frozen=True, slots=True)
class Shown:
    """A key in force."""

    account: str
    name: str
    hint: str
    scopes: list[str]
    packages: list[str] | None
    administrator: bool
    expires_at: datetime | None


def show(place: Place, http: httpx2.Client, key: str) -> Shown | None:
    """Return what the key is; None where it opens nothing any more."""
    answer = _asked(place, http, "GET", key)
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        return None
    try:
        return _of(answer.raise_for_status().json())
    except (httpx2.HTTPStatusError, ValueError, KeyError, TypeError):
        raise NotARegistry(url=place.url, status=answer.status_code) from None


def revoke(place: Place, http: httpx2.Client, key: str) -> bool:
    """Revoke the key; tell whether it was in force until now."""
    answer = _asked(place, http, "DELETE", key)
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        return False
    if answer.status_code != HTTPStatus.NO_CONTENT:
        raise NotARegistry(url=place.url, status=answer.status_code)
    return True


def _asked(place: Place, http: httpx2.Client, method: str, key: str) -> httpx2.Response:
    try:
        return http.request(method, PATH, headers={"Authorization": f"Bearer {key}"})
    except httpx2.TransportError as error:
        raise LoginUnreachable(url=place.url, reason=str(error) or type(error).__name__) from None


def _of(body: dict[str, Any]) -> Shown:
    end = body["expires_at"]
    return Shown(
        account=body["account"],
        name=body["key"]["name"],
        hint=body["key"]["hint"],
        scopes=body["scopes"],
        packages=body["packages"],
        administrator=body["administrator"],
        expires_at=None if end is None else datetime.fromisoformat(end),
    )
