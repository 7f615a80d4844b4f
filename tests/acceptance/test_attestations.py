"""twine and uv send attestations, and pypi-simple reads what became of them."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests import postgres
from tests.clients import projects, twine
from tests.clients.command import Completed, run
from tests.private_sigstore import Sigstore
from tests.server import Server, running

Publish = Callable[[Path, Server], Completed]


@pytest.fixture(scope="module")
def sigstore() -> Sigstore:
    return Sigstore()


@pytest.fixture(scope="module")
def registry(
    postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory, sigstore: Sigstore
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("attested")
    root = folder / "trusted_root.json"
    root.write_text(json.dumps(sigstore.trusted_root))
    with (
        postgres_server.database() as url,
        running(url, folder, ATTESTATION_TRUST_ROOT=str(root)) as server,
    ):
        yield server


def signed(sigstore: Sigstore, project: Path, *, digest: str | None = None) -> list[Path]:
    """Put an attestation beside each file in `dist/`, as a CI does; return the files."""
    files = sorted((project / "dist").glob("[!.]*"))
    for file in files:
        sha256 = digest or hashlib.sha256(file.read_bytes()).hexdigest()
        attestation = sigstore.attestation(file.name, sha256)
        file.with_name(f"{file.name}.publish.attestation").write_text(json.dumps(attestation))
    return files


def with_twine(project: Path, server: Server) -> Completed:
    names = sorted(str(path) for path in (project / "dist").glob("[!.]*"))
    return run(
        *("twine", "twine", "upload", "--non-interactive", "--disable-progress-bar"),
        *("--attestations", "--repository-url", server.legacy),
        *("--username", "__token__", "--password", server.key, *names),
        cwd=project,
    )


def with_uv(project: Path, server: Server) -> Completed:
    return run(
        *("uv", "uv", "publish", "--publish-url", server.legacy, "--token", server.key),
        cwd=project,
    )


@pytest.mark.parametrize("publish", [with_twine, with_uv])
def test_what_a_client_sends_is_verified_and_served(
    registry: Server, sigstore: Sigstore, tmp_path: Path, name: str, publish: Publish
) -> None:
    project = projects.write(tmp_path / "project", twine.BACK_END, name)
    twine.build(project).check()
    files = signed(sigstore, project)
    publish(project, registry).check()
    for file in files:
        found = httpx.get(f"{registry.url}/integrity/{name}/1.0/{file.name}/provenance")
        (bundle,) = found.raise_for_status().json()["attestation_bundles"]
        assert bundle["publisher"]["repository"] == "acme/demo"
        sent = json.loads(file.with_name(f"{file.name}.publish.attestation").read_text())
        assert bundle["attestations"] == [sent]


def test_twine_shows_why_an_attestation_does_not_hold(
    registry: Server, sigstore: Sigstore, tmp_path: Path, name: str
) -> None:
    project = projects.write(tmp_path / "project", twine.BACK_END, name)
    twine.build(project).check()
    signed(sigstore, project, digest="0" * 64)
    refused = with_twine(project, registry)
    assert refused.returncode == 1
    assert "An attestation is not about" in refused.output
    assert registry.page(name) is None
