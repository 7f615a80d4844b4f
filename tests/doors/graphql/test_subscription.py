"""A package's events over both transports, as a frontend hears them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from packaging.utils import NormalizedName
from sqlalchemy import text

from devsper_registry.app import create_app
from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.db.watching import Watching
from devsper_registry.services import deleting, keys, revoking, yanking
from tests.build import wheel
from tests.doors.graphql.conftest import talking_to
from tests.doors.graphql.wire import Wire, acknowledged
from tests.services.published import account, publish

pytestmark = pytest.mark.anyio
DEMO = NormalizedName("demo")
QUERY = """subscription($name: String!, $after: BigInt) {
  packageEvents(name: $name, afterSerial: $after) {
    action version filename package { status latestRelease { version isYanked } } file { isYanked }
} }"""


@pytest.fixture
async def quick(backend: Backend) -> AsyncIterator[Backend]:
    """Looks more often than people need."""
    watching = Watching(backend.database, backend.listening, now=backend.now, every=0.02)
    yield replace(backend, watching=watching)
    await watching.close()


def subscribe(wire: Wire, name: str = "demo", **variables: Any) -> None:
    payload = {"query": QUERY, "variables": {"name": name, **variables}}
    wire.say({"id": "1", "type": "subscribe", "payload": payload})


async def hear(wire: Wire) -> Any:
    """Return the next event's action and what was there at its time, or another message."""
    message = await wire.hear()
    if message["type"] != "next":
        return message["type"]
    if "errors" in message["payload"]:
        return message["payload"]["errors"][0]["extensions"]["code"]
    return message["payload"]["data"]["packageEvents"]


async def test_each_event_is_shown_with_what_is_there_then(quick: Backend) -> None:
    ann = await account(quick, "ann")
    await publish(quick, ann, wheel("demo", "1.0"))
    filename = wheel("demo", "2.0").filename
    async with acknowledged(create_app(quick)) as wire:
        subscribe(wire, "DEMO")
        await asyncio.sleep(0.3)
        await publish(quick, ann, wheel("demo", "2.0"))
        released, added = await hear(wire), await hear(wire)
        await yanking.yank_release(quick, by=ann, package=DEMO, version="2.0")
        yanked = await hear(wire)
        await deleting.delete_package(quick, by=ann, package=DEMO, confirmation="demo")
        assert await hear(wire) == "complete"
    new = {"status": "ACTIVE", "latestRelease": {"version": "2.0", "isYanked": False}}
    old = {"status": "ACTIVE", "latestRelease": {"version": "1.0", "isYanked": False}}
    assert (released["action"], released["version"]) == ("release.created", "2.0")
    assert added == {
        "action": "file.added", "version": "2.0", "filename": filename, "package": new,
        "file": {"isYanked": False},
    }  # fmt: skip
    assert (yanked["action"], yanked["package"]) == ("release.yanked", old)


async def test_a_revoked_key_ends_its_stream_with_a_reason(quick: Backend) -> None:
    ann = await account(quick, "ann")
    await publish(quick, ann, wheel("demo"))
    key = await keys.create(quick, by=ann, account="ann", name="ci", scopes=[Scope.READ])
    async with acknowledged(create_app(quick), **{"x-api-key": key.secret}) as wire:
        subscribe(wire)
        await asyncio.sleep(0.3)
        await revoking.revoke(quick, by=ann, key_id=key.key.id)
        assert await hear(wire) == "auth.stream-over"
        assert await hear(wire) == "complete"


async def test_missing_and_hidden_packages_are_refused_in_the_same_words(quick: Backend) -> None:
    ann = await account(quick, "ann")
    await publish(quick, ann, wheel("demo"))
    async with quick.transaction() as session:
        await session.execute(text("UPDATE package SET visibility = 'private'"))
    async with acknowledged(create_app(quick)) as wire:
        for name in ("demo", "no", "", "\u00e9", "x" * 5000):
            subscribe(wire, name)
            assert await hear(wire) == "package.not-found"
            assert await hear(wire) == "complete"


@pytest.mark.parametrize("after", [2**53 + 1, 2**70, 1.5, "1", True, [1]])
async def test_a_serial_is_a_whole_number(quick: Backend, after: object) -> None:
    async with acknowledged(create_app(quick)) as wire:
        subscribe(wire, after=after)
        message = await wire.hear()
    assert message["type"] == "error"
    assert message["payload"][0]["extensions"]["code"] == "graphql.variables"


async def test_the_events_come_as_server_sent_events_too(quick: Backend) -> None:
    ann = await account(quick, "ann")
    await publish(quick, ann, wheel("demo"))
    body = {"query": QUERY, "variables": {"name": "demo", "after": 0}}
    async with talking_to(create_app(quick)) as client:

        async def end() -> None:
            await asyncio.sleep(0.5)
            await deleting.delete_package(quick, by=ann, package=DEMO, confirmation="demo")

        ending = asyncio.create_task(end())
        answer = await client.post("/graphql", json=body, headers={"accept": "text/event-stream"})
        await ending
    events = [part for part in answer.text.split("\n\n") if part]
    assert events[-1] == "event: complete\ndata:"
    heard = [orjson.loads(part.partition("data: ")[2]) for part in events[:-1]]
    assert [each["data"]["packageEvents"]["action"] for each in heard] == [
        "package.created", "release.created", "file.added",
    ]  # fmt: skip
