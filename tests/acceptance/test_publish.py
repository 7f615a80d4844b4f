"""Publishing with the tools that people have, of packages that those tools built."""

import hashlib
import shutil
from pathlib import Path
from typing import Any, Protocol

import pytest

from devsper_registry.errors import FileExists, InvalidKey, NotAuthenticated, ScopeMissing
from tests.clients import flit, hatch, pdm, poetry, projects, twine, uv
from tests.clients.command import Completed, run
from tests.clients.projects import BackEnd
from tests.server import Server

WRONG_KEY = "hm_" + "x" * 43


class Client(Protocol):
    """A module of `tests.clients` that publishes."""

    @property
    def BACK_END(self) -> BackEnd: ...

    def build(self, project: Path) -> Completed: ...

    def publish(self, project: Path, url: str, user: str, password: str) -> Completed: ...


CLIENTS: dict[str, Client] = {
    "twine": twine,
    "uv": uv,
    "flit": flit,
    "hatch": hatch,
    "poetry": poetry,
    "pdm": pdm,
}
EACH = pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)


def built(client: Client, folder: Path, name: str) -> Path:
    """A project of that name, with a wheel and an sdist in its `dist/`."""
    project = projects.write(folder / "project", client.BACK_END, name)
    client.build(project).check()
    return project


def rebuilt(client: Client, project: Path, says: str) -> None:
    """Build it anew with other words and the old version."""
    projects.rewrite(project, says)
    shutil.rmtree(project / "dist")
    client.build(project).check()


def digests(project: Path) -> dict[str, str]:
    """The SHA-256 of what was built, by filename."""
    files = (project / "dist").glob("[!.]*")
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def listed(page: dict[str, Any] | None) -> dict[str, str]:
    """The SHA-256 of what a page lists, by filename."""
    assert page is not None
    return {file["filename"]: file["hashes"]["sha256"] for file in page["files"]}


@EACH
def test_what_a_client_built_is_published_and_publishing_it_again_changes_nothing(
    client: Client, server: Server, tmp_path: Path, name: str
) -> None:
    project = built(client, tmp_path, name)
    client.publish(project, server.legacy, "__token__", server.key).check()
    page = server.page(name)
    assert page is not None
    assert listed(page) == digests(project)
    assert len(page["files"]) == 2
    assert page["versions"] == ["1.0"]
    assert {file["requires-python"] for file in page["files"]} == {">=3.9"}

    client.publish(project, server.legacy, "__token__", server.key).check()
    assert server.page(name) == page


@EACH
def test_with_a_wrong_password_the_person_reads_what_to_do(
    client: Client, server: Server, tmp_path: Path, name: str
) -> None:
    project = built(client, tmp_path, name)
    refused = client.publish(project, server.legacy, "__token__", WRONG_KEY)
    assert refused.returncode != 0
    assert InvalidKey.sentence in refused.output
    assert server.page(name) is None


@EACH
def test_other_content_under_the_same_name_is_refused(
    client: Client, server: Server, tmp_path: Path, name: str
) -> None:
    project = built(client, tmp_path, name)
    client.publish(project, server.legacy, "__token__", server.key).check()
    page = server.page(name)
    published = digests(project)
    rebuilt(client, project, says="good day")
    assert digests(project).keys() == published.keys()
    assert digests(project) != published

    again = client.publish(project, server.legacy, "__token__", server.key)
    if client is hatch:
        # It asks the index first, and does not even try.
        assert again.returncode == 0
        assert again.output.count("... already exists") == 2
    else:
        assert again.returncode != 0
        sentences = {
            str(FileExists(filename=filename, sha256=digest))
            for filename, digest in published.items()
        }
        assert any(sentence in again.output for sentence in sentences), again.output
    assert server.page(name) == page


