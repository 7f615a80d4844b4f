"""HTTP/1.1 as uvicorn speaks it, and what publishers need besides."""

import asyncio
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from devsper_registry.rest.problems import REASON_EXTENSION

# An answered client may still be sending. Closing at once would reset the connection, and its
# answer with it; so the rest is read and thrown away, up to here.
DISCARD_AT_MOST = 256 * 1024 * 1024


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, and two things that publishers need of it.

    A refusal's sentence as the reason phrase, the only thing that twine prints; and an answer
    that arrives although the client is still sending its file.
    """

    discarded = 0

    def on_headers_complete(self) -> None:
        """Give the request its own place for a phrase, and its cycle a transport that sends it."""
        self.discarded = 0
        phrase: dict[str, str] = {}
        scope: Any = self.scope
        scope["extensions"] = {REASON_EXTENSION: phrase}
        super().on_headers_complete()
        if self.parser.should_upgrade() and self._should_upgrade():
            return  # a WebSocket: there is no cycle, and no reason phrase
        # The cycle's task was made just now, and has not begun.
        self.cycle.transport = _WithReason(self.transport, phrase)  # type: ignore[assignment]

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
class _WithReason:
    """The part of a transport that a cycle uses; it puts the phrase into the status line."""

    transport: asyncio.Transport
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
