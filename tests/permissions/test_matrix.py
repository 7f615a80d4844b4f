"""Every cell of `matrix.txt` is tried at the door, and every action has its row."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from packaging.utils import NormalizedName
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from devsper_registry.app import ROUTES, create_app
from devsper_registry.backend import Backend
from devsper_registry.errors import CATALOGUE
from devsper_registry.graphql.schema import schema
from tests import auth_service
from tests.doors.graphql.wire import wired
from tests.doors.reading import opened
from tests.permissions import actions, world
from tests.permissions.table import TABLE, Row
from tests.services import state

pytestmark = pytest.mark.anyio
URL = "http://registry.example.com"
OK = "ok"
MISSING = "null"
# What RFC 6749 calls a code that nobody gave out.
INVALID_GRANT = "invalid_grant"


@pytest.fixture
async def backend(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[Backend]:
    row: Row = request.getfixturevalue("row")
    async with opened(
        database_url,
        tmp_path,
        anonymous_read=row.on != "closed",
        jwt_secret=world.SECRET,
        jwt_issuer=auth_service.ISSUER,
        jwt_audience=auth_service.AUDIENCE,
    ) as backend:
        yield backend


@pytest.mark.parametrize("row", TABLE.rows, ids=lambda row: row.name)
async def test_each_principal_gets_what_the_matrix_says(backend: Backend, row: Row) -> None:
    expected = {who: TABLE.words[outcome] for who, outcome in row.outcomes.items()}
    there = await world.made(backend, TABLE.principals, on=row.on)
    app = create_app(backend)
    found = {}
    before = await state.digest(backend)
    for number, who in enumerate(TABLE.principals):
        found[who] = await outcome(app, row.action, who, there, address=f"192.0.2.{number}")
        after = await state.digest(backend)
        if found[who] != OK:
            assert after == before, f"{who} changed something"
        before = after
    assert found == expected


async def outcome(app: ASGIApp, action: str, who: str, there: world.World, *, address: str) -> str:
    """Return "ok", or the code of the refusal."""
    shown = there.credentials.get(who)
    if action in actions.OPERATIONS:
        return await _over_a_websocket(app, actions.OPERATIONS[action](there.targets[who]), shown)
    asked = actions.request(action, there.targets[who])
    headers = {"accept": "application/json", **asked.headers}
    if shown is not None:
        headers["authorization"] = f"Bearer {shown}"
    transport = httpx.ASGITransport(app=app, client=(address, 50000))
    async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
        answer = await client.request(asked.method, asked.path, headers=headers, **asked.body)
    assert answer.status_code < 500, answer.text
    if asked.path.startswith("/graphql") and "json" in answer.headers["content-type"]:
        return _of_graphql(answer.json())
    if answer.status_code < 400:
        return OK
    body = answer.json()
    # uv wants a sentence in `code`, and RFC 6749 an `error`.
    return str(body["error"] if "error" in body else body["code"])


async def _over_a_websocket(app: ASGIApp, query: str, shown: str | None) -> str:
    async with wired(app) as wire:
        payload = {} if shown is None else {"authorization": f"Bearer {shown}"}
        wire.say({"type": "connection_init", "payload": payload})
        assert await wire.hear() == "websocket.accept"
        said = await wire.hear()
        if said != {"type": "connection_ack"}:
            # A close frame has no room for a code, and for the first 100 characters alone.
            _, reason = said
            (code,) = (code for code, error in CATALOGUE.items() if error.sentence[:100] == reason)
            return code
        wire.say({"id": "1", "type": "subscribe", "payload": {"query": query}})
        answered = (await wire.hear())["payload"]
        return _of_graphql({"errors": answered} if isinstance(answered, list) else answered)


def _of_graphql(body: Any) -> str:
    if "errors" in body:
        return str(body["errors"][0]["extensions"]["code"])
    (answered,) = body["data"].values()
    if answered is None:
        return MISSING
    return str(answered.get("code", OK)) if isinstance(answered, dict) else OK


def test_every_action_has_a_row_and_every_row_an_action() -> None:
    """A new mutation, subscription or route fails until somebody has decided who may use it."""
    changes, streams = schema._schema.mutation_type, schema._schema.subscription_type
    assert changes is not None
    assert streams is not None
    routes = {name for route in ROUTES for name in _names(route)}
    exist = {*changes.fields, *streams.fields, *routes}
    assert {row.action for row in TABLE.rows} == exist
    assert {*actions.MUTATIONS, *actions.OPERATIONS, *actions.ROUTES} == exist


def test_every_action_on_a_package_has_a_row_for_private_ones() -> None:
    """Whoever may not see a package is told the same as where there is none."""
    any_ = world.Target(NormalizedName("demo"), victim=UUID(int=1))
    acts = {name for name, given in actions.MUTATIONS.items() if "package" in given(any_)}
    for on in ("public", "private", "organization"):
        assert {row.action for row in TABLE.rows if row.on == on} >= acts


def test_the_words_of_the_matrix_are_codes_that_exist() -> None:
    elsewhere = {OK, MISSING, INVALID_GRANT}
    assert set(TABLE.words.values()) - elsewhere <= set(CATALOGUE)
    assert set(TABLE.principals) == {"anonymous", *world.SESSIONS, *world.KEYS}


def _names(route: BaseRoute) -> Iterator[str]:
    if isinstance(route, WebSocketRoute):
        yield f"WS {route.path}"
        return
    assert isinstance(route, Route)
    methods = sorted((route.methods or {"GET"}) - {"HEAD"})
    if route.path == "/graphql":
        yield from (f"{method} {route.path}" for method in methods)
    else:
        yield f"{methods[0] if len(methods) == 1 else 'ANY'} {route.path}"
