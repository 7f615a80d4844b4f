"""HTTP/1.1 as uvicorn speaks it, what publishers need besides, and a short way for installers."""

import asyncio
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.httptools_impl import (
    HttpToolsProtocol,
    RequestResponseCycle,
)

from devsper_registry.rest.problems import REASON_EXTENSION
from devsper_registry.rest.ready.answer import EXTENSION

# An answered client may still be sending. Closing at once would reset the connection, and its
# answer with it; so the rest is read and thrown away, up to here.
DISCARD_AT_MOST = 256 * 1024 * 1024
# A proxy that keeps connections open takes its next request elsewhere.
CLOSE = (b"connection", b"close")


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, and three things that it has not.

    A refusal's sentence as the reason phrase, the only thing that twine prints; an answer that
    arrives although the client is still sending its file; and an answer that lies ready sent in one
    piece, where uvicorn looks at each of its headers anew.
    """

    discarded = 0

    def on_headers_complete(self) -> None:
        """Give the request a place for its phrase, and its cycle a transport that knows of it."""
        self.discarded = 0
        extensions: dict[str, Any] = {REASON_EXTENSION: {}}
        scope: Any = self.scope
        scope["extensions"] = extensions
        super().on_headers_complete()
        if self.parser.should_upgrade() and self._should_upgrade():
            return  # a WebSocket: there is no cycle, and no reason phrase
        # The cycle's task was made just now, and has not begun.
        cycle = self.cycle
        ours = _Answering(self.transport, cycle, extensions[REASON_EXTENSION])
        cycle.transport = ours  # type: ignore[assignment]
        extensions[EXTENSION] = ours.whole

    def on_body(self, body: bytes) -> None:
        """Throw away what comes after the answer, for a while."""
        if self.cycle is not None and self.cycle.response_complete:
            self.discarded += len(body)
            if self.discarded > DISCARD_AT_MOST:
                self.transport.close()
        super().on_body(body)

    def data_received(self, data: bytes) -> None:
        """Keep the clock of an answered client running; uvicorn stops it at every byte."""
        super().data_received(data)
        answered = self.cycle is not None and self.cycle.response_complete
        if answered and self.timeout_keep_alive_task is None and not self.transport.is_closing():
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )


@dataclass(slots=True)
class _Answering:
    """The part of a transport that a cycle uses; it knows how this answer may differ."""

    transport: asyncio.Transport
    cycle: RequestResponseCycle
    phrase: dict[str, str]

    def write(self, data: bytes) -> None:
        phrase = self.phrase.pop("phrase", None)
        if phrase is not None:
            status_line, _, rest = data.partition(b"\r\n")
            version, status, _ = status_line.split(b" ", 2)
            data = b"%b %b %b\r\n%b" % (version, status, phrase.encode("latin-1"), rest)
        self.transport.write(data)

    def is_closing(self) -> bool:
        return self.transport.is_closing()

    def close(self) -> None:
        self.transport.close()

    def whole(self, *parts: bytes) -> bool:
        """Do what `Whole` promises: not for somebody who has gone, or reads slower than we send."""
        cycle = self.cycle
        if cycle.disconnected or cycle.flow.write_paused:
            return False
        *head, body = parts
        for name, value in cycle.default_headers:  # the date; `connection: close` in the end
            head += (name, b": ", value, b"\r\n")
            if name == b"connection":
                cycle.keep_alive = False
        if not cycle.keep_alive and CLOSE not in cycle.default_headers:
            head.append(b"connection: close\r\n")
        self.transport.write(b"".join((*head, b"\r\n", body)))
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()
        return True
