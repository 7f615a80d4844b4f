"""Every hostile or broken file of the table, sent to the upload door: refused, and nothing kept."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import journal
from tests import postgres
from tests.build import Built, built, sdist, wheel
from tests.doors import seeds
from tests.doors.reading import SIMPLE_JSON, opened, reader
from tests.hostile import Hostile, cases, sentences
from tests.server import Server, form

pytestmark = pytest.mark.anyio

CASES = cases()
SAID = sentences()
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
# Of every room of `distribution/` some: the live server is not slow, but there is only one.
SOME = pytest.mark.parametrize("case", CASES[::16], ids=lambda case: case.name)
STANDING = wheel("standing", "1.0")


@dataclass(frozen=True)
class Door:
    """A registry in process, and a publisher who knocks at it."""

    backend: Backend
    root: Path
    client: httpx.AsyncClient
    key: str

    async def send(self, file: Built, fields: dict[str, str]) -> httpx.Response:
        return await self.client.post(
            "/legacy/",
            data=fields,
            files={"content": (file.filename, file.content)},
            headers={"accept": "application/json"},
            auth=("__token__", self.key),
        )

    async def kept(self) -> tuple[object, ...]:
        """Everything that an upload could change: pages, bytes (those arriving too), journal."""
        pages = [
            (answer.status_code, answer.content)
            for path in ("/simple/", "/simple/demo/", "/simple/standing/")
            for answer in [await self.client.get(path, headers={"accept": SIMPLE_JSON})]
        ]
        stored = {path: path.stat().st_size for path in self.root.rglob("*") if path.is_file()}
        async with self.backend.read() as session:
            serial = await journal.last_serial(session)
        return pages, stored, serial


@asynccontextmanager
async def opened_door(url: str, folder: Path) -> AsyncIterator[Door]:
    """Open a registry of its own, in which one file already stands."""
    async with opened(url, folder) as backend, reader(backend) as client:
        key, _ = await seeds.key(backend, Scope.PUBLISH)
        door = Door(backend, folder / "files", client, key)
        answer = await door.send(STANDING, form(STANDING))
        assert answer.status_code == 200, answer.text
        yield door


@pytest.fixture(scope="module")
def shared_database_url(postgres_server: postgres.Server) -> Iterator[str]:
    with postgres_server.database() as url:
        yield url


@pytest.fixture(scope="module")
async def door(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Door]:
    """One for all cases of this worker: each must leave it as it was."""
    async with opened_door(shared_database_url, tmp_path_factory.mktemp("door")) as door:
        yield door


def hostile_file(case: Hostile) -> tuple[Built, dict[str, str]]:
    """The file, and the form of an honest client that was handed it."""
    file = built(case.filename, case.content())
    honest = sdist("demo", "1.0") if case.filename.endswith(".tar.gz") else wheel("demo", "1.0")
    return file, form(honest) | {"sha256_digest": file.sha256}


def said(case: Hostile) -> str:
    """The case's sentence; of a filename, httpx sends a backslash twice."""
    return SAID[case.name].replace(case.filename, case.filename.replace("\\", "\\\\"))


@EACH
async def test_a_hostile_upload_is_refused_and_changes_nothing(case: Hostile, door: Door) -> None:
    before = await door.kept()
    answer = await door.send(*hostile_file(case))
    assert (answer.status_code, answer.json()["error"]) == (400, case.code), answer.text
    sentence = answer.json()["message"]
    assert sentence == said(case)
    assert answer.json()["code"] == f"400 {sentence}"
    assert await door.kept() == before


async def test_after_hostile_uploads_the_same_name_takes_a_good_one(
    database_url: str, tmp_path: Path
) -> None:
    good = wheel("demo", "1.0")
    async with opened_door(database_url, tmp_path) as door:
        for case in CASES[::16]:
            assert (await door.send(*hostile_file(case))).is_client_error
        assert (await door.send(good, form(good))).status_code == 200
        page = await door.client.get("/simple/demo/", headers={"accept": SIMPLE_JSON})
        (file,) = page.json()["files"]
        assert (file["filename"], file["hashes"]) == (good.filename, {"sha256": good.sha256})
        address = page.url.join(file["url"])
        assert (await door.client.get(address)).content == good.content


@SOME
def test_the_reason_phrase_says_what_the_body_says(case: Hostile, server: Server) -> None:
    file, fields = hostile_file(case)
    answer = httpx.post(
        server.legacy,
        data=fields,
        files={"content": (file.filename, file.content)},
        auth=("__token__", server.key),
    )
    assert answer.text == said(case)
    shown = answer.text.replace("…", "...")
    if len(shown) > 400:
        shown = shown[:397] + "..."
    assert answer.reason_phrase == shown.encode("latin-1", "replace").decode("latin-1")
