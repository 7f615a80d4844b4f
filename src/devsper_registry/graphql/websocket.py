"""Any operation over a WebSocket: the protocol graphql-transport-ws, and no other.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

import asyncio
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.http.websocket_origin import is_same_origin

from devsper_registry.auth.credentials import Credentials
from devsper_registry.auth.principal import ANONYMOUS, Principal
from devsper_registry.errors import Kind, RegistryError
from devsper_registry.gate.arriving import address_of, request_id_of
from devsper_registry.gate.asking import (
    backend_of,
    base_url_of,
    credentials_in,
    credentials_of,
    principal_for,
)
from devsper_registry.gate.browser import is_allowed
from devsper_registry.graphql import asked, execution, masking
from devsper_registry.graphql.context import Context
from devsper_registry.graphql.door import Door, door_of
from devsper_registry.services import pacing

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 10.0
LONGEST_SECONDS = 3600.0
MOST_OPERATIONS = 20

GOING_AWAY = 1001
POLICY_VIOLATION = 1008
TOO_BIG = 1009
TRY_AGAIN = 1013
BAD_MESSAGE = 4400
UNAUTHORIZED = 4401
FORBIDDEN = 4403
SUBPROTOCOL = 4406
INIT_TIMEOUT = 4408
ALREADY_EXISTS = 4409
INIT_TWICE = 4429


class Closing(Exception):
    """The protocol ends the connection with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(reason)


async def serve(websocket: WebSocket) -> None:
    """Serve one connection from its handshake to its end."""
    door = door_of(websocket)
    if not _origin_allowed(websocket, door):
        # Closed before it is accepted, a handshake is answered with 403.
        await websocket.close(POLICY_VIOLATION)
        return
    if PROTOCOL not in websocket.scope["subprotocols"]:
        await websocket.accept()
        await websocket.close(SUBPROTOCOL, f"Only {PROTOCOL} is spoken here")
        return
    await websocket.accept(subprotocol=PROTOCOL)
    session = Session(websocket, door)
    try:
        await session.run()
    except Closing as end:
        await session.close(end)
    except WebSocketDisconnect:
        return


def _origin_allowed(websocket: WebSocket, door: Door) -> bool:
    """Tell whether the page that opens the connection may: browsers ask nobody else about it."""
    origin = websocket.headers.get("origin")
    if origin is None or is_same_origin(origin, websocket.headers.get("host")):
        return True
    return is_allowed(origin, door.origins)


