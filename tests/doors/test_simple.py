"""The simple index, in process."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from devsper_registry.backend import Backend
from devsper_registry.db.changes import Changes
from devsper_registry.db.serials import Serials
from tests.doors import seeds
from tests.doors.reading import SIMPLE_HTML, SIMPLE_JSON, opened, reader, said

pytestmark = pytest.mark.anyio
PUBLIC = {
    "cache-control": "max-age=0, must-revalidate",
    "vary": "Accept, Accept-Encoding",
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET",
    "access-control-max-age": "86400",
    "access-control-expose-headers": "X-PyPI-Last-Serial",
}


@pytest.fixture
async def backend(database_url: str, tmp_path: Path) -> AsyncIterator[Backend]:
    async with opened(database_url, tmp_path) as backend:
        yield backend


@pytest.fixture
async def http(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    async with reader(backend) as client:
        yield client


async def test_a_page_lists_the_files_in_json(backend: Backend, http: httpx.AsyncClient) -> None:
    await seeds.package(backend)
    wheel = await seeds.file(backend)
    answer = await http.get("/simple/demo/", headers={"accept": SIMPLE_JSON})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == SIMPLE_JSON
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["x-pypi-last-serial"] == str(wheel.serial)
    assert {name: answer.headers[name] for name in PUBLIC} == PUBLIC
    [file] = answer.json()["files"]
    assert file["filename"] == wheel.filename
    assert file["hashes"] == {"sha256": wheel.sha256}
    assert file["size"] == len(wheel.content)
    assert file["upload-time"] == "2026-11-24T12:00:00.123456Z"
    assert str(answer.url.join(file["url"])) == f"http://registry.example.com{wheel.path}"
    assert answer.json()["versions"] == ["1.0"]


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("application/vnd.pypi.simple.latest+json", SIMPLE_JSON),
        (f"{SIMPLE_JSON};q=0.1, {SIMPLE_HTML};q=0.2", f"{SIMPLE_HTML}; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("path", ["/simple/", "/simple/demo/"])
async def test_the_reader_chooses_the_representation(
    backend: Backend, path: str, accept: str | None, content_type: str
) -> None:
    await seeds.package(backend)
    async with reader(backend) as http:
        del http.headers["accept"]
        answer = await http.get(path, headers={} if accept is None else {"accept": accept})
        assert answer.headers["content-type"] == content_type
        beaten = await http.get(f"{path}?format={SIMPLE_JSON}", headers={"accept": "text/html"})
        assert beaten.headers["content-type"] == SIMPLE_JSON


@pytest.mark.parametrize("path", ["/simple/", "/simple/demo/"])
async def test_what_is_not_spoken_is_406(
    backend: Backend, http: httpx.AsyncClient, path: str
) -> None:
    await seeds.package(backend)
    answer = await http.get(path, headers={"accept": "image/png"})
    assert answer.status_code == 406
    assert answer.text == (
        "The simple index speaks application/vnd.pypi.simple.v1+json, "
        "application/vnd.pypi.simple.v1+html and text/html: ask for one of them, not 'image/png'."
    )
    assert (await http.get(f"{path}?format=json")).status_code == 406


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/simple", "/simple/"),
        ("/simple?format=text/html", "/simple/?format=text/html"),
        ("/simple/demo", "/simple/demo/"),
        ("/simple/Foo.Bar/", "/simple/foo-bar/"),
        ("/simple/Foo._-.Bar", "/simple/foo-bar/"),
        ("/simple/Foo.Bar/?a=1&b=%2F%20", "/simple/foo-bar/?a=1&b=%2F%20"),
        ("/simple/demo?format=x+y", "/simple/demo/?format=x+y"),
    ],
)
async def test_every_other_spelling_leads_to_the_one(
    http: httpx.AsyncClient, path: str, location: str
) -> None:
    answer = await http.get(path)
    assert answer.status_code == 301
    assert answer.headers["location"] == location
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert answer.content == b""


@pytest.mark.parametrize(
    "path",
    [
        "/simple/unknown/",
        "/simple/%00/",
        "/simple/demo%00/",
        "/simple/%2e%2e/",
        "/simple/%2e%2e%2fetc/",
        "/simple/..%5c..%5c/",
        "/simple/-demo-/",
        "/simple/_/",
        "/simple/a b/",
        "/simple/%C3%A9/",
        "/simple/%E2%84%AA/",
        "/simple/%ff%fe/",
        "/simple/%0d%0aSet-Cookie:x/",
        "/simple/" + "a" * 129 + "/",
        "/simple/" + "a" * 10_000 + "/",
        "/simple/demo/extra/",
        "/simple/demo//",
        "/simple//",
        "/legacy/+simple/unknown/",
        "/legacy/+simple/%00/",
    ],
)
@pytest.mark.parametrize("accept", [SIMPLE_JSON, "*/*"])
async def test_what_is_not_there_is_404_and_small(
    http: httpx.AsyncClient, path: str, accept: str
) -> None:
    answer = await http.get(path, headers={"accept": accept})
    assert answer.status_code == 404
    assert len(answer.content) < 600
    assert "Traceback" not in answer.text


async def test_an_unknown_package_is_named_in_the_sentence(http: httpx.AsyncClient) -> None:
    answer = await http.get("/simple/unknown/")
    assert answer.text == "There is no package 'unknown' here: check the spelling."
    problem = await http.get("/simple/unknown/", headers={"accept": SIMPLE_JSON})
    assert problem.json()["code"] == "package.not-found"


async def test_a_package_without_files_is_an_empty_page(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    serial = await seeds.package(backend)
    answer = await http.get("/simple/demo/", headers={"accept": SIMPLE_JSON})
    assert answer.status_code == 200
    assert answer.json() == {
        "meta": {"api-version": "1.4", "_last-serial": serial},
        "name": "demo",
        "project-status": {"status": "active"},
        "versions": [],
        "files": [],
    }


async def test_a_quarantined_package_shows_its_status_and_nothing_else(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    await seeds.package(backend)
    await seeds.file(backend)
    serial = await seeds.set_status(backend, "quarantined", reason="looks like malware")
    answer = await http.get("/simple/demo/", headers={"accept": SIMPLE_JSON})
    assert answer.json() == {
        "meta": {"api-version": "1.4", "_last-serial": serial},
        "name": "demo",
        "project-status": {"status": "quarantined", "reason": "looks like malware"},
        "versions": [],
        "files": [],
    }
    listing = await http.get("/simple/", headers={"accept": SIMPLE_JSON})
    assert listing.json() == {
        "meta": {"api-version": "1.4", "_last-serial": serial},
        "projects": [],
    }


async def test_the_list_of_packages_has_the_serial_of_each(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    assert (await http.get("/simple/", headers={"accept": SIMPLE_JSON})).json()["projects"] == []
    zebra = await seeds.package(backend, "Zebra")
    demo = await seeds.package(backend, "demo")
    answer = await http.get("/simple/", headers={"accept": SIMPLE_JSON})
    assert answer.json()["projects"] == [
        {"name": "demo", "_last-serial": demo},
        {"name": "zebra", "_last-serial": zebra},
    ]
    assert answer.headers["x-pypi-last-serial"] == str(demo)
    assert {name: answer.headers[name] for name in PUBLIC} == PUBLIC


async def test_the_files_own_yank_counts_before_the_releases(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    await seeds.package(backend)
    await seeds.file(backend, yanked_reason="", release_yanked_reason="release is bad")
    await seeds.file(backend, "demo-1.0.tar.gz", metadata=None)
    await seeds.file(backend, "demo-2.0-py3-none-any.whl", version="2.0")
    answer = await http.get("/simple/demo/", headers={"accept": SIMPLE_JSON})
    assert {file["filename"]: file["yanked"] for file in answer.json()["files"]} == {
        "demo-1.0-py3-none-any.whl": True,
        "demo-1.0.tar.gz": "release is bad",
        "demo-2.0-py3-none-any.whl": False,
    }


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("accept", [SIMPLE_JSON, SIMPLE_HTML, "text/html"])
@pytest.mark.parametrize("path", ["/simple/", "/simple/demo/"])
async def test_a_known_etag_is_304_until_something_changes(
    backend: Backend, http: httpx.AsyncClient, path: str, accept: str, encoding: str
) -> None:
    await seeds.package(backend)
    await seeds.file(backend)
    wants = {"accept": accept, "accept-encoding": encoding}
    first = await http.get(path, headers=wants)
    etag = first.headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = await http.get(path, headers={**wants, "if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("etag", "cache-control", "vary", "x-pypi-last-serial"):
            assert again.headers[name] == first.headers[name]
        assert "content-encoding" not in again.headers
    assert (await http.get(path, headers={**wants, "if-none-match": '"other"'})).status_code == 200
    await seeds.file(backend, "demo-1.0.tar.gz", b"second", metadata=None)
    changed = await http.get(path, headers={**wants, "if-none-match": etag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag


async def test_gzip_has_its_own_etag_and_the_same_page(
    backend: Backend, http: httpx.AsyncClient
) -> None:
    await seeds.package(backend)
    plain = await http.get("/simple/demo/")
    assert "content-encoding" not in plain.headers
    async with http.stream(
        "GET", "/simple/demo/", headers={"accept-encoding": "gzip, deflate"}
    ) as zipped:
        raw = b"".join([chunk async for chunk in zipped.aiter_raw()])
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.headers["content-length"] == str(len(raw))
    assert zipped.headers["etag"] != plain.headers["etag"]
    assert gzip.decompress(raw) == plain.content
    refused = await http.get("/simple/demo/", headers={"accept-encoding": "gzip;q=0, *"})
    assert "content-encoding" not in refused.headers


@pytest.mark.parametrize("path", ["/simple/", "/simple/demo/", "/legacy/+simple/demo/"])
async def test_head_has_the_headers_of_get_and_no_body(
    backend: Backend, http: httpx.AsyncClient, path: str
) -> None:
    await seeds.package(backend)
    get, head = await http.get(path), await http.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert said(head) == said(get)


@pytest.mark.parametrize("path", ["/legacy/+simple/demo/", "/legacy/%2Bsimple/Demo/"])
async def test_hatch_finds_the_files_below_the_upload_url(
    backend: Backend, http: httpx.AsyncClient, path: str
) -> None:
    await seeds.package(backend)
    wheel = await seeds.file(backend)
    answer = await http.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f">{wheel.filename}</a>" in answer.text
    href = answer.text.partition('<a href="')[2].partition("#")[0]
    assert answer.url.join(href).path == wheel.path


async def test_a_page_is_right_in_every_replica_at_once(
    backend: Backend, database_url: str, tmp_path: Path
) -> None:
    await seeds.package(backend)
    async with (
        opened(database_url, tmp_path) as other,
        reader(backend) as here,
        reader(other) as there,
    ):
        headers = {"accept": SIMPLE_JSON}
        assert (await there.get("/simple/demo/", headers=headers)).json()["files"] == []
        wheel = await seeds.file(backend)
        pages = [await http.get("/simple/demo/", headers=headers) for http in (here, there)]
        assert pages[0].content == pages[1].content
        assert pages[0].headers["etag"] == pages[1].headers["etag"]
        assert pages[1].headers["x-pypi-last-serial"] == str(wheel.serial)
        await seeds.delete_file(backend, wheel)
        assert (await there.get("/simple/demo/", headers=headers)).json()["files"] == []


async def test_while_no_change_is_heard_a_warm_page_costs_one_statement_and_a_cold_one_two(
    backend: Backend,
) -> None:
    await seeds.package(backend)
    for number in range(20):
        await seeds.file(
            backend,
            f"demo-1.{number}-py3-none-any.whl",
            str(number).encode(),
            version=f"1.{number}",
        )
    statements: list[str] = []
    async with backend.database.raw() as connection:
        connection.add_query_logger(lambda record: statements.append(record.query))
        # One connection, so that every statement is counted.
        only: Any = _Only(connection)
        one = replace(backend, database=only, serials=Serials(only))
        async with reader(one) as http:
            for path in ("/simple/demo/", "/simple/"):
                for expected in (2, 1, 1):
                    statements.clear()
                    await http.get(path, headers={"accept": SIMPLE_JSON})
                    await asyncio.sleep(0.01)  # the driver calls its loggers a little later
                    assert len(statements) == expected


class _Only:
    """A database of one connection, which hears of nothing."""

    def __init__(self, connection: object) -> None:
        self.connection = connection
        self.changes = Changes()

    def raw(self) -> "_Only":
        return self

    async def __aenter__(self) -> object:
        return self.connection

    async def __aexit__(self, *_: object) -> None:
        return


async def test_other_methods_are_refused(http: httpx.AsyncClient) -> None:
    for path in ("/simple/", "/simple/demo/"):
        answer = await http.post(path)
        assert answer.status_code == 405
        assert set(answer.headers["allow"].replace(" ", "").split(",")) == {"GET", "HEAD"}
