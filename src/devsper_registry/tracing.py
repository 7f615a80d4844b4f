"""Traces for OpenTelemetry, where somebody collects them: requests, and the statements in them.

Off, nothing of OpenTelemetry is imported. A span holds the function that answers, never the path
or the query; and a statement's text, never its values.
"""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

NAME = "devsper-registry"
LONGEST_STATEMENT = 1000
# A collector that is away delays the end of the process by this at most, in seconds.
PATIENCE = 3.0

_tracer: "Tracer | None" = None


class NotInstalled(Exception):
    """OpenTelemetry is not here."""


def is_on() -> bool:
    """Tell whether spans are made."""
    return _tracer is not None


@contextmanager
def exported(endpoint: str | None, *, version: str) -> Iterator[None]:
    """Send spans to the OTLP/HTTP collector there while this is open; None for none."""
    global _tracer
    if endpoint is None:
        yield
        return
    provider = _provider(endpoint, version)
    _tracer = provider.get_tracer(NAME, version)
    try:
        yield
    finally:
        _tracer = None
        provider.shutdown()


def request(method: str) -> "AbstractContextManager[Span | None]":
    """Open the span of a request; it has its name when it is known who answers: see `answered`."""
    if _tracer is None:
        return nullcontext()
    from opentelemetry.trace import SpanKind

    return _tracer.start_as_current_span(
        method,
        kind=SpanKind.SERVER,
        attributes={"http.request.method": method},
        # What goes wrong has become an answer; a traceback could show values.
        record_exception=False,
        set_status_on_exception=False,
    )


def answered(span: "Span", *, method: str, route: str | None, status: int, request_id: str) -> None:
    """Say in the span what came of the request."""
    from opentelemetry.trace import StatusCode

    if route is not None:
        span.update_name(f"{method} {route}")
        span.set_attribute("code.function.name", route)
    span.set_attribute("http.response.status_code", status)
    span.set_attribute("devsper.request_id", request_id)
    if status >= 500:
        span.set_status(StatusCode.ERROR)


def watch(connection: Any) -> None:
    """Make a span of each statement of this connection of asyncpg's."""
    if _tracer is not None:
        connection.add_query_logger(_statement)


def _statement(record: Any) -> None:
    if _tracer is None:
        return
    from opentelemetry.trace import SpanKind, StatusCode

    text = " ".join(record.query.split())
    verb = text.partition(" ")[0].rstrip(";").upper()[:16]
    ended = time.time_ns()
    span = _tracer.start_span(
        verb,
        kind=SpanKind.CLIENT,
        start_time=ended - int(record.elapsed * 1e9),
        attributes={
            "db.system.name": "postgresql",
            "db.operation.name": verb,
            "db.query.text": text[:LONGEST_STATEMENT],
        },
    )
    if record.exception is not None:
        # Its kind alone: what PostgreSQL says quotes values.
        span.set_attribute("error.type", type(record.exception).__name__)
        span.set_status(StatusCode.ERROR)
    span.end(ended)


def _provider(endpoint: str, version: str) -> Any:
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise NotInstalled from error
    provider = TracerProvider(
        resource=Resource.create({"service.name": NAME, "service.version": version}),
        shutdown_on_exit=False,
    )
    exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=PATIENCE)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider
