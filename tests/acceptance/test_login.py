"""`devsper-registry login` as a person uses it, and then the real clients with what it kept."""

import json
import os
import pty
import re
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from devsper_registry.auth import api_key
from tests import postgres
from tests.acceptance.logins import Home, decide
from tests.acceptance.serving import free_port
from tests.build import wheel
from tests.clients import command, install
from tests.clients.places import environment
from tests.server import Server, running

KEY = re.compile(r"hm_[0-9A-Za-z]{49}")
NETRC = "# mine\nmachine other.example.com\n  login me\n  password secret\n"
PYPIRC = """[distutils]
index-servers =
    pypi
    work

[work]
# the one at work
repository: https://work.example.com/legacy/
username: me
password: a%b
"""
# Keeps passwords in a file of the home: what a desktop does, without one.
BACKEND = """
import json, pathlib
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

PLACE = pathlib.Path.home() / "keyring.json"

class Keyring(KeyringBackend):
    priority = 1

    def _all(self):
        return json.loads(PLACE.read_text()) if PLACE.exists() else {}

    def get_password(self, service, username):
        return self._all().get(f"{service} {username}")

    def set_password(self, service, username, password):
        PLACE.write_text(json.dumps({**self._all(), f"{service} {username}": password}))

    def delete_password(self, service, username):
        kept = self._all()
        if kept.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError
        PLACE.write_text(json.dumps(kept))
"""


