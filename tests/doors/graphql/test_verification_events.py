"""A file followed from its upload to the verdict."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from devsper_registry.app import create_app
from devsper_registry.backend import Backend
from devsper_registry.db.tables import File
from devsper_registry.db.watching import Watching
from devsper_registry.services import examining
from tests.build import wheel
from tests.doors.graphql.changing import person
from tests.doors.graphql.wire import Wire, acknowledged
from tests.services.published import publish

pytestmark = pytest.mark.anyio

HOOK = {"demo/__init__.py": b"", "demo.pth": b"import os\n"}
QUERY = """subscription($filename: String!) {
  verificationEvents(filename: $filename) { availability verification { state } }
}"""


@pytest.fixture
async def quick(backend: Backend) -> AsyncIterator[Backend]:
    """Looks more often than people need."""
    watching = Watching(backend.database, backend.listening, now=backend.now, every=0.02)
    yield replace(backend, watching=watching)
    await watching.close()


async def hear(wire: Wire) -> Any:
    """Return the file's availability and state, or another message."""
    message = await wire.hear()
    if message["type"] != "next":
        return message["type"]
    if "errors" in message["payload"]:
        return message["payload"]["errors"][0]["extensions"]["code"]
    file = message["payload"]["data"]["verificationEvents"]
    return file["availability"], file["verification"]["state"]


def subscribe(wire: Wire, filename: str) -> None:
    payload = {"query": QUERY, "variables": {"filename": filename}}
    wire.say({"id": "1", "type": "subscribe", "payload": payload})


async def examine(backend: Backend) -> None:
    async with backend.read() as session:
        (file_id,) = (await session.execute(select(col(File.id)))).scalars()
    await examining.examine(backend, file_id)


async def test_publishers_hear_the_verdict_and_then_nothing_more(quick: Backend) -> None:
    ann = await person(quick, "ann")
    bad = wheel("demo", "1.0", files=HOOK)
    await publish(quick, ann.principal, bad)
    async with acknowledged(create_app(quick), **{"x-api-key": ann.secret}) as wire:
        subscribe(wire, bad.filename)
        assert await hear(wire) == ("LISTED", "PENDING")
        await examine(quick)
        assert await hear(wire) == ("HELD", "FLAGGED")
        assert await hear(wire) == "complete"


async def test_for_strangers_it_ends_when_the_file_is_withheld(quick: Backend) -> None:
    ann = await person(quick, "ann")
    bad = wheel("demo", "1.0", files=HOOK)
    await publish(quick, ann.principal, bad)
    async with acknowledged(create_app(quick)) as wire:
        subscribe(wire, bad.filename)
        assert await hear(wire) == ("LISTED", "PENDING")
        await examine(quick)
        assert await hear(wire) == "complete"
    async with acknowledged(create_app(quick)) as wire:
        subscribe(wire, bad.filename)
        assert await hear(wire) == "file.not-found"
