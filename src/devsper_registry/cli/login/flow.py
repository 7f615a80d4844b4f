"""The device's side of RFC 8628: ask for a code, then ask for the key until there is one."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx2

from devsper_registry import __version__
from devsper_registry.auth import api_key
from devsper_registry.auth.device_code import GRANT_TYPE
from devsper_registry.cli.login.place import Place
from devsper_registry.errors import (
    LoginDenied,
    LoginExpired,
    LoginRefused,
    LoginUnreachable,
    NotARegistry,
)

TIMEOUT = httpx2.Timeout(30, connect=10)
# RFC 8628, 3.2 and 3.5.
DEFAULT_INTERVAL = 5
SLOWER_BY = 5
LONGEST_PAUSE = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What the registry said to the first request."""

    client: str
    device_code: str
    user_code: str
    page: str
    page_with_code: str
    expires_in: int
    interval: int


def connected(place: Place) -> httpx2.Client:
    """Return a client of the registry."""
    return httpx2.Client(
        base_url=f"{place.url}/",
        headers={"User-Agent": f"devsper-registry/{__version__}", "Accept": "application/json"},
        timeout=TIMEOUT,
    )


def ask(place: Place, http: httpx2.Client, *, client: str, scope: str) -> Asked:
    """Ask for a code; raise where the registry gives none."""
    try:
        answer = http.post("api/v1/auth/device/code", data={"client_id": client, "scope": scope})
    except httpx2.TransportError as error:
        raise LoginUnreachable(url=place.url, reason=_why(error)) from None
    body = _json(answer)
    if answer.status_code != HTTPStatus.OK:
        if "error" not in body and "code" not in body:
            raise NotARegistry(url=place.url, status=answer.status_code)
        raise LoginRefused(reason=_sentence(body))
    page = _page(place, body.get("verification_uri"))
    return Asked(
        client=client,
        device_code=_text(place, body.get("device_code")),
        user_code=_text(place, body.get("user_code")),
        page=page,
        page_with_code=_page(place, body.get("verification_uri_complete", page)),
        expires_in=_seconds(body.get("expires_in"), otherwise=600),
        interval=_seconds(body.get("interval"), otherwise=DEFAULT_INTERVAL),
    )


def wait(place: Place, http: httpx2.Client, asked: Asked, *, tell: Callable[[str], None]) -> str:
    """Return the key once a person has let this device in; raise where that does not happen.

    What `tell` hears is for whoever waits. A registry that does not answer is asked less often.
    """
    until, pause, trouble = time.monotonic() + asked.expires_in, asked.interval, 0
    while time.monotonic() + pause < until:
        time.sleep(min(pause + trouble, LONGEST_PAUSE))
        try:
            answer = http.post(
                "api/v1/auth/device/token",
                data={
                    "grant_type": GRANT_TYPE,
                    "device_code": asked.device_code,
                    "client_id": asked.client,
                },
            )
        except httpx2.TransportError as error:
            trouble = max(pause, 2 * trouble)
            tell(f"The registry does not answer ({_why(error)}); trying again")
            continue
        body = _json(answer)
        if answer.status_code == HTTPStatus.OK:
            key = body.get("access_token")
            if not isinstance(key, str) or not api_key.is_well_formed(key):
                raise NotARegistry(url=place.url, status=answer.status_code)
            return key
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or (
            answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
        ):
            trouble = max(pause, 2 * trouble, _seconds(answer.headers.get("Retry-After"), 0))
            tell(f"The registry is busy ({answer.status_code}); trying again")
            continue
        trouble = 0
        match body.get("error"):
            case "authorization_pending":
                tell("Waiting for you to let this machine in")
            case "slow_down":
                pause += SLOWER_BY
            case "access_denied":
                raise LoginDenied
            case "expired_token":
                raise LoginExpired
            case _:
                raise LoginRefused(reason=_sentence(body))
    raise LoginExpired


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__


def _json(answer: httpx2.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _sentence(body: dict[str, Any]) -> str:
    said = body.get("error_description") or body.get("detail") or body.get("error")
    return str(said or "nothing")


def _text(place: Place, value: object) -> str:
    if not isinstance(value, str) or not value.isprintable() or not value:
        raise NotARegistry(url=place.url, status=HTTPStatus.OK)
    return value


def _page(place: Place, value: object) -> str:
    """Return an address that may be shown on a terminal and handed to a browser."""
    url = _text(place, value)
    if urlsplit(url).scheme not in {"http", "https"} or " " in url:
        raise NotARegistry(url=place.url, status=HTTPStatus.OK)
    return url


def _seconds(value: object, otherwise: int) -> int:
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    return value if isinstance(value, int) and value > 0 else otherwise
