"""Installing with pip, uv and poetry what was published here."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest

from tests.build import sdist, wheel
from tests.clients import pip, places, poetry, uv
from tests.clients.command import Completed
from tests.clients.places import Environment
from tests.server import Server


class Installer(Protocol):
    """A module of `tests.clients` that installs into an environment."""

    def install(self, environment: Environment, index: str, *arguments: str) -> Completed: ...


INSTALLERS: dict[str, Installer] = {"pip": pip, "uv": uv}
EACH = pytest.mark.parametrize("installer", INSTALLERS.values(), ids=INSTALLERS)


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return places.environment(tmp_path / "environment")


# --- what is chosen -----------------------------------------------------------------------------


@EACH
def test_a_package_is_installed_with_what_it_depends_on(
    installer: Installer, server: Server, environment: Environment, name: str
) -> None:
    server.publish(wheel(f"{name}-base", "2.1"))
    server.publish(wheel(name, "1.0", lines=[f"Requires-Dist: {name}-base>=2"]))
    installer.install(environment, server.simple, name).check()
    assert environment.installed() == {name: "1.0", f"{name}-base": "2.1"}


@EACH
def test_a_new_version_is_seen_at_once_although_the_page_was_read_before(
    installer: Installer, server: Server, environment: Environment, name: str
) -> None:
    server.publish(wheel(name, "1.0"))
    installer.install(environment, server.simple, name).check()
    server.publish(wheel(name, "1.1"))
    installer.install(environment, server.simple, "--upgrade", name).check()
    assert environment.installed() == {name: "1.1"}


@EACH
def test_a_version_for_another_python_is_passed_over(
    installer: Installer, server: Server, environment: Environment, name: str
) -> None:
    server.publish(wheel(name, "1.0", requires_python=">=3.9"))
    server.publish(wheel(name, "2.0", requires_python=">=4"))
    installer.install(environment, server.simple, name).check()
    assert environment.installed() == {name: "1.0"}


@EACH
def test_a_name_typed_otherwise_finds_the_package(
    installer: Installer, server: Server, environment: Environment, name: str
) -> None:
    server.publish(wheel(name, "1.0"))
    installer.install(environment, server.simple, name.upper().replace("-", "__")).check()
    assert environment.installed() == {name: "1.0"}


@EACH
def test_a_yanked_version_is_passed_over(
    installer: Installer, server: Server, environment: Environment, name: str
) -> None:
    server.publish(wheel(name, "1.0"))
    server.publish(wheel(name, "1.1"))
    server.yank(name, "1.1", "loses data")
    installer.install(environment, server.simple, name).check()
    assert environment.installed() == {name: "1.0"}


@EACH
def test_a_yanked_version_is_still_installable_when_pinned_and_says_why_it_was_yanked(
    installer: Installer, server: Server, environment: Environment, name: str
) -> None:
    server.publish(wheel(name, "1.0"))
    server.publish(wheel(name, "1.1"))
    server.yank(name, "1.1", "loses data")
    done = installer.install(environment, server.simple, f"{name}==1.1").check()
    assert environment.installed() == {name: "1.1"}
    assert "loses data" in done.output


@pytest.mark.parametrize(
    ("installer", "option"),
    [(pip, "--uploaded-prior-to"), (uv, "--exclude-newer")],
    ids=INSTALLERS,
)
def test_what_was_uploaded_later_than_a_moment_is_left_out(
    installer: Installer, option: str, server: Server, environment: Environment, name: str
) -> None:
    server.publish(wheel(name, "1.0"))
    moment = datetime.now(UTC).isoformat()
    server.publish(wheel(name, "1.1"))
    installer.install(environment, server.simple, option, moment, name).check()
    assert environment.installed() == {name: "1.0"}


# --- by URL and by hash -------------------------------------------------------------------------


@EACH
def test_a_file_is_installed_by_its_url_and_hash(
    installer: Installer, server: Server, environment: Environment, name: str
) -> None:
    file = wheel(name, "1.0")
    server.publish(file)
    url = server.links(name)[file.filename]
    installer.install(environment, server.simple, f"{name} @ {url}#sha256={file.sha256}").check()
    assert environment.installed() == {name: "1.0"}


@EACH
def test_a_file_is_installed_by_its_hash(
    installer: Installer, server: Server, environment: Environment, tmp_path: Path, name: str
) -> None:
    file = wheel(name, "1.0")
    server.publish(file)
    pinned = tmp_path / "requirements.txt"
    pinned.write_text(f"{name}==1.0 --hash=sha256:{file.sha256}\n")
    arguments = ("--require-hashes", "--requirement", str(pinned))
    installer.install(environment, server.simple, *arguments).check()
    assert environment.installed() == {name: "1.0"}


@EACH
def test_a_file_with_another_hash_is_not_installed(
    installer: Installer, server: Server, environment: Environment, tmp_path: Path, name: str
) -> None:
    server.publish(wheel(name, "1.0"))
    pinned = tmp_path / "requirements.txt"
    pinned.write_text(f"{name}==1.0 --hash=sha256:{'0' * 64}\n")
    arguments = ("--require-hashes", "--requirement", str(pinned))
    assert installer.install(environment, server.simple, *arguments).returncode != 0
    assert environment.installed() == {}


# --- a resolver's saving ------------------------------------------------------------------------


def test_pip_resolves_from_the_metadata_alone(
    server: Server, environment: Environment, tmp_path: Path, name: str
) -> None:
    files = [
        wheel(f"{name}-base", "2.1"),
        wheel(name, "1.0", lines=[f"Requires-Dist: {name}-base>=2"]),
    ]
    for file in files:
        server.publish(file)
    report = tmp_path / "report.json"
    with server.requests() as requests:
        arguments = ("--dry-run", "--report", str(report), name)
        pip.install(environment, server.simple, *arguments).check()
    found = json.loads(report.read_text())["install"]
    assert {each["metadata"]["name"]: each["metadata"]["version"] for each in found} == {
        name: "1.0",
        f"{name}-base": "2.1",
    }
    assert {each["download_info"]["archive_info"]["hashes"]["sha256"] for each in found} == {
        file.sha256 for file in files
    }
    assert [request for request in requests if request.is_of_a_file] == []
    assert len([request for request in requests if request.path.endswith(".metadata")]) == 2


def test_pip_resolves_an_sdist_of_fixed_metadata_without_building_it(
    server: Server, environment: Environment, name: str
) -> None:
    server.publish(sdist(name, "1.0"))
    with server.requests() as requests:
        pip.install(environment, server.simple, "--dry-run", name).check()
    assert [request for request in requests if request.is_of_a_file] == []
    assert len([request for request in requests if request.path.endswith(".metadata")]) == 1


def test_uv_resolves_from_the_metadata_alone(server: Server, tmp_path: Path, name: str) -> None:
    base = wheel(f"{name}-base", "2.1")
    file = wheel(name, "1.0", lines=[f"Requires-Dist: {name}-base>=2"])
    server.publish(base)
    server.publish(file)
    (tmp_path / "requirements.in").write_text(f"{name}\n")
    with server.requests() as requests:
        done = uv.compile(tmp_path, server.simple, "--generate-hashes", "requirements.in").check()
    for wanted in (file, base):
        assert f"--hash=sha256:{wanted.sha256}" in done.output
    assert [request for request in requests if request.is_of_a_file] == []
    assert len([request for request in requests if request.path.endswith(".metadata")]) == 2


# --- projects with a lock -----------------------------------------------------------------------


def test_poetry_locks_by_hash_and_installs(server: Server, tmp_path: Path, name: str) -> None:
    files = [wheel(name, "1.0"), sdist(name, "1.0")]
    for file in files:
        server.publish(file)
    project = poetry.consumer(tmp_path / "project", [name], server.simple)
    poetry.lock(project).check()
    locked = (project / "poetry.lock").read_text()
    for file in files:
        assert f'{{file = "{file.filename}", hash = "sha256:{file.sha256}"}}' in locked
    poetry.install(project).check()
    assert places.Environment(project / ".venv").installed()[name] == "1.0"


def test_uv_locks_by_hash_size_and_time_and_installs(
    server: Server, tmp_path: Path, name: str
) -> None:
    file = wheel(name, "1.0")
    server.publish(file)
    project = uv.consumer(tmp_path / "project", [name], {"ours": server.simple})
    uv.lock(project).check()
    locked = (project / "uv.lock").read_text()
    url = server.links(name)[file.filename]
    wanted = f'url = "{url}", hash = "sha256:{file.sha256}", size = {len(file.content)}, upload'
    assert wanted in locked
    uv.sync(project, "--locked").check()
    assert places.Environment(project / ".venv").installed() == {name: "1.0"}


def test_poetry_takes_a_pinned_yanked_version_and_says_so(
    server: Server, tmp_path: Path, name: str
) -> None:
    server.publish(wheel(name, "1.0"))
    server.publish(wheel(name, "1.1"))
    server.yank(name, "1.1", "loses data")
    project = poetry.consumer(tmp_path / "project", [f"{name}==1.1"], server.simple)
    done = poetry.lock(project).check()
    assert "loses data" in done.output
    free = poetry.consumer(tmp_path / "free", [name], server.simple)
    poetry.lock(free).check()
    assert f'name = "{name}"\nversion = "1.0"' in (free / "poetry.lock").read_text()


# --- private reading ----------------------------------------------------------------------------


@EACH
def test_a_private_registry_gives_nothing_without_a_key(
    installer: Installer, private_server: Server, environment: Environment, name: str
) -> None:
    private_server.publish(wheel(name, "1.0"))
    with private_server.requests() as requests:
        refused = installer.install(environment, private_server.simple, name)
    assert refused.returncode != 0
    assert {request.status for request in requests} == {401}
    assert environment.installed() == {}


@EACH
def test_a_private_registry_gives_to_a_key_in_the_url(
    installer: Installer, private_server: Server, environment: Environment, name: str
) -> None:
    private_server.publish(wheel(name, "1.0"))
    index = places.with_key(private_server.simple, private_server.key)
    installer.install(environment, index, name).check()
    assert environment.installed() == {name: "1.0"}


@EACH
def test_a_file_of_a_private_registry_is_installed_by_its_url(
    installer: Installer, private_server: Server, environment: Environment, name: str
) -> None:
    file = wheel(name, "1.0")
    private_server.publish(file)
    index = places.with_key(private_server.simple, private_server.key)
    url = places.with_key(private_server.links(name)[file.filename], private_server.key)
    installer.install(environment, index, f"{name} @ {url}").check()
    assert environment.installed() == {name: "1.0"}


def test_poetry_installs_from_a_private_registry_with_its_own_credentials(
    private_server: Server, tmp_path: Path, name: str
) -> None:
    private_server.publish(wheel(name, "1.0"))
    project = poetry.consumer(tmp_path / "project", [name], private_server.simple)
    assert poetry.lock(project).returncode != 0
    poetry.lock(project, key=private_server.key).check()
    poetry.install(project, key=private_server.key).check()
    assert places.Environment(project / ".venv").installed()[name] == "1.0"


@pytest.mark.parametrize("status", [401, 403])
def test_uv_never_falls_through_to_another_index(
    status: int, private_server: Server, server: Server, tmp_path: Path, name: str
) -> None:
    private_server.publish(wheel(name, "1.0"))
    # What somebody has put under the same name where everybody can.
    server.publish(wheel(name, "99.0"))
    first = private_server.simple
    if status == 403:
        publisher = private_server.create_key(f"publisher of {name}", "--scope", "publish")
        first = places.with_key(first, publisher)
    project = uv.consumer(tmp_path / "project", [name], {"ours": first, "theirs": server.simple})
    with private_server.requests() as ours, server.requests() as theirs:
        refused = uv.lock(project)
    assert refused.returncode != 0
    assert not (project / "uv.lock").exists()
    assert ours[-1] == ("GET", f"/simple/{name}/", status)
    assert theirs == []


def test_uv_takes_each_package_from_the_index_that_has_it(
    private_server: Server, server: Server, tmp_path: Path, name: str
) -> None:
    private_server.publish(wheel(name, "1.0", lines=[f"Requires-Dist: {name}-base"]))
    server.publish(wheel(f"{name}-base", "2.1"))
    first = places.with_key(private_server.simple, private_server.key)
    project = uv.consumer(tmp_path / "project", [name], {"ours": first, "theirs": server.simple})
    uv.sync(project).check()
    installed = places.Environment(project / ".venv").installed()
    assert installed == {name: "1.0", f"{name}-base": "2.1"}
