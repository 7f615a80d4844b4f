import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import structlog

from devsper_registry.errors import SettingInvalid
from devsper_registry.graphql.documents import read_manifest
from devsper_registry.settings import Env
from tests.doors.graphql.conftest import Opener
from tests.doors.graphql.sample import SECRET

pytestmark = pytest.mark.anyio

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
COST = {"cost": {"requested": 1, "budget": 25000}}


async def post(client: httpx.AsyncClient, query: str, **more: Any) -> httpx.Response:
    accept = more.pop("accept", JSON)
    members = {"query": query, **more}
    return await client.post("/graphql", json=members, headers={"accept": accept})


def code(answer: httpx.Response) -> str:
    (error,) = answer.json()["errors"]
    found: str = error["extensions"]["code"]
    return found


# --- the good way -------------------------------------------------------------------------------


async def test_a_query_by_post_is_answered_with_its_cost(client: httpx.AsyncClient) -> None:
    answer = await post(client, "{hello}")
    assert answer.status_code == 200
    assert answer.json() == {"data": {"hello": "hello you"}, "extensions": COST}


async def test_variables_and_an_operation_name_choose_what_runs(client: httpx.AsyncClient) -> None:
    answer = await post(
        client,
        "query A {version} query B($name: String!) {hello(name: $name)}",
        variables={"name": "ada"},
        operationName="B",
    )
    assert answer.json()["data"] == {"hello": "hello ada"}


async def test_a_query_by_get_is_answered(client: httpx.AsyncClient) -> None:
    answer = await client.get(
        "/graphql",
        params={
            "query": "query($name: String){hello(name: $name)}",
            "variables": '{"name":"é"}',
            "extensions": "{}",
            "operationName": "",
        },
    )
    assert answer.json()["data"] == {"hello": "hello é"}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{JSON};q=0.1, {GRAPHQL};q=0.2", GRAPHQL),
        (f"{GRAPHQL};q=0, */*", JSON),
        ("text/html, */*;q=0.1", JSON),
        ("text/event-stream;q=0.1, application/json", JSON),
    ],
)
async def test_the_answer_has_the_media_type_that_the_client_likes_best(
    client: httpx.AsyncClient, accept: str | None, media_type: str
) -> None:
    request = client.build_request("POST", "/graphql", json={"query": "{hello}"})
    if accept is None:
        del request.headers["accept"]
    else:
        request.headers["accept"] = accept
    answer = await client.send(request)
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert answer.status_code == 200


async def test_a_client_that_takes_none_of_our_media_types_is_told_which_there_are(
    client: httpx.AsyncClient,
) -> None:
    answer = await post(client, "{hello}", accept="image/png")
    assert (answer.status_code, code(answer)) == (406, "graphql.not-acceptable")


# --- what is no GraphQL request -----------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'[{"query":"{hello}"}]',
        b'"{hello}"',
        b"null",
        b"{}",
        b'{"query":null}',
        b'{"query":""}',
        b'{"query":1}',
        b'{"query":["{hello}"]}',
        b'{"query":"{hello}","variables":[]}',
        b'{"query":"{hello}","variables":"{}"}',
        b'{"query":"{hello}","operationName":1}',
        b'{"query":"{hello}","extensions":[]}',
        b'{"query":"{hello}","documentId":"0"}',
        b'{"documentId":7}',
        b'{"query":"{hello}","variables":{"a":"\\u0000"}}',
        b'{"query":"{hello}","variables":{"a":[{"\\u0000":1}]}}',
        b'{"query":"{hello}\\u0000"}',
        b'{"query":"{hello}","variables":{"a":"\\ud800"}}',
        b'{"query":"\xff"}',
        b'{"query":"{hello}","variables":' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"query":"{hello}","variables":{"\\u0000":' + b"[" * 500 + b"]" * 500 + b"}}",
    ],
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_a_body_that_is_no_request_is_refused_in_a_sentence(
    client: httpx.AsyncClient, body: bytes, accept: str
) -> None:
    answer = await client.post(
        "/graphql", content=body, headers={"content-type": JSON, "accept": accept}
    )
    assert (answer.status_code, code(answer)) == (400, "graphql.request")
    assert "data" not in answer.json()


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "text/plain; application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=utf-16",
        "",
    ],
)
async def test_only_json_is_taken_because_no_form_of_a_stranger_can_send_it(
    client: httpx.AsyncClient, content_type: str | None
) -> None:
    headers = {} if content_type is None else {"content-type": content_type}
    answer = await client.post("/graphql", content=b'{"query":"{hello}"}', headers=headers)
    assert (answer.status_code, code(answer)) == (415, "graphql.media-type")


