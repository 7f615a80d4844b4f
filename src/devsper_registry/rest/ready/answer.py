"""An answer that needs nothing more but to be sent."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol

from starlette.types import Scope, Send

Headers = list[tuple[bytes, bytes]]
# Where our own server can send an answer in one piece, the scope has a `Whole` by this name.
EXTENSION = "devsper.whole"


class Whole(Protocol):
    """Sends an answer at once; tells whether it has, or whether it must be sent as any other."""

    def __call__(self, *parts: bytes) -> bool:
        """Send these parts of a head, without the empty line; the last one is the body."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, all headers but the request's id, and the whole body.

    `downloads` names the file that counts as downloaded by whoever is answered so.
    """

    status: int
    headers: Headers
    body: bytes = field(default=b"", repr=False)
    downloads: str | None = None
    # The status line and the headers as they go over the wire.
    head: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "head", _head(self.status, self.headers))

    async def sent(self, scope: Scope, send: Send, *, request_id: tuple[bytes, bytes]) -> None:
        """Send it, with the request's id; without its body where only the head is wanted."""
        body = b"" if scope["method"] == "HEAD" else self.body
        whole: Whole | None = scope.get("extensions", {}).get(EXTENSION)
        name, value = request_id
        if whole is not None and whole(self.head, name, b": ", value, b"\r\n", body):
            return
        headers = [*self.headers, request_id]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _head(status: int, headers: Headers) -> bytes:
    """Return the head; raise where a header would end its line, or begin another one."""
    lines = [b"%b: %b" % header for header in headers]
    if any(b"\r" in line or b"\n" in line for line in lines):
        raise ValueError("a header with a line break in it")
    return b"\r\n".join([b"HTTP/1.1 %d %b" % (status, _PHRASES[status]), *lines, b""])


_PHRASES = {status.value: status.phrase.encode() for status in HTTPStatus}