@pytest.fixture(scope="module")
def registry(
    postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A private registry, on which many machines log in within a minute."""
    folder = tmp_path_factory.mktemp("registry")
    settings = {"ANONYMOUS_READ": "false", "RATE_LIMIT_DEVICE": "1000/minute"}
    with postgres_server.database() as url, running(url, folder, **settings) as server:
        yield server


@pytest.fixture
def home(tmp_path: Path) -> Home:
    folder = tmp_path / "home"
    folder.mkdir()
    return Home(folder)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def works(server: Server, key: str) -> bool:
    answer = httpx.get(f"{server.url}/simple/", auth=("__token__", key), trust_env=False)
    return answer.status_code == 200


def distributions(tmp_path: Path, name: str) -> Path:
    """Write a wheel for uploading; return its folder."""
    file = wheel(name, "1.0")
    folder = tmp_path / f"dist-{name}"
    folder.mkdir()
    (folder / file.filename).write_bytes(file.content)
    return folder


def test_what_login_kept_publishes_and_installs_until_logout(
    registry: Server, home: Home, tmp_path: Path, name: str
) -> None:
    home.pypirc.write_text(PYPIRC)
    home.netrc.write_text(NETRC)
    home.netrc.chmod(0o644)
    said = home.log_in(registry, "--no-browser")

    (key,) = KEY.findall(home.pypirc.read_text())
    assert key not in said
    assert f"Logged in to {registry.url} as admin: read, publish.\n" in said
    assert home.pypirc.read_text() == (
        PYPIRC.replace("    work\n", "    work\n    devsper\n") + f"\n[devsper]\n"
        f"repository = {registry.legacy}\nusername = __token__\npassword = {key}\n"
    )
    assert home.netrc.read_text() == (f"{NETRC}machine 127.0.0.1 login __token__ password {key}\n")
    assert (mode(home.pypirc), mode(home.netrc)) == (0o600, 0o600)
    assert sorted(path.name for path in home.folder.iterdir()) == [".netrc", ".pypirc"]

    in_home = {"HOME": str(home.folder)}
    folder = distributions(tmp_path, name)
    upload = ("twine", "twine", "upload", "--non-interactive", "--repository", "devsper")
    files = [str(file) for file in folder.iterdir()]
    command.run(*upload, *files, cwd=folder, env=in_home).check()
    by_pip, by_uv = environment(tmp_path / "by-pip"), environment(tmp_path / "by-uv")
    into = ("--python", str(by_pip.folder))
    pip = ("pip", "pip", *into, "install", "--no-input", "--index-url", registry.simple, name)
    command.run(*pip, cwd=tmp_path, env=in_home).check()
    into = ("--python", str(by_uv.folder))
    uv = ("uv", "uv", "pip", "install", *into, "--default-index", registry.simple, name)
    command.run(*uv, cwd=tmp_path, env=in_home).check()
    assert by_pip.installed() == by_uv.installed() == {name: "1.0"}

    shown = home.run("whoami")
    assert shown.returncode == 0
    assert shown.stdout.startswith(f"admin, an administrator, at {registry.url}\nkey '")
    facts = json.loads(home.run("whoami", "--json").stdout)
    assert (facts["account"], facts["scopes"]) == ("admin", ["publish", "read"])

    left = home.run("logout")
    assert (left.returncode, left.stderr) == (0, "")
    assert f"Revoked the key {key[:9]}… at {registry.url}.\n" in left.stdout
    assert (home.pypirc.read_text(), home.netrc.read_text()) == (PYPIRC, NETRC)
    assert not works(registry, key)
    for client in (upload + tuple(files), (*pip, "--force-reinstall"), (*uv, "--reinstall")):
        assert command.run(*client, cwd=tmp_path, env=in_home).returncode != 0
    assert home.run("whoami").returncode == 1
    assert home.run("logout").returncode == 1


def test_with_a_keyring_the_key_is_in_no_file(registry: Server, tmp_path: Path, name: str) -> None:
    folder, code = tmp_path / "home", tmp_path / "code"
    folder.mkdir()
    code.mkdir()
    (code / "homely.py").write_text(BACKEND)
    programs = install.ensure("twine")
    backend = {"PYTHON_KEYRING_BACKEND": "homely.Keyring", "PYTHONPATH": str(code)}
    path = f"{programs}:/usr/bin:/bin"
    home = Home(folder, {"PATH": path, **backend})
    said = home.log_in(registry, "--no-browser")

    (key,) = set(KEY.findall((folder / "keyring.json").read_text()))
    assert home.pypirc.read_text().endswith(
        f"[devsper]\nrepository = {registry.legacy}\nusername = __token__\n"
    )
    assert not home.netrc.exists()
    index = f"http://__token__@127.0.0.1:{registry.url.rpartition(':')[2]}/simple/"
    assert f"pip install --keyring-provider subprocess --index-url {index} PACKAGE\n" in said

    in_home = {"HOME": str(folder), **backend}
    dist = distributions(tmp_path, name)
    files = [str(file) for file in dist.iterdir()]
    upload = ("twine", "twine", "upload", "--non-interactive", "--repository", "devsper")
    command.run(*upload, *files, cwd=dist, env=in_home).check()
    by_pip, by_uv = environment(tmp_path / "by-pip"), environment(tmp_path / "by-uv")
    provided = ("--keyring-provider", "subprocess")
    pip = ("pip", "pip", "--python", str(by_pip.folder), "install", *provided)
    pip_path = {**in_home, "PATH": f"{install.ensure('pip')}:{path}"}
    command.run(*pip, "--index-url", index, name, cwd=tmp_path, env=pip_path).check()
    uv = ("uv", "uv", "pip", "install", "--python", str(by_uv.folder), *provided)
    uv_path = {**in_home, "PATH": f"{install.ensure('uv')}:{path}"}
    command.run(*uv, "--default-index", index, name, cwd=tmp_path, env=uv_path).check()
    assert by_pip.installed() == by_uv.installed() == {name: "1.0"}

    assert home.run("whoami", registry.url).returncode == 0
    left = home.run("logout")
    assert (left.returncode, left.stderr) == (0, "")
    assert "Removed the key from the keyring.\n" in left.stdout
    assert json.loads((folder / "keyring.json").read_text()) == {}
    assert not home.pypirc.exists()
    assert not works(registry, key)


def test_a_keyring_without_a_place_to_keep_is_passed_over(registry: Server, home: Home) -> None:
    programs = install.ensure("twine")
    headless = {
        "PATH": f"{programs}:/usr/bin:/bin",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    Home(home.folder, headless).log_in(registry, "--no-browser")
    assert KEY.findall(home.netrc.read_text()) == KEY.findall(home.pypirc.read_text())


def test_a_second_login_takes_the_place_of_the_first(registry: Server, home: Home) -> None:
    home.log_in(registry, "--no-browser", "--scope", "read")
    (first,) = KEY.findall(home.netrc.read_text())
    said = home.log_in(registry, "--no-browser")
    (second,) = KEY.findall(home.netrc.read_text())
    assert KEY.findall(home.pypirc.read_text()) == [second]
    assert f"Revoked the key of the earlier login, {first[:9]}….\n" in said
    assert (works(registry, first), works(registry, second)) == (False, True)


def test_an_import_takes_the_key_of_the_login(
    registry: Server, home: Home, tmp_path: Path, name: str
) -> None:
    folder = distributions(tmp_path, name)
    refused = home.run("import", str(folder), "--url", registry.url)
    assert refused.returncode == 2
    assert f"run `devsper-registry login {registry.url}` first" in refused.stderr
    home.log_in(registry, "--no-browser")
    done = home.run("import", str(folder), "--url", registry.url)
    assert (done.returncode, done.stdout) == (
        0,
        "1 file: 1 new, 0 already there, 0 refused\n",
    )


def test_a_login_that_is_turned_away_keeps_nothing(registry: Server, home: Home) -> None:
    with home.login(registry.url, "--no-browser") as login:
        decide(registry, "denyDevice", login.code())
        code, _, complained = login.end()
    assert code == 1
    assert complained == "devsper-registry: This machine was not let in: nothing was kept.\n"
    assert list(home.folder.iterdir()) == []


def test_a_terminal_shows_that_it_waits_and_for_which_code(registry: Server, home: Home) -> None:
    ours, theirs = pty.openpty()
    with home.login(registry.url, "--no-browser", stderr=theirs) as login:
        code, shown = login.code(), ""
        while code not in shown:
            shown += os.read(ours, 1024).decode()
    os.close(theirs)
    os.close(ours)
    assert f"Waiting for you to let this machine in: {code}" in shown


def test_ctrl_c_keeps_nothing(registry: Server, home: Home) -> None:
    with home.login(registry.url, "--no-browser") as login:
        login.code()
        login.process.send_signal(signal.SIGINT)
        code, _, complained = login.end()
    assert code == 130
    assert complained == "\nStopped: nothing was kept, and the code ends by itself.\n"
    assert list(home.folder.iterdir()) == []


@pytest.mark.parametrize(("options", "opened"), [([], True), (["--no-browser"], False)])
def test_the_browser_is_asked_for_the_page_with_the_code(
    registry: Server, home: Home, options: list[str], opened: bool
) -> None:
    browser = home.folder / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {home.folder}/opened\n')
    browser.chmod(0o755)
    person = Home(home.folder, {"BROWSER": f"{browser} %s"})
    with person.login(registry.url, *options) as login:
        code = login.code()
        decide(registry, "denyDevice", code)
        _, said, _ = login.end()
    asked = home.folder / "opened"
    assert asked.exists() is opened
    assert ("A browser has been asked to open it." in said) is opened
    if opened:
        assert asked.read_text() == f"{registry.url}/device?user_code={code}\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [(".pypirc", "nonsense\n"), (".netrc", "machine\n"), (".netrc", b"\xff".decode("latin-1"))],
)
def test_files_that_cannot_be_changed_are_left_alone_before_anybody_is_asked(
    registry: Server, home: Home, name: str, content: str
) -> None:
    place = home.folder / name
    place.write_bytes(content.encode("latin-1"))
    refused = home.run("login", registry.url)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(f"devsper-registry: {place} is not ")
    assert refused.stderr.count("\n") == 1
    assert place.read_bytes() == content.encode("latin-1")
    assert [path.name for path in home.folder.iterdir()] == [name]


def test_an_entry_of_another_user_stays(registry: Server, home: Home) -> None:
    theirs = "machine 127.0.0.1 login alice password secret\n"
    home.netrc.write_text(theirs)
    said = home.log_in(registry, "--no-browser")
    assert "has an entry of another user for 127.0.0.1 and was left as it is" in said
    assert home.netrc.read_text() == theirs
    assert home.run("logout").returncode == 0
    assert home.netrc.read_text() == theirs


def test_no_registry_is_one_sentence(home: Home) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    refused = home.run("login", url)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"devsper-registry: No registry answers at {url} (")
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("url", ["ftp://x", "https://me:secret@x", "https://x/?a=b", ""])
def test_a_wrong_address_is_one_sentence(home: Home, url: str) -> None:
    refused = home.run("login", url)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1
    assert "is no address of a registry" in refused.stderr
    assert "secret" not in refused.stderr


def test_a_logout_without_the_registry_says_what_is_left_to_do(home: Home) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    key = api_key.generate().secret
    home.pypirc.write_text(
        f"[devsper]\nrepository = {url}/legacy/\nusername = __token__\npassword = {key}\n"
    )
    left = home.run("logout")
    assert left.returncode == 1
    assert left.stderr.startswith(
        f"devsper-registry: The key {key[:9]}… is gone from this machine but could not be revoked"
    )
    assert not home.pypirc.exists()


def test_with_several_logins_the_registry_has_to_be_named(registry: Server, home: Home) -> None:
    home.log_in(registry, "--no-browser")
    home.pypirc.write_text(
        f"{home.pypirc.read_text()}\n[other]\nrepository = https://r.example.com/legacy/\n"
        f"username = __token__\npassword = {api_key.generate().secret}\n"
    )
    refused = home.run("whoami")
    assert refused.returncode == 2
    assert f"{registry.url}, https://r.example.com." in refused.stderr
    assert home.run("whoami", registry.url).returncode == 0
