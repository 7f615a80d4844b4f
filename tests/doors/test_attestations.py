"""Attestations from the upload to the provenance that is served (PEP 740)."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlmodel import col

from devsper_registry.auth.principal import Scope
from devsper_registry.backend import Backend
from devsper_registry.db.queries import withholding
from devsper_registry.db.tables import File
from devsper_registry.db.tables.file import Withheld
from devsper_registry.errors import (
    AttestationMalformed,
    AttestationOfOtherFile,
    ProvenanceNotAcceptable,
    ProvenanceNotFound,
)
from devsper_registry.services.attesting import LEFT_ASIDE
from tests.build import Built, sdist, wheel
from tests.doors import seeds
from tests.doors.reading import SIMPLE_JSON, opened, private, reader
from tests.doors.test_legacy import TAKEN, said, send
from tests.private_sigstore import Sigstore
from tests.services import state

pytestmark = pytest.mark.anyio
WHEEL = wheel("demo", "1.0")
PROVENANCE = f"/integrity/demo/1.0/{WHEEL.filename}/provenance"
TYPE = "application/vnd.pypi.integrity.v1+json"


@pytest.fixture(scope="module")
def sigstore() -> Sigstore:
    return Sigstore()


@pytest.fixture
async def backend(database_url: str, tmp_path: Path, sigstore: Sigstore) -> AsyncIterator[Backend]:
    root = tmp_path / "trusted_root.json"
    root.write_text(json.dumps(sigstore.trusted_root))
    async with opened(
        database_url,
        tmp_path,
        attestation_trust_root=str(root),
        base_url="https://registry.example.com",
    ) as backend:
        yield backend


@pytest.fixture
async def http(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    secret, _ = await seeds.key(backend, Scope.PUBLISH)
    async with reader(backend, authorization=f"Bearer {secret}") as client:
        yield client


def attested(sigstore: Sigstore, file: Built) -> str:
    return json.dumps([sigstore.attestation(file.filename, file.sha256)])


async def files(http: httpx.AsyncClient) -> dict[str, Any]:
    page = await http.get("/simple/demo/", headers={"accept": SIMPLE_JSON})
    return {file["filename"]: file for file in page.json()["files"]}


async def test_what_was_attested_is_served_and_stands_on_the_pages(
    http: httpx.AsyncClient, sigstore: Sigstore
) -> None:
    sent = attested(sigstore, WHEEL)
    assert (await send(http, WHEEL, attestations=sent)).status_code == 200
    assert (await send(http, sdist("demo", "1.0"))).status_code == 200

    found = await http.get(PROVENANCE)
    assert found.status_code == 200
    assert found.headers["content-type"] == TYPE
    assert found.headers["cache-control"] == "public, max-age=600, s-maxage=60"
    assert found.headers["vary"] == "Accept"
    bundle = {
        "publisher": {"kind": "GitHub", "repository": "acme/demo", "workflow": "release.yml"},
        "attestations": json.loads(sent),
    }
    assert found.json() == {"version": 1, "attestation_bundles": [bundle]}

    listed = await files(http)
    url = f"https://registry.example.com{PROVENANCE}"
    assert listed[WHEEL.filename]["provenance"] == url
    assert "provenance" not in listed["demo-1.0.tar.gz"]
    html = (await http.get("/simple/demo/")).text
    assert html.count("data-provenance=") == 1
    assert f'data-provenance="{url}"' in html


async def test_graphql_says_who_vouches(http: httpx.AsyncClient, sigstore: Sigstore) -> None:
    await send(http, WHEEL, attestations=attested(sigstore, WHEEL))
    await send(http, sdist("demo", "1.0"))
    query = """{ package(name: "demo") { releases { nodes { files {
        filename attestations { publisher workflow predicateType } } } } } }"""
    answer = (await http.post("/graphql", json={"query": query})).json()
    (release,) = answer["data"]["package"]["releases"]["nodes"]
    found = {file["filename"]: file["attestations"] for file in release["files"]}
    (vouched,) = found[WHEEL.filename]
    assert vouched["publisher"] == "github:acme/demo"
    assert vouched["workflow"] == "release.yml"
    assert vouched["predicateType"].endswith("/attestations/publish/v1")
    assert found["demo-1.0.tar.gz"] == []


async def test_elsewhere_than_with_https_the_pages_name_no_provenance(
    backend: Backend, sigstore: Sigstore
) -> None:
    settings = backend.settings.model_copy(update={"base_url": "http://registry.example.com"})
    plain = replace(backend, settings=settings)
    secret, _ = await seeds.key(plain, Scope.PUBLISH)
    async with reader(plain, authorization=f"Bearer {secret}") as http:
        await send(http, WHEEL, attestations=attested(sigstore, WHEEL))
        assert "provenance" not in (await files(http))[WHEEL.filename]
        assert (await http.get(PROVENANCE)).status_code == 200


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        (False, AttestationMalformed()),
        (True, AttestationOfOtherFile(filename=WHEEL.filename, named="demo-1.0.tar.gz")),
    ],
)
async def test_an_attestation_that_does_not_hold_refuses_the_file(
    backend: Backend,
    http: httpx.AsyncClient,
    sigstore: Sigstore,
    other: bool,
    refusal: Exception,
) -> None:
    before = await state.of(backend)
    sent = attested(sigstore, sdist("demo", "1.0")) if other else "[{}]"
    refused = await send(http, WHEEL, attestations=sent)
    assert said(refused) == (400, str(refusal))
    assert await state.of(backend) == before
    assert list(backend.store.incoming().iterdir()) == []
    assert [each async for each in backend.store.objects()] == []


async def test_an_empty_field_is_no_attestation(http: httpx.AsyncClient) -> None:
    assert said(await send(http, WHEEL, attestations="")) == (200, TAKEN.replace("http:", "https:"))


async def test_without_a_trust_root_attestations_are_left_aside_with_a_word(
    backend: Backend, sigstore: Sigstore
) -> None:
    plain = replace(backend, trust=None)
    secret, _ = await seeds.key(plain, Scope.PUBLISH)
    async with reader(plain, authorization=f"Bearer {secret}") as http:
        taken = await send(http, WHEEL, attestations="[anything]")
        assert taken.status_code == 200
        assert taken.text.splitlines()[0] == LEFT_ASIDE
        assert (await http.get(PROVENANCE)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/integrity/demo/1.0/demo-1.0.tar.gz/provenance",
        f"/integrity/demo/1.1/{WHEEL.filename}/provenance",
        f"/integrity/demo/no-version/{WHEEL.filename}/provenance",
        f"/integrity/other/1.0/{WHEEL.filename}/provenance",
        "/integrity/demo/1.0/%00/provenance",
        "/integrity/-demo-/1.0/demo-1.0.tar.gz/provenance",
    ],
)
async def test_where_there_is_none_the_answer_is_404_with_a_message(
    http: httpx.AsyncClient, sigstore: Sigstore, path: str
) -> None:
    await send(http, WHEEL, attestations=attested(sigstore, WHEEL))
    answer = await http.get(path)
    assert answer.status_code == 404
    assert answer.json()["code"] == ProvenanceNotFound.code
    assert answer.json()["message"].startswith("No provenance available for ")


async def test_the_version_may_be_written_in_any_of_its_forms(
    http: httpx.AsyncClient, sigstore: Sigstore
) -> None:
    await send(http, WHEEL, attestations=attested(sigstore, WHEEL))
    for spelt in (f"/integrity/Demo/1.0.0/{WHEEL.filename}/provenance", PROVENANCE):
        assert (await http.get(spelt)).status_code == 200


@pytest.mark.parametrize(
    ("accept", "status"),
    [(TYPE, 200), ("application/json", 200), ("text/html, */*;q=0.1", 200), ("text/html", 406)],
)
async def test_it_is_json_alone(
    http: httpx.AsyncClient, sigstore: Sigstore, accept: str, status: int
) -> None:
    await send(http, WHEEL, attestations=attested(sigstore, WHEEL))
    answer = await http.get(PROVENANCE, headers={"accept": accept})
    assert answer.status_code == status
    if status == 406:
        assert answer.json() == {
            "message": ProvenanceNotAcceptable.sentence,
            "code": ProvenanceNotAcceptable.code,
        }


async def test_what_is_withheld_shows_no_provenance(
    backend: Backend, http: httpx.AsyncClient, sigstore: Sigstore
) -> None:
    await send(http, WHEEL, attestations=attested(sigstore, WHEEL))
    async with backend.transaction() as session:
        (file,) = (await session.execute(select(col(File.id)))).scalars()
        await withholding.withhold(session, file, Withheld.QUARANTINED)
    assert (await http.get(PROVENANCE)).status_code == 403


async def test_who_may_not_read_the_package_hears_nothing_of_its_provenance(
    backend: Backend, http: httpx.AsyncClient, sigstore: Sigstore
) -> None:
    await send(http, WHEEL, attestations=attested(sigstore, WHEEL))
    async with reader(private(backend)) as stranger:
        for path in (PROVENANCE, PROVENANCE.replace("demo", "other")):
            assert (await stranger.get(path)).status_code == 401
    secret, _ = await seeds.key(backend, Scope.READ)
    async with reader(private(backend), authorization=f"Bearer {secret}") as owner:
        found = await owner.get(PROVENANCE)
        assert found.status_code == 200
        assert found.headers["cache-control"] == "private, max-age=600"