@pytest.mark.parametrize("content_type", [JSON, "APPLICATION/JSON; Charset=UTF-8"])
async def test_json_is_taken_however_it_is_spelled(
    client: httpx.AsyncClient, content_type: str
) -> None:
    answer = await client.post(
        "/graphql", content=b'{"query":"{hello}"}', headers={"content-type": content_type}
    )
    assert answer.status_code == 200


async def test_a_request_of_a_megabyte_is_refused_whether_it_says_so_or_not(
    client: httpx.AsyncClient,
) -> None:
    body = orjson.dumps({"query": "{hello} #" + "x" * 1024 * 1024})

    async def drip() -> Any:
        for start in range(0, len(body), 8192):
            yield body[start : start + 8192]

    for content in (body, drip()):
        answer = await client.post("/graphql", content=content, headers={"content-type": JSON})
        assert (answer.status_code, code(answer)) == (400, "graphql.too-large")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "query=",
        "query=%7Bhello%7D&variables=%7B",
        "variables=%7B%7D",
        "query=a%00",
        "query=%FF",
    ],
)
async def test_a_get_that_is_no_request_is_refused(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/graphql?{query}", headers={"accept": GRAPHQL})
    assert answer.status_code == 400
    assert code(answer) in {"graphql.request", "graphql.syntax"}


async def test_another_method_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.put("/graphql", json={"query": "{hello}"})).status_code == 405


# --- what is not run ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "more", "expected"),
    [
        ("{", {}, "graphql.syntax"),
        ("{nothing}", {}, "graphql.validation"),
        ("query($n: Int!){packages(first: $n){totalCount}}", {}, "graphql.variables"),
        (
            "query($n: Int!){packages(first: $n){totalCount}}",
            {"variables": {"n": "x"}},
            "graphql.variables",
        ),
        ("query A{hello} query B{hello}", {}, "graphql.operation"),
        ("query A{hello}", {"operationName": "B"}, "graphql.operation"),
        ("fragment A on Query{hello}", {}, "graphql.validation"),
        ('{hello(name: "\\u0000")}', {}, "graphql.validation"),
        ('{hello(name: "\\uD800")}', {}, "graphql.syntax"),
    ],
)
async def test_a_faulty_document_is_400_and_for_plain_json_200(
    client: httpx.AsyncClient, query: str, more: dict[str, Any], expected: str
) -> None:
    strict = await post(client, query, accept=GRAPHQL, **more)
    lenient = await post(client, query, accept=JSON, **more)
    assert (strict.status_code, lenient.status_code) == (400, 200)
    assert strict.json() == lenient.json()
    assert strict.json()["errors"][0]["extensions"]["code"] == expected
    assert "data" not in strict.json()


async def test_a_mutation_is_not_run_by_get(client: httpx.AsyncClient) -> None:
    query = 'mutation{rename(name:"demo"){__typename}}'
    answer = await client.get("/graphql", params={"query": query})
    assert (answer.status_code, code(answer)) == (405, "graphql.method")
    assert answer.headers["allow"] == "POST"
    streamed = await client.get(
        "/graphql", params={"query": query}, headers={"accept": "text/event-stream"}
    )
    assert events(streamed)[0]["errors"][0]["extensions"]["code"] == "graphql.method"


async def test_a_subscription_without_a_stream_is_told_where_streams_are(
    client: httpx.AsyncClient,
) -> None:
    answer = await post(client, "subscription{count(to: 1)}")
    assert (answer.status_code, code(answer)) == (400, "graphql.transport")


