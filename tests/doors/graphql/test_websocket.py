import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest
import structlog
from sqlalchemy import update
from starlette.applications import Starlette

from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.db.tables import ApiKey
from devsper_registry.graphql import websocket
from devsper_registry.graphql.connections import Connections
from tests.doors import seeds
from tests.doors.graphql.conftest import serving
from tests.doors.graphql.sample import SECRET, Subscription
from tests.doors.graphql.wire import Wire, acknowledged, wired

pytestmark = pytest.mark.anyio

COST = {"cost": {"requested": 1, "budget": 25000}}


def subscribe(wire: Wire, query: str, *, name: str = "1", **more: Any) -> None:
    wire.say({"id": name, "type": "subscribe", "payload": {"query": query, **more}})


async def test_a_subscription_sends_its_answers_and_that_it_is_complete(app: Starlette) -> None:
    async with acknowledged(app) as wire:
        subscribe(wire, "subscription($to: Int!){count(to: $to)}", variables={"to": 2})
        for number in (0, 1):
            payload = {"data": {"count": number}, "extensions": COST}
            assert await wire.hear() == {"id": "1", "type": "next", "payload": payload}
        assert await wire.hear() == {"id": "1", "type": "complete"}
        # The id is free again.
        subscribe(wire, "{hello}")
        assert (await wire.hear())["payload"]["data"] == {"hello": "hello you"}


async def test_a_completed_subscription_is_stopped_at_its_source(app: Starlette) -> None:
    before = Subscription.closed
    async with acknowledged(app) as wire:
        subscribe(wire, "subscription{count(to: 1000000, wait: 0.001)}")
        await wire.hear()
        wire.say({"id": "1", "type": "complete"})
        for _ in range(200):
            if Subscription.closed == before + 1:
                return
            await asyncio.sleep(0.01)
    pytest.fail("the subscription was never closed")


async def test_a_client_that_goes_stops_its_subscriptions(app: Starlette) -> None:
    before = Subscription.closed
    async with acknowledged(app) as wire:
        subscribe(wire, "subscription{count(to: 1000000, wait: 0.001)}")
        await wire.hear()
    assert Subscription.closed == before + 1


async def test_refusals_are_errors_of_the_operation_and_the_connection_stays(
    app: Starlette,
) -> None:
    async with acknowledged(app) as wire:
        for query, code in (
            ("{nothing}", "graphql.validation"),
            ("{", "graphql.syntax"),
            ("{packages(first: 1000){totalCount}}", "graphql.page-size"),
            ("", "graphql.request"),
        ):
            subscribe(wire, query)
            answer = await wire.hear()
            assert (answer["id"], answer["type"]) == ("1", "error")
            assert answer["payload"][0]["extensions"]["code"] == code
        wire.say({"id": "1", "type": "subscribe", "payload": "{hello}"})
        assert (await wire.hear())["payload"][0]["extensions"]["code"] == "graphql.request"
        wire.say({"type": "ping"})
        assert await wire.hear() == {"type": "pong"}


async def test_an_unexpected_error_is_masked_on_a_websocket_too(app: Starlette) -> None:
    async with acknowledged(app) as wire:
        with structlog.testing.capture_logs() as logged:
            subscribe(wire, "{broken}")
            answer = await wire.hear()
    assert answer["payload"]["errors"][0]["extensions"]["code"] == "unexpected"
    assert SECRET not in str(answer)
    assert len(logged) == 1


@pytest.mark.parametrize(
    ("text", "closing"),
    [
        ("{", (4400, "A message is JSON")),
        ("[]", (4400, "A message is a JSON object")),
        ('{"type":"what"}', (4400, "Unexpected message of type what")),
        ("{}", (4400, "Unexpected message of type None")),
        ('{"type":"subscribe","id":1}', (4400, "The id of an operation is a string")),
        ('{"type":"connection_init"}', (4429, "Too many initialisation requests")),
        ('"' + "x" * 70_000 + '"', (1009, "The message is too large")),
    ],
)
async def test_a_message_outside_the_protocol_ends_the_connection(
    app: Starlette, text: str, closing: tuple[int, str]
) -> None:
    async with acknowledged(app) as wire:
        wire.say_text(text)
        assert await wire.hear() == closing


async def test_an_id_in_use_ends_the_connection(app: Starlette) -> None:
    async with acknowledged(app) as wire:
        for _ in range(2):
            subscribe(wire, "subscription{count(to: 1, wait: 5)}")
        assert await wire.hear() == (4409, "Subscriber for 1 already exists")


async def test_nothing_is_run_before_the_initialisation(app: Starlette) -> None:
    async with wired(app) as wire:
        subscribe(wire, "{hello}")
        assert await wire.hear() == "websocket.accept"
        assert await wire.hear() == (4401, "Unauthorized")


async def test_a_connection_that_says_nothing_is_closed(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "INIT_SECONDS", 0.05)
    async with wired(app) as wire:
        assert await wire.hear() == "websocket.accept"
        assert await wire.hear() == (4408, "Connection initialisation timeout")


async def test_pings_do_not_put_the_initialisation_off(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "INIT_SECONDS", 0.5)
    async with wired(app) as wire:
        assert await wire.hear() == "websocket.accept"
        heard: object = None
        for _ in range(2_000):
            wire.say({"type": "ping"})
            heard = await wire.hear()
            if heard != {"type": "pong"}:
                break
            await asyncio.sleep(0.001)
    assert heard == (4408, "Connection initialisation timeout")


