"""The log of a real server: a line a request, and no credential, wherever it was pasted."""

import base64
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import postgres
from tests.build import wheel
from tests.server import form, running

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.cGxhbnRlZC1zaWduYXR1cmU"
KEY = "hm_" + "4Fz9" * 12 + "a"
SECRETS = [KEY, KEY.lower().replace("_", "-"), JWT, "pa55word-in-a-url"]


def planted(http: httpx.Client, key: str) -> list[httpx.Response]:
    """Paste each secret into every place where somebody could."""
    answers = []
    for secret in (KEY, JWT):
        basic = base64.b64encode(f"{secret}:x".encode()).decode()
        file = wheel("demo", "1.0")
        fields = form(file) | {"name": secret, "version": secret, "summary": secret}
        answers += [
            http.get(f"/simple/{secret}/"),
            http.get(f"/simple/{secret}"),
            http.get(f"/{secret}"),
            http.get(f"/simple/?api_key={secret}"),
            http.get(f"/packages/{secret}/{'0' * 64}/{secret}.whl"),
            http.get("/api/v1/search", params={"q": secret, "after": secret, "first": secret}),
            http.get("/graphql", params={"query": f"{{ {secret} }}"}),
            http.get("/simple/", headers={"referer": f"https://u:pa55word-in-a-url@x/{secret}"}),
            http.get("/simple/", headers={"authorization": f"Bearer {secret}"}),
            http.get("/simple/", headers={"authorization": f"Basic {basic}"}),
            http.get("/simple/", headers={"x-request-id": secret}),
            http.get("/simple/", headers={"user-agent": secret}),
            http.post("/graphql", json={"query": "{ version }", "operationName": secret}),
            http.post(
                "/graphql",
                json={
                    "query": "query($n: Int!) { packages(first: $n) { totalCount } }",
                    "variables": {"n": secret},
                },
            ),
            http.post(
                "/legacy/",
                auth=("__token__", key),
                data=fields,
                files={"content": (f"{secret}-1.0.tar.gz", b"x")},
            ),
            http.post("/legacy/", auth=(secret, "x"), data=fields),
            http.request(f"BAD{secret[:5]}", "/simple/"),
            http.get("/metrics", headers={"authorization": f"Bearer {secret}"}),
        ]
    return answers


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_no_credential_is_in_the_log_in_an_error_or_in_the_metrics(
    postgres_server: postgres.Server, tmp_path: Path, log_format: str
) -> None:
    with (
        postgres_server.database() as url,
        running(url, tmp_path, LOG_FORMAT=log_format) as server,
        httpx.Client(base_url=server.url) as http,
    ):
        answers = planted(http, server.key)
        metrics = http.get("/metrics").text
        log = server.log
    for secret in (*SECRETS, server.key):
        assert secret not in log
        assert secret not in metrics
        for answer in answers:
            assert secret not in answer.text, answer.request.url
            assert secret not in answer.reason_phrase
    assert log.count("Traceback") == 0


def test_a_request_is_one_line_of_json(postgres_server: postgres.Server, tmp_path: Path) -> None:
    with (
        postgres_server.database() as url,
        running(url, tmp_path, LOG_FORMAT="json") as server,
        httpx.Client(base_url=server.url) as http,
    ):
        answer = http.get("/api/v1/auth/key", auth=("__token__", server.key))
        refused = http.get("/simple/missing/")
        lines: list[dict[str, Any]] = [json.loads(line) for line in server.log.splitlines()]
    by_id = {line["request_id"]: line for line in lines if line["event"] == "request"}
    line = by_id[answer.headers["x-request-id"]]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/v1/auth/key", 200)
    assert (line["outcome"], line["code"], line["client"]) == ("ok", None, "127.0.0.1")
    assert line["account"]
    assert line["key_id"].count("-") == 4
    line = by_id[refused.headers["x-request-id"]]
    assert (line["status"], line["outcome"], line["account"]) == (404, "refused", None)
    assert (line["route"], line["code"]) == ("simple.package_page", "package.not-found")