@dataclass(slots=True)
class Session:
    """What one connection has said so far, and its operations under way."""

    websocket: WebSocket
    door: Door
    shown: Credentials | None = None
    operations: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self) -> None:
        """Answer messages until somebody ends the connection; then stop what is under way."""
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                principal = await self.initialise()
                client = pacing.subject(principal)
                self.require_room(client)
                with self.door.connections.hold(client):
                    await self.send({"type": "connection_ack"})
                    while True:
                        await self.handle(await self.receive())
        except TimeoutError:
            # A client that stays comes back with its credentials: no revoked key keeps listening.
            raise Closing(GOING_AWAY, "Connect again") from None
        finally:
            await self.stop()

    async def initialise(self) -> Principal:
        """Return who the connection is for; end it unless that is said in time."""
        # Until then nobody but the address answers for it.
        stranger = pacing.subject(replace(ANONYMOUS, address=address_of(self.websocket)))
        self.require_room(stranger)
        with self.door.connections.hold(stranger):
            try:
                async with asyncio.timeout(INIT_SECONDS):
                    payload = await self.introduction()
            except TimeoutError:
                raise Closing(INIT_TIMEOUT, "Connection initialisation timeout") from None
            try:
                self.shown = await self.credentials(payload)
                return await self.authenticate()
            except RegistryError as error:
                refused = error.kind is Kind.UNAUTHENTICATED
                raise Closing(FORBIDDEN if refused else TRY_AGAIN, _short(error)) from None

    async def introduction(self) -> dict[str, object]:
        """Return the payload of `connection_init`; before it a client may only ping."""
        while True:
            message = await self.receive()
            match message.get("type"):
                case "connection_init":
                    break
                case "ping":
                    await self.send({"type": "pong"})
                case "subscribe":
                    raise Closing(UNAUTHORIZED, "Unauthorized")
                case kind:
                    raise Closing(BAD_MESSAGE, f"Unexpected message of type {_short(kind)}")
        payload = message.get("payload") or {}
        if not isinstance(payload, dict):
            raise Closing(BAD_MESSAGE, "The payload of connection_init is not an object")
        return payload

    async def handle(self, message: dict[str, object]) -> None:
        """Do what one message asks."""
        match message.get("type"):
            case "subscribe":
                self.subscribe(message)
            case "complete":
                if task := self.operations.pop(_id(message), None):
                    task.cancel()
            case "ping":
                await self.send({"type": "pong"})
            case "pong":
                return
            case "connection_init":
                raise Closing(INIT_TWICE, "Too many initialisation requests")
            case kind:
                raise Closing(BAD_MESSAGE, f"Unexpected message of type {_short(kind)}")

    def subscribe(self, message: dict[str, object]) -> None:
        """Start an operation."""
        operation_id = _id(message)
        if operation_id in self.operations:
            raise Closing(ALREADY_EXISTS, f"Subscriber for {_short(operation_id)} already exists")
        if len(self.operations) >= MOST_OPERATIONS:
            raise Closing(TRY_AGAIN, f"Only {MOST_OPERATIONS} operations at once")
        task = asyncio.create_task(self.operate(operation_id, message.get("payload")))
        self.operations[operation_id] = task

    async def operate(self, operation_id: str, payload: object) -> None:
        """Send the answers of an operation, each as it comes, and say when it is complete."""
        request_id = request_id_of(self.websocket)
        try:
            await self.answer(operation_id, payload, request_id=request_id)
        except RegistryError as error:
            await self.refuse(operation_id, [masking.refusal(error)])
        except WebSocketDisconnect:
            return
        except Exception as error:
            await self.refuse(operation_id, [masking.unexpected(error, request_id=request_id)])
        finally:
            if self.operations.get(operation_id) is asyncio.current_task():
                del self.operations[operation_id]

    async def answer(self, operation_id: str, payload: object, *, request_id: str) -> None:
        """Run an operation with a context of its own, for who the credentials stand for now."""
        question = asked.of_members(payload)
        context = Context(
            backend=backend_of(self.websocket),
            principal=await self.authenticate(),
            request_id=request_id,
            base_url=base_url_of(self.websocket),
        )
        answers = execution.stream(self.door, question, context, allowed=execution.EVERYTHING)
        async with aclosing(answers):
            async for answer in answers:
                if answer.refused_by is not None:
                    await self.refuse(operation_id, answer.body["errors"])
                    return
                await self.send({"id": operation_id, "type": "next", "payload": answer.body})
        self.operations.pop(operation_id, None)  # its id is free before the client hears of it
        await self.send({"id": operation_id, "type": "complete"})

    async def refuse(self, operation_id: str, errors: object) -> None:
        """Say why an operation was not run."""
        self.operations.pop(operation_id, None)
        await self.send({"id": operation_id, "type": "error", "payload": errors})

    async def credentials(self, payload: dict[str, object]) -> Credentials | None:
        """Return what the first message shows, else what the handshake's headers do."""
        given = {name.lower(): value for name, value in payload.items() if isinstance(value, str)}
        said = await credentials_in(
            self.websocket,
            authorization=[given["authorization"]] if "authorization" in given else [],
            api_key=[given["x-api-key"]] if "x-api-key" in given else [],
        )
        return said or await credentials_of(self.websocket)

    async def authenticate(self) -> Principal:
        """Return who the credentials stand for at this moment; raise `InvalidKey`.

        That is asked for the connection and for each operation, and counts as a request.
        """
        return await principal_for(self.websocket, self.shown)

    async def receive(self) -> dict[str, object]:
        """Return the next message; end the connection where it is none."""
        event = await self.websocket.receive()
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(event.get("code") or 1000)
        text = event.get("text")
        if text is None:
            raise Closing(BAD_MESSAGE, "A message is text")
        if len(text) > self.door.documents.limits.request_bytes:
            raise Closing(TOO_BIG, "The message is too large")
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise Closing(BAD_MESSAGE, "A message is JSON") from None
        if not isinstance(message, dict):
            raise Closing(BAD_MESSAGE, "A message is a JSON object")
        return message

    async def send(self, message: dict[str, object]) -> None:
        """Send one message."""
        await self.websocket.send_text(orjson.dumps(message).decode())

    def require_room(self, client: str) -> None:
        """End the connection when the client has too many already."""
        try:
            self.door.connections.require_room(client)
        except RegistryError as error:
            raise Closing(TRY_AGAIN, _short(error)) from None

    async def stop(self) -> None:
        """Cancel the operations under way and wait until they are gone."""
        tasks = list(self.operations.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self, end: Closing) -> None:
        """Close the connection, unless the client was quicker."""
        with suppress(WebSocketDisconnect, RuntimeError):
            await self.websocket.close(end.code, end.reason)


def _id(message: dict[str, object]) -> str:
    value = message.get("id")
    if not isinstance(value, str) or not value:
        raise Closing(BAD_MESSAGE, "The id of an operation is a string")
    return value


def _short(value: object) -> str:
    """Return a text that fits into a close frame, which holds 123 bytes."""
    return str(value).encode("ascii", errors="replace")[:100].decode()
