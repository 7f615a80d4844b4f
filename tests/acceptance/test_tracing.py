"""Traces, as a collector on the loopback gets them from a running registry."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.acceptance.serving import serving
from tests.build import wheel
from tests.server import form


@contextmanager
def collecting() -> Iterator[tuple[str, list[tuple[str, ExportTraceServiceRequest]]]]:
    """Take what is sent over OTLP/HTTP."""
    got: list[tuple[str, ExportTraceServiceRequest]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"]))
            got.append((self.path, ExportTraceServiceRequest.FromString(unpacked(self, content))))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", got
        server.shutdown()
        thread.join()


def unpacked(handler: BaseHTTPRequestHandler, content: bytes) -> bytes:
    assert handler.headers["content-encoding"] is None
    return content


def attributes(of: Any) -> dict[str, str | int]:
    return {told.key: told.value.string_value or told.value.int_value for told in of.attributes}


def test_requests_and_their_statements_are_traced_without_values(
    database_url: str, name: str, tmp_path: Path
) -> None:
    file = wheel(name, "1.0")
    with collecting() as (endpoint, got):
        told = {"DATABASE_URL": database_url, "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}
        with serving(tmp_path / "data", **told) as registry:
            (key,) = registry.keys_shown
            answer = httpx.post(
                f"{registry.url}/legacy/",
                data=form(file),
                files={"content": (file.filename, file.content)},
                timeout=60,
                auth=("__token__", key),
            )
            assert answer.status_code == 200
            httpx.get(f"{registry.url}/simple/{name}/?token={key}", timeout=60)
            httpx.get(f"{registry.url}/{key}", timeout=60)
            # What was made is sent before the process ends.
            assert registry.stop() == 0
    assert {path for path, _ in got} == {"/v1/traces"}
    resources = [resource for _, sent in got for resource in sent.resource_spans]
    assert {attributes(told.resource)["service.name"] for told in resources} == {"devsper-registry"}
    spans = [span for told in resources for scope in told.scope_spans for span in scope.spans]
    requests = {span.name: span for span in spans if "http.request.method" in attributes(span)}
    assert set(requests) == {"POST legacy.upload", "GET simple.package_page", "GET"}
    upload = requests["POST legacy.upload"]
    assert attributes(upload) == {
        "http.request.method": "POST",
        "code.function.name": "legacy.upload",
        "http.response.status_code": 200,
        "devsper.request_id": answer.headers["x-request-id"],
    }
    assert attributes(requests["GET"])["http.response.status_code"] == 404
    of_upload = [span for span in spans if span.parent_span_id == upload.span_id]
    assert {"BEGIN", "SELECT", "UPDATE", "COMMIT"} <= {span.name for span in of_upload}
    assert {attributes(span)["db.system.name"] for span in of_upload} == {"postgresql"}
    everything = b"".join(sent.SerializeToString() for _, sent in got)
    for secret in (key, name, file.sha256, endpoint):
        assert secret.encode() not in everything


def test_a_collector_that_is_away_is_missed_by_nobody(database_url: str, tmp_path: Path) -> None:
    told = {"DATABASE_URL": database_url, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    with serving(tmp_path / "data", **told) as registry:
        assert httpx.get(f"{registry.url}/simple/", timeout=60).status_code == 200
        assert registry.stop() == 0
