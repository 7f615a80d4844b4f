"""The log: a line an event on standard error, JSON or readable, without credentials."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog
from structlog.typing import Processor

from devsper_registry.redaction import redact
from devsper_registry.settings import LogFormat

Event = MutableMapping[str, Any]


def configure(log_format: LogFormat) -> None:
    """Send what is logged, by us and by libraries, to standard error in this format."""
    structlog.configure(
        processors=[*_shared(), _renderer(log_format)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _renderer(log_format),
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
        structlog.processors.TimeStamper(fmt="iso"),
        # Plain tracebacks: the pretty ones print local variables, and with them keys.
        structlog.processors.format_exc_info,
        _redacted,
    ]


def _redacted(_logger: object, _method: str, event: Event) -> Event:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = redact(value)
    return event


def _renderer(log_format: LogFormat) -> Processor:
    if log_format is LogFormat.JSON:
        return structlog.processors.JSONRenderer(serializer=_json)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


def _json(event: Event, **_: object) -> str:
    return orjson.dumps(event, default=str).decode()
