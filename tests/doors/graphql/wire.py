"""A WebSocket without a network: what a client sends and hears, message by message."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message

PROTOCOL = "graphql-transport-ws"


@dataclass(slots=True)
class Wire:
    """The client's end."""

    sent: "asyncio.Queue[Message]" = field(default_factory=asyncio.Queue)
    heard: "asyncio.Queue[Message]" = field(default_factory=asyncio.Queue)

    def say(self, message: object) -> None:
        """Send a message as JSON."""
        self.say_text(json.dumps(message))

    def say_text(self, text: str) -> None:
        """Send a text as it is."""
        self.sent.put_nowait({"type": "websocket.receive", "text": text})

    async def hear(self) -> Any:
        """Return the next message, or the code and reason with which the door closes."""
        event = await asyncio.wait_for(self.heard.get(), timeout=5)
        match event["type"]:
            case "websocket.send":
                return json.loads(event["text"])
            case "websocket.close":
                return event["code"], event["reason"]
            case kind:
                return kind


@asynccontextmanager
async def wired(
    app: ASGIApp,
    *,
    protocols: tuple[str, ...] = (PROTOCOL,),
    address: str = "192.0.2.1",
    **headers: str,
) -> AsyncIterator[Wire]:
    """Open a connection to the door; leaving the block ends it as a client that goes does."""
    wire = Wire()
    wire.sent.put_nowait({"type": "websocket.connect"})
    named = {"host": "registry.example.com", **headers}
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "scheme": "ws",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        "subprotocols": list(protocols),
        "client": (address, 50000),
        "server": ("registry.example.com", 80),
        "state": {},
    }

    async def serve() -> None:
        await app(scope, wire.sent.get, wire.heard.put)

    serving = asyncio.create_task(serve())
    try:
        yield wire
    finally:
        wire.sent.put_nowait({"type": "websocket.disconnect", "code": 1001})
        with suppress(asyncio.CancelledError):
            await asyncio.wait_for(serving, timeout=5)


@asynccontextmanager
async def acknowledged(app: ASGIApp, **payload: str) -> AsyncIterator[Wire]:
    """Open a connection on which operations may start."""
    async with wired(app) as wire:
        wire.say({"type": "connection_init", "payload": payload})
        assert await wire.hear() == "websocket.accept"
        assert await wire.hear() == {"type": "connection_ack"}
        yield wire
