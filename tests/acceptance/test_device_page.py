"""The page /device in a real browser: who asks is shown, and let in or turned away."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.clients import browser
from tests.server import Server

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
CLIENT = "devsper-registry on <b>laptop</b>"
STATE = "document.getElementById('state').textContent"
ASKED = "!document.getElementById('asked').hidden"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[browser.Page]:
    with browser.page(tmp_path / "home") as page:
        yield page


def started(server: Server) -> dict[str, str]:
    data = {"client_id": CLIENT, "scope": "read publish"}
    answer = httpx.post(f"{server.url}/api/v1/auth/device/code", data=data, trust_env=False)
    body: dict[str, str] = answer.raise_for_status().json()
    return body


def outcome(server: Server, device: dict[str, str]) -> str:
    data = {
        "grant_type": GRANT,
        "device_code": device["device_code"],
        "client_id": CLIENT,
    }
    answer = httpx.post(f"{server.url}/api/v1/auth/device/token", data=data, trust_env=False)
    body = answer.json()
    return str(body.get("error") or body["token_type"])


def open_with_key(page: browser.Page, device: dict[str, str], key: str) -> None:
    page.open(device["verification_uri_complete"])
    page.wait_for("document.getElementById('code')?.value === " + repr(device["user_code"]))
    page.evaluate("document.getElementById('key').focus()")
    page.type(key)
    page.evaluate("document.getElementById('look').requestSubmit()")


@pytest.mark.parametrize(
    ("button", "said", "came"),
    [("approve", "It is let in.", "Bearer"), ("deny", "It is turned away.", "access_denied")],
)
def test_a_person_decides_on_the_page(
    server: Server, page: browser.Page, button: str, said: str, came: str
) -> None:
    page.size(390, 844, mobile=True)
    device = started(server)
    open_with_key(page, device, server.key)
    page.wait_for(ASKED)
    shown = "document.getElementById('asked').innerText"
    assert page.evaluate(f"{shown}.includes({CLIENT!r})")
    for text in (device["user_code"], "127.0.0.1", "read packages, publish and change packages"):
        assert page.evaluate(f"{shown}.includes({text!r})")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert outcome(server, device) == "authorization_pending"
    page.evaluate(f"document.getElementById('{button}').click()")
    page.wait_for(f"{STATE}.startsWith({said!r})")
    assert outcome(server, device) == came
    assert page.evaluate("Object.values(sessionStorage)") == [server.key]
    assert {urlsplit(url).netloc for url in page.requested} == {urlsplit(server.url).netloc}
    assert page.complaints == []


def test_the_page_says_why_nothing_can_be_done(server: Server, page: browser.Page) -> None:
    device = started(server)
    open_with_key(page, device, server.create_key("reader", "--scope", "read"))
    page.wait_for(f"{STATE}.startsWith('This API key may do less than its account')")
    assert page.evaluate("document.getElementById('asked').hidden")
    assert outcome(server, device) == "authorization_pending"
