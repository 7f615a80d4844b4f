"""OSV's questions in process: what `uv audit`, pip-audit and others ask, and what is refused."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from devsper_registry.auth.principal import OPERATOR, Scope
from devsper_registry.backend import Backend
from devsper_registry.services import advising, advisory_imports
from tests import advisories
from tests.advisories import MODIFIED, advisory, affected, before
from tests.build import wheel
from tests.doors import seeds
from tests.doors.reading import opened, private, reader
from tests.services import state
from tests.services.published import account, publish
from tests.services.test_advisories import Heard

pytestmark = pytest.mark.anyio

ONE = advisory("GHSA-1", before("demo", "2.0"), aliases=["CVE-2026-1"])
TWO = advisory("PYSEC-1", before("demo", "1.5"), unknown={"kept": True})
GONE = advisory("PYSEC-2", before("demo", "9"), withdrawn=MODIFIED)
ELSEWHERE = advisory("GHSA-3", affected("Zope.Interface", {"introduced": "5"}))


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path / "data") as backend:
        path = tmp_path / "all.zip"
        path.write_bytes(advisories.archive(ONE, TWO, GONE, ELSEWHERE))
        await advisory_imports.import_from(backend, [path], by=OPERATOR, listener=Heard())
        yield backend


@pytest.fixture
async def client(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    async with reader(backend) as client:
        yield client


def asked(name: str = "demo", version: str | None = "1.0", **more: Any) -> dict[str, Any]:
    told = {} if version is None else {"version": version}
    return {"package": {"name": name, "ecosystem": "PyPI"}, **told, **more}


def purl(text: str, **more: Any) -> dict[str, Any]:
    return {"package": {"purl": text}, **more}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (asked(), [ONE, TWO]),
        (asked("Demo", "1.5.0"), [ONE]),
        (asked(version="2.0"), []),
        (asked(version="2.0rc1"), [ONE]),
        (asked(version=None), [ONE, TWO]),
        (asked(version=""), [ONE, TWO]),
        (asked(version="no version"), []),
        (asked("zope-interface", "6"), [ELSEWHERE]),
        (asked("zope_interface", "4"), []),
        (asked("unheard-of"), []),
        (asked("no name!"), []),
        ({"version": "1.0", "package": {"name": "demo", "ecosystem": "npm"}}, []),
        (purl("pkg:pypi/demo@1.5"), [ONE]),
        (purl("pkg:pypi/demo", version="1.5"), [ONE]),
        (purl("pkg:npm/demo@1.0"), []),
        ({"commit": "6879efc2c1596d11a6a6ad296f80063b558d5e0f"}, []),
        (asked(page_token="after:GHSA-1"), [TWO]),
        (asked(page_token="after:PYSEC-1"), []),
        (asked(page_token="after:"), [ONE, TWO]),
        (asked(more={"unknown": 1}), [ONE, TWO]),
    ],
)
async def test_a_query_is_answered_with_the_documents_as_they_were_given(
    client: httpx.AsyncClient, query: dict[str, Any], expected: list[dict[str, Any]]
) -> None:
    answer = await client.post("/v1/query", json=query)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == ({"vulns": expected} if expected else {})


async def test_a_batch_is_answered_with_ids_in_the_order_of_its_queries(
    client: httpx.AsyncClient,
) -> None:
    queries = [asked("zope.interface", "5"), asked(version="3"), asked(), purl("pkg:pypi/demo@1")]
    answer = await client.post("/v1/querybatch", json={"queries": queries})
    both = {
        "vulns": [{"id": "GHSA-1", "modified": MODIFIED}, {"id": "PYSEC-1", "modified": MODIFIED}]
    }
    assert answer.json() == {
        "results": [{"vulns": [{"id": "GHSA-3", "modified": MODIFIED}]}, {}, both, both]
    }
    assert (await client.post("/v1/querybatch", json={})).json() == {"results": []}


async def test_pages_go_on_where_the_one_before_ended(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advising, "MOST", 1)
    first = (await client.post("/v1/query", json=asked())).json()
    assert first == {"vulns": [ONE], "next_page_token": "after:GHSA-1"}
    rest = await client.post("/v1/query", json=asked(page_token=first["next_page_token"]))
    assert rest.json() == {"vulns": [TWO]}

    monkeypatch.setattr(advising, "MOST_OF_BATCH", 1)
    batch = await client.post("/v1/querybatch", json={"queries": [asked(), asked()]})
    named = {"id": "GHSA-1", "modified": MODIFIED}
    assert batch.json() == {
        "results": [
            {"vulns": [named], "next_page_token": "after:GHSA-1"},
            # Nothing was left for it: it is asked again from the beginning.
            {"next_page_token": "after:"},
        ]
    }


@pytest.mark.parametrize(("document", "id_"), [(ONE, "GHSA-1"), (GONE, "PYSEC-2")])
async def test_an_advisory_is_told_by_its_id(
    client: httpx.AsyncClient, document: dict[str, Any], id_: str
) -> None:
    answer = await client.get(f"/v1/vulns/{id_}")
    assert answer.json() == document
    assert answer.headers["cache-control"] == "no-cache"
    assert (await client.head(f"/v1/vulns/{id_}")).status_code == 200


@pytest.mark.parametrize("id_", ["GHSA-2", "CVE-2026-1", "a%00b", "%ff", "x" * 200, "ghsa-1"])
async def test_an_id_that_is_not_here_is_a_404_in_the_shape_of_osv(
    client: httpx.AsyncClient, id_: str
) -> None:
    answer = await client.get(f"/v1/vulns/{id_}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["code"] == 5
    assert answer.json()["message"].startswith("There is no advisory '")


WRONG: list[tuple[Any, str]] = [
    ({}, "The query cannot be answered: name a 'package' and its 'version', or a 'commit'."),
    ({"version": "1.0"}, "name a 'package'"),
    ({"package": {}}, "name a 'package'"),
    ({"package": {"name": "demo"}}, "name the package's 'ecosystem', such as PyPI."),
    ({"package": {"name": "demo", "purl": "pkg:pypi/demo"}}, "not both."),
    (purl("demo"), "the 'purl' is none: write it as pkg:pypi/name@version."),
    (purl("pkg:pypi/demo@1", version="1"), "the version stands in the 'purl' already"),
    (asked(page_token="2"), "'page_token' is none that was given out"),
    (asked(page_token="after:a b"), "'page_token' is none that was given out"),
    ({**asked(), "version": 1}, "The request could not be understood: version: "),
    (asked(version="1" * 2000), "The request could not be understood: version: "),
    ([], "The request could not be understood: the body: "),
]


@pytest.mark.parametrize(("query", "message"), WRONG)
async def test_a_query_that_asks_nothing_is_a_400_in_the_shape_of_osv(
    client: httpx.AsyncClient, query: Any, message: str
) -> None:
    answer = await client.post("/v1/query", json=query, headers={"accept": "text/html"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"code", "message", "error"}
    assert answer.json()["code"] == 3
    assert message in answer.json()["message"]


async def test_batches_and_bodies_have_a_limit(client: httpx.AsyncClient) -> None:
    full = await client.post("/v1/querybatch", json={"queries": [asked()] * 1000})
    assert len(full.json()["results"]) == 1000
    over = await client.post("/v1/querybatch", json={"queries": [asked()] * 1001})
    assert (over.status_code, over.json()["code"]) == (400, 3)
    assert over.json()["message"] == (
        "A batch may have 1000 queries and this one has 1001: send several."
    )
    large = await client.post("/v1/query", content=b" " * (2 * 1024 * 1024 + 1))
    assert (large.status_code, large.json()["code"]) == (413, 3)


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff", b'{"package": "\\ud800"}'])
async def test_a_body_that_is_no_json_is_a_400(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/v1/query", content=body)
    assert (answer.status_code, answer.json()["code"]) == (400, 3)


async def test_other_methods_are_told_what_is_understood(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/query")
    assert (answer.status_code, answer.json()["code"]) == (405, 12)
    assert answer.headers["allow"] == "POST"


async def test_the_answer_tells_nothing_of_which_packages_there_are(
    backend: Backend, client: httpx.AsyncClient
) -> None:
    """What is asked of a private package, and of one that nobody has, is answered alike."""
    questions = [asked("demo", "1.0"), asked("secret-plans", "1.0"), asked("nothing", "1.0")]
    before_ = [(await client.post("/v1/query", json=each)).content for each in questions]
    ann = await account(backend)
    await publish(backend, ann, wheel("demo", "1.0"), wheel("secret-plans", "1.0"))
    journal = (await state.of(backend)).journal
    after = [(await client.post("/v1/query", json=each)).content for each in questions]
    assert after == before_
    assert before_[1] == before_[2] == b"{}"
    assert (await state.of(backend)).journal == journal


async def test_a_registry_that_is_read_with_keys_is_asked_with_one(
    backend: Backend,
) -> None:
    closed = private(backend)
    key, _ = await seeds.key(backend, Scope.READ)
    bound, _ = await seeds.key(backend, Scope.READ, packages=["other"])
    publisher, _ = await seeds.key(backend, Scope.PUBLISH)
    async with reader(closed) as client:
        for method, url, body in (
            ("POST", "/v1/query", asked()),
            ("POST", "/v1/querybatch", {"queries": [asked()]}),
            ("GET", "/v1/vulns/GHSA-1", None),
            ("GET", "/v1/vulns/GHSA-none", None),
        ):
            stranger = await client.request(method, url, json=body)
            assert (stranger.status_code, stranger.json()["code"]) == (401, 16)
            assert stranger.headers["www-authenticate"] == 'Basic realm="devsper-registry"'
            refused = await client.request(method, url, json=body, headers={"x-api-key": publisher})
            assert (refused.status_code, refused.json()["code"]) == (403, 7)
            for secret in (key, bound):
                answer = await client.request(method, url, json=body, auth=("__token__", secret))
                assert answer.status_code == (404 if url.endswith("none") else 200)
                assert "private" in answer.headers["cache-control"] or answer.status_code == 404
