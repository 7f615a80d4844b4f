"""Answers to trusted documents from memory: the same, without a statement, and never an old one."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from devsper_registry.app import create_app
from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.graphql.kept import SECONDS, Answers, Key
from tests.build import wheel
from tests.doors import seeds
from tests.doors.reading import opened
from tests.services.published import account, publish
from tests.statements import statements

pytestmark = pytest.mark.anyio

PACKAGE = """query Shown($name: String!) {
    package(name: $name) { name latestVersion: releases { nodes { version } } } }"""
DEVICE = 'query Waiting { device(userCode: "BCDF-GHJK") { clientName } }'
VIEWER = "query Me { viewer { account { name } } }"
MUTATION = 'mutation Out { revokeApiKey(input: {id: "x"}) { __typename } }'


def id_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    manifest = tmp_path / "documents.json"
    texts = (PACKAGE, DEVICE, VIEWER, MUTATION)
    manifest.write_text(json.dumps({id_of(text): text for text in texts}))
    async with opened(database_url, tmp_path, graphql_trusted_documents=manifest) as backend:
        backend.listening.start()
        async with asyncio.timeout(20):
            while not backend.database.changes.are_heard:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        yield backend


@pytest.fixture
async def http(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=create_app(backend))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://registry.example.com"
    ) as client:
        yield client


async def ask(http: httpx.AsyncClient, text: str = PACKAGE, **headers: str) -> httpx.Response:
    """Ask by GET, as a browser's cache can."""
    wanted = {"documentId": id_of(text)}
    if text is PACKAGE:
        wanted["variables"] = json.dumps({"name": "demo"})
    return await http.get("/graphql", params=wanted, headers=headers)


async def test_what_was_answered_is_answered_again_without_a_statement(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    await publish(backend, await account(backend, "ann"), wheel("demo", "1.0"))
    first = await ask(http)
    assert first.json()["data"]["package"]["name"] == "demo"
    with statements(backend) as made:
        again = await ask(http)
        posted = await http.post(
            "/graphql",
            json={
                "documentId": f"sha256:{id_of(PACKAGE)}",
                "variables": {"name": "demo"},
            },
        )
        by_etag = await ask(http, **{"if-none-match": f'"other", {first.headers["etag"]}'})
    assert made == []
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert posted.content == first.content
    assert (by_etag.status_code, by_etag.content) == (304, b"")
    for answer in (first, again, posted, by_etag):
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["vary"] == "Accept, Authorization, X-API-Key, Origin"


async def test_a_change_is_seen_at_once(backend: Backend, http: httpx.AsyncClient) -> None:
    before = await ask(http)
    assert before.json()["data"] == {"package": None}
    ann = await account(backend, "ann")
    await publish(backend, ann, wheel("demo", "1.0"))
    one = await ask(http, **{"if-none-match": before.headers["etag"]})
    await publish(backend, ann, wheel("demo", "2.0"))
    two = await ask(http, **{"if-none-match": one.headers["etag"]})
    assert [answer.status_code for answer in (one, two)] == [200, 200]
    nodes = two.json()["data"]["package"]["latestVersion"]["nodes"]
    assert {node["version"] for node in nodes} == {"1.0", "2.0"}


async def test_nothing_is_kept_while_changes_are_not_heard(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    await ask(http)
    backend.database.changes.doubt()
    with statements(backend) as made:
        answer = await ask(http)
    assert len(made) == 1
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


async def test_who_signed_in_gets_an_answer_of_their_own(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    secret, _ = await seeds.key(backend, Scope.READ)
    assert (await ask(http, VIEWER)).json()["data"] == {"viewer": None}
    mine = await ask(http, VIEWER, authorization=f"Bearer {secret}")
    assert mine.json()["data"]["viewer"] is not None
    assert mine.headers["cache-control"] == "no-store"
    assert (await ask(http, VIEWER)).json()["data"] == {"viewer": None}


@pytest.mark.parametrize("text", [DEVICE, MUTATION])
async def test_what_no_event_tells_of_and_what_failed_is_not_kept(
    http: httpx.AsyncClient, text: str
) -> None:
    answer = await http.post("/graphql", json={"documentId": id_of(text)})
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


async def test_a_document_that_is_not_trusted_is_not_kept(http: httpx.AsyncClient) -> None:
    answer = await http.get("/graphql", params={"query": "{ version }"})
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


# --- what is kept -------------------------------------------------------------------------------


def key(variables: bytes = b"{}") -> Key:
    return Key("id", None, variables, "http://registry.example.com", "application/json")


def test_an_answer_is_kept_for_its_serial_and_some_seconds() -> None:
    now: list[float] = [100.0]
    answers = Answers(clock=lambda: now[0])
    put = answers.put(key(), b"answer", serial=7)
    assert answers.get(key(), serial=7) == put
    assert answers.get(key(), serial=8) is None
    assert answers.get(key(b"[]"), serial=7) is None
    now[0] += SECONDS
    assert answers.get(key(), serial=7) is None


def test_the_least_recently_used_give_way() -> None:
    answers = Answers(limit=3_000)
    names: list[Any] = [key(str(number).encode()) for number in range(4)]
    for name in names[:3]:
        answers.put(name, b"x" * 300, serial=1)
    assert answers.get(names[0], serial=1) is not None
    answers.put(names[3], b"x" * 300, serial=1)
    there = [answers.get(name, serial=1) is not None for name in names]
    assert there == [True, False, True, True]
    answers.put(key(), b"x" * 3_000, serial=1)
    assert answers.get(key(), serial=1) is None
    answers.put(names[0], b"x" * 300, serial=1)
    assert answers.get(names[0], serial=1) is not None