async def test_connections_that_say_nothing_are_limited_by_address(backend: Backend) -> None:
    app = serving(backend)
    app.state.graphql = replace(app.state.graphql, connections=Connections(most_per_client=1))
    async with wired(app) as first, wired(app) as second:
        assert await first.hear() == "websocket.accept"
        assert await second.hear() == "websocket.accept"
        code, reason = await second.hear()
    assert (code, reason[:33]) == (1013, "There are 1 open streams already:")


async def test_the_addresses_of_one_household_are_one_client(backend: Backend) -> None:
    app = serving(backend)
    app.state.graphql = replace(app.state.graphql, connections=Connections(most_per_client=1))
    async with (
        wired(app, address="2001:db8::1") as first,
        wired(app, address="2001:db8::2") as second,
        wired(app, address="2001:db8:0:1::1") as other,
    ):
        for wire in (first, second, other):
            assert await wire.hear() == "websocket.accept"
        assert (await second.hear())[0] == 1013
        other.say({"type": "connection_init"})
        assert await other.hear() == {"type": "connection_ack"}


async def test_operations_at_once_are_limited(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert websocket.MOST_OPERATIONS == 20
    monkeypatch.setattr(websocket, "MOST_OPERATIONS", 1)
    async with acknowledged(app) as wire:
        for name in ("1", "2"):
            subscribe(wire, "subscription{count(to: 1, wait: 5)}", name=name)
        assert await wire.hear() == (1013, "Only 1 operations at once")


async def test_a_connection_ends_after_an_hour_whatever_it_listens_to(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert websocket.LONGEST_SECONDS == 3600
    monkeypatch.setattr(websocket, "LONGEST_SECONDS", 0.2)
    before = Subscription.closed
    async with acknowledged(app) as wire:
        subscribe(wire, "subscription{count(to: 1, wait: 5)}")
        assert await wire.hear() == (1001, "Connect again")
    assert Subscription.closed == before + 1


async def test_another_protocol_is_not_spoken(app: Starlette) -> None:
    async with wired(app, protocols=("graphql-ws",)) as wire:
        assert await wire.hear() == "websocket.accept"
        assert await wire.hear() == (4406, "Only graphql-transport-ws is spoken here")


@pytest.mark.parametrize(
    ("origin", "let_in"),
    [
        ("http://registry.example.com", True),
        ("https://packages.example.com", True),
        ("https://evil.example.com", False),
        ("null", False),
    ],
)
async def test_a_page_of_an_unknown_origin_cannot_connect(
    backend: Backend, origin: str, let_in: bool
) -> None:
    app = serving(backend, cors_allowed_origins=("https://packages.example.com",))
    async with wired(app, origin=origin) as wire:
        heard = await wire.hear()
    assert heard == ("websocket.accept" if let_in else (1008, ""))


@pytest.mark.parametrize("name", ["authorization", "Authorization", "X-API-Key"])
async def test_a_key_in_the_first_message_says_who_asks(
    app: Starlette, backend: Backend, name: str
) -> None:
    key, _ = await seeds.key(backend, Scope.READ)
    shown = key if name == "X-API-Key" else f"Bearer {key}"
    async with acknowledged(app, **{name: shown}) as wire:
        subscribe(wire, "subscription{whoami}")
        assert (await wire.hear())["payload"]["data"] != {"whoami": None}


async def test_a_key_revoked_meanwhile_starts_nothing_more(
    app: Starlette, backend: Backend
) -> None:
    key, _ = await seeds.key(backend, Scope.READ)
    async with acknowledged(app, authorization=f"Bearer {key}") as wire:
        async with backend.transaction() as session:
            await session.execute(update(ApiKey).values(revoked_at=backend.now()))
        subscribe(wire, "{hello}")
        answer = await wire.hear()
    assert (answer["type"], answer["payload"][0]["extensions"]["code"]) == (
        "error",
        "auth.invalid-key",
    )


async def test_a_wrong_key_ends_the_connection(app: Starlette) -> None:
    async with wired(app) as wire:
        wire.say({"type": "connection_init", "payload": {"x-api-key": "hm_wrong"}})
        assert await wire.hear() == "websocket.accept"
        code, reason = await wire.hear()
        assert code == 4403
        assert reason.startswith("The API key is unknown, expired or revoked")


async def test_open_streams_are_limited_for_each_client_and_freed(backend: Backend) -> None:
    app = serving(backend)
    app.state.graphql = replace(app.state.graphql, connections=Connections(most_per_client=1))
    for _ in range(2):
        async with acknowledged(app), wired(app) as second:
            second.say({"type": "connection_init"})
            assert await second.hear() == "websocket.accept"
            code, reason = await second.hear()
            assert (code, reason[:33]) == (1013, "There are 1 open streams already:")


async def test_events_are_limited_like_websockets(backend: Backend) -> None:
    app = serving(backend)
    app.state.graphql = replace(app.state.graphql, connections=Connections(most=0))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        answer = await client.post(
            "/graphql", json={"query": "{hello}"}, headers={"accept": "text/event-stream"}
        )
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["errors"][0]["extensions"]["code"] == "graphql.connections"
