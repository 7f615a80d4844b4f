"""The log: a line an event on standard error, JSON or readable, without credentials."""

import logging
import sys
import time
from collections.abc import Callable, MutableMapping
from typing import Any

import orjson
import structlog
from structlog.typing import Processor

from devsper_registry.redaction import is_suspicious, redact
from devsper_registry.settings import LogFormat

Event = MutableMapping[str, Any]


def configure(log_format: LogFormat) -> None:
    """Send what is logged, by us and by libraries, to standard error in this format."""
    structlog.configure(
        processors=[*_shared(), _redacting(_renderer(log_format)), _encoded],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
        # Bytes: one write a line.
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _redacting(_renderer(log_format)),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # A line a request is ours (gate/access_log.py).
    logging.getLogger("uvicorn.access").disabled = True


def _shared() -> list[Processor]:
    return [
        structlog.processors.add_log_level,
        _Stamp(),
        # Plain tracebacks: the pretty ones print local variables, and with them keys.
        structlog.processors.format_exc_info,
    ]


def _encoded(_logger: object, _method: str, line: Any) -> bytes:
    encoded: bytes = line.encode("utf-8", "backslashreplace")
    return encoded


class _Stamp:
    """Puts the moment into each line, in ISO 8601; what stays for a second is written once."""

    def __init__(self) -> None:
        self._second = 0
        self._written = ""

    def __call__(self, _logger: object, _method: str, event: Event) -> Event:
        second, nanoseconds = divmod(time.time_ns(), 1_000_000_000)
        if second != self._second:
            self._second = second
            self._written = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        event["timestamp"] = f"{self._written}.{nanoseconds // 1000:06d}Z"
        return event


def _redacting(render: Callable[[Any, str, Event], str]) -> Processor:
    """Return the renderer; only a line that looks as if it had a credential is looked into."""

    def rendered(logger: Any, method: str, event: Event) -> str:
        line = render(logger, method, event)
        if not is_suspicious(line):
            return line
        shown = {k: redact(v) if isinstance(v, str) else v for k, v in event.items()}
        return render(logger, method, shown)

    return rendered


def _renderer(log_format: LogFormat) -> Callable[[Any, str, Event], str]:
    """Return what makes a line of an event, and leaves the event as it is."""
    if log_format is LogFormat.JSON:
        return _json
    render = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    return lambda logger, method, event: str(render(logger, method, {**event}))


def _json(_logger: object, _method: str, event: Event) -> str:
    return orjson.dumps(event, default=str).decode()
