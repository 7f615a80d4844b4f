"""Sending a stored object: a chunk at a time, read in a thread, never the whole in memory."""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from devsper_registry.errors import StorageUnavailable
from devsper_registry.storage.store import Store


@dataclass(frozen=True, slots=True)
class Sending:
    """An ASGI response: the object of `size` bytes, or the `part` of it."""

    store: Store
    sha256: str
    size: int
    part: range | None
    status: int
    headers: Mapping[str, str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; raise `StorageUnavailable`, before anything is sent where that can be."""
        if scope["method"] == "HEAD":
            await self._start(send)
            await send({"type": "http.response.body"})
        elif not await self._path_sent(scope, send):
            await self._chunks_sent(scope, receive, send)

    async def _start(self, send: Send) -> None:
        length = self.size if self.part is None else len(self.part)
        headers = {**self.headers, "content-length": str(length)}
        await send(
            {
                "type": "http.response.start",
                "status": self.status,
                "headers": [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()],
            }
        )

    async def _path_sent(self, scope: Scope, send: Send) -> bool:
        """Let the server send the file itself (sendfile), where it can and the whole is wanted."""
        path = self.store.path(self.sha256)
        offered = "http.response.pathsend" in (scope.get("extensions") or {})
        if not offered or self.part is not None or path is None:
            return False
        await self._start(send)
        await send({"type": "http.response.pathsend", "path": str(path)})
        return True

    async def _chunks_sent(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        part = range(self.size) if self.part is None else self.part
        left = len(part)
        async with aclosing(
            self.store.read(self.sha256, start=part.start, end=part.stop)
        ) as chunks:
            # The first chunk before the first header: a missing object is still a clean 503.
            chunk = await anext(chunks, b"")
            if len(chunk) < left and not chunk:
                raise StorageUnavailable
            await self._start(send)
            while True:
                left -= len(chunk)
                await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})
                # uvicorn swallows what is sent to somebody who has gone.
                if left <= 0 or await request.is_disconnected():
                    return
                chunk = await anext(chunks, b"")
                if not chunk:
                    raise StorageUnavailable