def test_a_key_that_may_only_read_is_told_so(server: Server, tmp_path: Path, name: str) -> None:
    reader = server.create_key(f"reader of {name}", "--scope", "read")
    project = built(twine, tmp_path, name)
    refused = twine.publish(project, server.legacy, "__token__", reader)
    assert refused.returncode == 1
    assert str(ScopeMissing(scope="publish")) in refused.output
    assert "403" in refused.output
    assert server.page(name) is None


def test_any_user_name_goes_with_a_key(server: Server, tmp_path: Path, name: str) -> None:
    project = built(uv, tmp_path, name)
    uv.publish(project, server.legacy, "ada@example.com", server.key).check()
    assert listed(server.page(name)) == digests(project)


def test_hatch_publishes_to_a_registry_whose_index_it_may_not_read(
    private_server: Server, tmp_path: Path, name: str
) -> None:
    project = built(hatch, tmp_path, name)
    hatch.publish(project, private_server.legacy, "__token__", private_server.key).check()
    assert listed(private_server.page(name)) == digests(project)


def test_an_address_without_its_last_slash_works_too(
    server: Server, tmp_path: Path, name: str
) -> None:
    project = built(uv, tmp_path, name)
    twine.publish(project, f"{server.url}/legacy", "__token__", server.key).check()
    assert listed(server.page(name)) == digests(project)


def test_uv_publishes_with_the_line_that_the_first_start_prints(
    server: Server, tmp_path: Path, name: str
) -> None:
    project = built(uv, tmp_path, name)
    line = next(line for line in server.welcome.splitlines() if "uv publish" in line)
    run("uv", *line.split(), cwd=project).check()
    assert listed(server.page(name)) == digests(project)


def test_twine_publishes_with_the_pypirc_that_the_first_start_prints(
    server: Server, tmp_path: Path, name: str
) -> None:
    project = built(uv, tmp_path, name)
    _, found, rest = server.welcome.partition("    [distutils]\n")
    lines = (found + rest).split("\n\nAnother key")[0].splitlines()
    home = tmp_path / "home"
    home.mkdir()
    (home / ".pypirc").write_text("\n".join(line.removeprefix("    ") for line in lines))
    files = [str(file) for file in (project / "dist").glob("[!.]*")]
    arguments = ("twine", "upload", "--non-interactive", "-r", "devsper", *files)
    run("twine", *arguments, cwd=project, home="home").check()
    assert listed(server.page(name)) == digests(project)


def test_without_a_key_the_person_reads_that_one_is_asked_for(
    server: Server, tmp_path: Path, name: str
) -> None:
    # poetry is the one that sends its upload without credentials when it has none.
    project = built(poetry, tmp_path, name)
    url = {"POETRY_REPOSITORIES_OURS_URL": server.legacy}
    arguments = ("poetry", "publish", "--no-interaction", "--repository", "ours")
    refused = run("poetry", *arguments, cwd=project, env=url)
    assert refused.returncode != 0
    assert NotAuthenticated.sentence in refused.output
    assert server.page(name) is None


def test_uv_uploads_nothing_that_its_check_url_has(
    server: Server, tmp_path: Path, name: str
) -> None:
    project = built(uv, tmp_path, name)
    uv.publish(project, server.legacy, "__token__", server.key).check()
    arguments = ("--publish-url", server.legacy, "--token", server.key, "--check-url")
    with server.requests() as requests:
        run("uv", "uv", "publish", *arguments, server.simple, cwd=project).check()
    assert {request.method for request in requests} == {"GET"}


def test_uv_knows_other_content_by_its_check_url(server: Server, tmp_path: Path, name: str) -> None:
    project = built(uv, tmp_path, name)
    uv.publish(project, server.legacy, "__token__", server.key).check()
    rebuilt(uv, project, says="good day")
    arguments = ("--publish-url", server.legacy, "--token", server.key, "--check-url")
    refused = run("uv", "uv", "publish", *arguments, server.simple, cwd=project)
    assert refused.returncode != 0
    assert "Local file and index file do not match" in refused.output
