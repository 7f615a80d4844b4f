"""A file that is withheld is nowhere for those who install, and its publishers see why."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from packaging.utils import NormalizedName

from devsper_registry.backend import Backend
from devsper_registry.db.tables.verification import Decision
from devsper_registry.errors import AdministratorsOnly, ReasonMissing
from devsper_registry.services import deleting, overruling
from tests.build import Built, sdist, wheel
from tests.doors.graphql.changing import Person, door, person
from tests.doors.reading import SIMPLE_HTML, SIMPLE_JSON, opened, reader
from tests.services import state
from tests.services.published import publish

pytestmark = pytest.mark.anyio

DEMO = NormalizedName("demo")
SEEN = """query($filename: String!) {
  file(filename: $filename) { availability verification { ruling { decision reason by { name } } } }
  package(name: "demo") {
    latestRelease { version }
    releases { nodes { version files { filename } } }
  }
  release(package: "demo", version: "2.0") { version }
  search(query: "newest") { totalCount }
}"""


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path) as backend:
        yield backend


@pytest.fixture
async def http(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    async with reader(backend, accept=SIMPLE_JSON) as client:
        yield client


@pytest.fixture
async def ann(backend: Backend) -> Person:
    return await person(backend, "ann")


@pytest.fixture
async def root(backend: Backend) -> Person:
    return await person(backend, "root", is_administrator=True)


@pytest.fixture
async def bad(backend: Backend, ann: Person) -> Built:
    """The wheel of the newer of two releases."""
    await publish(backend, ann.principal, wheel("demo", "1.0", lines=("Summary: the old one",)))
    newest = wheel("demo", "2.0", lines=("Summary: the newest",))
    await publish(backend, ann.principal, newest)
    return newest


async def decided(
    backend: Backend, by: Person, file: Built, decision: Decision = Decision.QUARANTINED
) -> None:
    await overruling.decide(
        backend,
        decision,
        by=by.principal,
        package=DEMO,
        filename=file.filename,
        reason="steals keys",
    )


async def test_the_page_leaves_it_out_and_the_release_with_it(
    backend: Backend, http: httpx.AsyncClient, root: Person, bad: Built
) -> None:
    before = (await http.get("/simple/demo/")).headers["etag"]
    await decided(backend, root, bad)
    answer = await http.get("/simple/demo/", headers={"if-none-match": before})
    page = answer.json()
    assert page["versions"] == ["1.0"]
    assert [file["filename"] for file in page["files"]] == ["demo-1.0-py3-none-any.whl"]
    html = (await http.get("/simple/demo/", headers={"accept": SIMPLE_HTML})).text
    assert bad.filename not in html


@pytest.mark.parametrize(
    ("decision", "code"),
    [(Decision.QUARANTINED, "file.quarantined"), (Decision.REJECTED, "file.rejected")],
)
async def test_its_address_is_refused_and_not_missing(
    backend: Backend,
    http: httpx.AsyncClient,
    root: Person,
    bad: Built,
    decision: Decision,
    code: str,
) -> None:
    path = f"/packages/demo/{bad.sha256}/{bad.filename}"
    assert (await http.get(path)).content == bad.content
    await decided(backend, root, bad, decision)
    for wanted in (path, f"{path}.metadata"):
        answer = await http.get(wanted, headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (403, code)
        assert answer.headers["cache-control"] == "no-store"
    await decided(backend, root, bad, Decision.RELEASED)
    assert (await http.get(path)).content == bad.content


async def test_a_package_of_which_all_is_withheld_is_there_and_empty(
    backend: Backend, http: httpx.AsyncClient, ann: Person, root: Person
) -> None:
    """With 404 an installer would go on to the next index."""
    only = wheel("demo", "1.0")
    await publish(backend, ann.principal, only)
    await decided(backend, root, only)
    answer = await http.get("/simple/demo/")
    assert (answer.status_code, answer.json()["versions"], answer.json()["files"]) == (200, [], [])
    assert [project["name"] for project in (await http.get("/simple/")).json()["projects"]] == [
        "demo"
    ]


async def test_strangers_see_neither_file_nor_release_and_the_one_before_is_the_latest(
    backend: Backend, root: Person, bad: Built
) -> None:
    await decided(backend, root, bad)
    assert await seen(backend, None, bad) == {
        "file": None,
        "package": {
            "latestRelease": {"version": "1.0"},
            "releases": {
                "nodes": [{"version": "1.0", "files": [{"filename": "demo-1.0-py3-none-any.whl"}]}]
            },
        },
        "release": None,
        "search": {"totalCount": 0},
    }


async def test_its_publishers_see_it_and_why(
    backend: Backend, ann: Person, root: Person, bad: Built
) -> None:
    await decided(backend, root, bad)
    shown = await seen(backend, ann, bad)
    assert shown["file"] == {
        "availability": "QUARANTINED",
        "verification": {
            "ruling": {"decision": "QUARANTINED", "reason": "steals keys", "by": {"name": "root"}}
        },
    }
    assert [release["version"] for release in shown["package"]["releases"]["nodes"]] == [
        "2.0",
        "1.0",
    ]


async def test_a_release_with_another_file_stays(
    backend: Backend, http: httpx.AsyncClient, ann: Person, root: Person, bad: Built
) -> None:
    await decided(backend, root, bad)
    await publish(backend, ann.principal, sdist("demo", "2.0"))
    assert (await http.get("/simple/demo/")).json()["versions"] == ["1.0", "2.0"]
    await deleting.delete_file(
        backend,
        by=ann.principal,
        package=DEMO,
        filename="demo-2.0.tar.gz",
        confirmation="demo-2.0.tar.gz",
    )
    assert (await http.get("/simple/demo/")).json()["versions"] == ["1.0"]
    shown = await seen(backend, None, bad)
    assert shown["package"]["latestRelease"] == {"version": "1.0"}


async def test_the_journal_tells_who_decided_what_and_why(
    backend: Backend, root: Person, bad: Built
) -> None:
    await decided(backend, root, bad)
    await decided(backend, root, bad)
    await decided(backend, root, bad, Decision.RELEASED)
    told = [event for event in await state.events(backend) if event.filename == bad.filename]
    assert [(event.action, event.account_id) for event in told[-2:]] == [
        ("file.quarantined", root.principal.account_id),
        ("file.released", root.principal.account_id),
    ]
    assert told[-2].detail == {"before": None, "after": "quarantined", "reason": "steals keys"}
    assert told[-1].detail == {"before": "quarantined", "after": None, "reason": "steals keys"}


async def test_owners_decide_nothing_and_reasons_are_needed(
    backend: Backend, ann: Person, root: Person, bad: Built
) -> None:
    before = await state.rows(backend)
    with pytest.raises(AdministratorsOnly):
        await decided(backend, ann, bad)
    with pytest.raises(ReasonMissing):
        await overruling.decide(
            backend,
            Decision.QUARANTINED,
            by=root.principal,
            package=DEMO,
            filename=bad.filename,
            reason=" ",
        )
    assert await state.rows(backend) == before


async def seen(backend: Backend, by: Person | None, file: Built) -> dict[str, Any]:
    """Return what GraphQL shows of the file and its package."""
    async with door(backend) as opened:
        body = await opened.post(SEEN, by, filename=file.filename)
    assert "errors" not in body, body["errors"]
    data: dict[str, Any] = body["data"]
    return data