async def test_a_wrong_key_is_refused_without_opening_a_browsers_dialogue(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post(
        "/graphql", json={"query": "{hello}"}, headers={"x-api-key": "hm_nonsense"}
    )
    assert (answer.status_code, code(answer)) == (401, "auth.invalid-key")
    assert answer.headers["www-authenticate"] == 'Bearer realm="devsper-registry"'


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_a_request_refused_as_a_whole_has_the_media_type_that_was_asked_for(
    client: httpx.AsyncClient, accept: str
) -> None:
    wrong = await client.post(
        "/graphql", json={"query": "{hello}"}, headers={"x-api-key": "hm_no", "accept": accept}
    )
    listed = await client.post("/graphql", json=[], headers={"accept": accept})
    assert [(answer.status_code, answer.headers["content-type"]) for answer in (wrong, listed)] == [
        (401, f"{accept}; charset=utf-8"),
        (400, f"{accept}; charset=utf-8"),
    ]


# --- errors while it runs -----------------------------------------------------------------------


async def test_a_refusal_in_a_query_is_an_error_with_its_code(client: httpx.AsyncClient) -> None:
    answer = await post(client, "{refused hello}", accept=GRAPHQL)
    assert answer.status_code == 200
    assert answer.json() == {
        "data": {"refused": None, "hello": "hello you"},
        "errors": [
            {
                "message": "There is no package 'demo' here: check the spelling.",
                "extensions": {"code": "package.not-found"},
                "locations": [{"line": 1, "column": 2}],
                "path": ["refused"],
            }
        ],
        "extensions": {"cost": {"requested": 2, "budget": 25000}},
    }


async def test_a_refusal_in_a_mutation_is_its_problem(client: httpx.AsyncClient) -> None:
    query = """mutation($name: String!) {
        rename(name: $name) { ... on Renamed {name} ... on Problem {code message field retryAfter} }
    }"""
    good = await post(client, query, variables={"name": "demo"})
    assert good.json()["data"] == {"rename": {"name": "demo"}}
    bad = await post(client, query, variables={"name": "other"})
    assert bad.json()["data"] == {
        "rename": {
            "code": "package.not-found",
            "message": "There is no package 'other' here: check the spelling.",
            "field": "name",
            "retryAfter": None,
        }
    }
    assert "errors" not in bad.json()


@pytest.mark.parametrize(
    "query", ["query Q{broken}", 'mutation Q{rename(name: "broken"){__typename}}']
)
async def test_an_unexpected_error_is_masked_and_logged_once_without_the_query(
    client: httpx.AsyncClient, query: str
) -> None:
    with structlog.testing.capture_logs() as logged:
        answer = await post(client, query, variables={"password": "secret"})
    (error,) = answer.json()["errors"]
    request_id = error["extensions"]["requestId"]
    assert error["message"] == (
        "Something went wrong here, and has been logged: "
        f"give the request id {request_id} to an administrator."
    )
    assert error["extensions"]["code"] == "unexpected"
    assert SECRET not in answer.text
    entry, request = logged
    assert (request["event"], request["request_id"]) == ("request", request_id)
    assert str(entry.pop("exc_info")) == SECRET
    assert entry == {
        "event": "graphql.unexpected",
        "log_level": "error",
        "request_id": request_id,
        "operation": "Q",
    }


# --- settings -----------------------------------------------------------------------------------


async def test_a_misspelled_field_is_suggested_except_in_production(
    client: httpx.AsyncClient, client_with: Opener
) -> None:
    answer = await post(client, "{helo}")
    assert answer.json()["errors"][0]["message"] == (
        "Cannot query field 'helo' on type 'Query'. Did you mean 'hello'?"
    )
    async with client_with(env=Env.PRODUCTION) as production:
        answer = await post(production, "{helo}")
    assert answer.json()["errors"][0]["message"] == "Cannot query field 'helo' on type 'Query'."


@pytest.mark.parametrize("query", ["{__schema{types{name}}}", '{__type(name:"Query"){name}}'])
async def test_introspection_is_a_setting_on_in_development(
    client: httpx.AsyncClient, client_with: Opener, query: str
) -> None:
    assert "errors" not in (await post(client, query)).json()
    async with client_with(env=Env.PRODUCTION, graphql_introspection=True) as open_one:
        assert "errors" not in (await post(open_one, query)).json()
    async with client_with(env=Env.PRODUCTION) as production:
        answer = await post(production, query)
    assert answer.json().get("data") is None
    assert answer.json()["errors"][0]["message"].startswith("GraphQL introspection has been dis")


async def test_a_browser_gets_graphiql_and_where_it_is_off_a_refusal(
    client: httpx.AsyncClient, client_with: Opener
) -> None:
    accept = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = await client.get("/graphql", headers=accept)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self';" in page.headers["content-security-policy"]
    # The address bar with a query in it is a query.
    asked = await client.get("/graphql?query={hello}", headers=accept)
    assert asked.json()["data"] == {"hello": "hello you"}
    async with client_with(graphiql=False) as without:
        answer = await without.get("/graphql", headers=accept)
    assert (answer.status_code, code(answer)) == (400, "graphql.request")


# --- trusted documents --------------------------------------------------------------------------

TRUSTED = "query Hello($name: String) { hello(name: $name) }"
TRUSTED_ID = hashlib.sha256(TRUSTED.encode()).hexdigest()


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "documents.json"
    path.write_text(json.dumps({TRUSTED_ID: TRUSTED}))
    return path


@pytest.mark.parametrize("prefix", ["", "sha256:"])
async def test_a_trusted_document_runs_by_its_id(
    client_with: Opener, manifest: Path, prefix: str
) -> None:
    async with client_with(graphql_trusted_documents=manifest) as client:
        asked = {"documentId": prefix + TRUSTED_ID, "variables": {"name": "ada"}}
        for _ in range(2):
            answer = await client.post("/graphql", json=asked)
            assert answer.json()["data"] == {"hello": "hello ada"}
        by_get = await client.get("/graphql", params={"documentId": TRUSTED_ID})
        assert by_get.json()["data"] == {"hello": "hello you"}
        other = await client.post("/graphql", json={"query": "{version}"})
        assert other.json()["data"] == {"version": "1.0"}


async def test_an_unknown_document_id_is_refused(client_with: Opener, manifest: Path) -> None:
    async with client_with(graphql_trusted_documents=manifest) as client:
        answer = await client.post("/graphql", json={"documentId": "0" * 64})
        assert (answer.status_code, code(answer)) == (200, "graphql.document-unknown")


async def test_a_setting_lets_in_trusted_documents_only(
    client_with: Opener, manifest: Path
) -> None:
    async with client_with(
        graphql_trusted_documents=manifest, graphql_trusted_documents_only=True
    ) as client:
        answer = await client.post("/graphql", json={"documentId": TRUSTED_ID})
        assert answer.json()["data"] == {"hello": "hello you"}
        for query in ("{version}", TRUSTED):
            assert code(await post(client, query)) == "graphql.documents-only"


@pytest.mark.parametrize("content", ["", "[]", '{"id": "query"}', '{"id": 1}'])
def test_a_manifest_that_is_none_stops_the_start(tmp_path: Path, content: str) -> None:
    path = tmp_path / "documents.json"
    path.write_text(content)
    with pytest.raises(SettingInvalid, match=r"^GRAPHQL_TRUSTED_DOCUMENTS is not usable: "):
        read_manifest(path)


# --- server-sent events -------------------------------------------------------------------------


def events(answer: httpx.Response) -> list[dict[str, Any]]:
    """Return the data of the `next` events of a whole stream."""
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    *nexts, last, end = answer.text.split("\n\n")
    assert (last, end) == ("event: complete\ndata:", "")
    begin = "event: next\ndata: "
    assert all(event.startswith(begin) for event in nexts)
    return [json.loads(event.removeprefix(begin)) for event in nexts]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_subscription_streams_its_answers_as_events(
    client: httpx.AsyncClient, method: str
) -> None:
    members = {"query": "subscription{count(to: 2)}"}
    answer = await client.request(
        method,
        "/graphql",
        params=members if method == "GET" else None,
        json=members if method == "POST" else None,
        headers={"accept": "text/event-stream"},
    )
    assert events(answer) == [
        {"data": {"count": 0}, "extensions": COST},
        {"data": {"count": 1}, "extensions": COST},
    ]


async def test_a_query_may_be_streamed_too(client: httpx.AsyncClient) -> None:
    answer = await post(client, "{hello}", accept="text/event-stream")
    assert events(answer) == [{"data": {"hello": "hello you"}, "extensions": COST}]


async def test_a_faulty_document_is_the_one_event_of_its_stream(client: httpx.AsyncClient) -> None:
    (event,) = events(await post(client, "{nothing}", accept="text/event-stream"))
    assert event["errors"][0]["extensions"]["code"] == "graphql.validation"


async def test_an_error_in_a_stream_is_masked(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as logged:
        answer = await post(client, "subscription{breaks}", accept="text/event-stream")
    first, second = events(answer)
    assert first == {"data": {"breaks": 1}, "extensions": COST}
    assert second["errors"][0]["extensions"]["code"] == "unexpected"
    assert SECRET not in answer.text
    assert [line["event"] for line in logged] == ["graphql.unexpected", "request"]
