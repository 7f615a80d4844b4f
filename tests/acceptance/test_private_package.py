"""A private package among public ones: what pip, uv and poetry do with a key for it and without.

What matters is where they go next: whoever hears of no such package asks the next index, where
anybody may have taken the name.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.build import wheel
from tests.clients import pip, places, poetry, uv
from tests.clients.command import Completed
from tests.server import Server

KEYS = pytest.mark.parametrize(("shown", "status"), [("no key", 401), ("a stranger's", 403)])


@pytest.fixture
def hidden(server: Server, name: str) -> str:
    """The name of a private package of the administrator's, version 1.0."""
    server.publish(wheel(name, "1.0"))
    server.hide(name)
    return name


def index(server: Server, shown: str, name: str) -> str:
    """Return our index, as it is written into a configuration with the key."""
    if shown == "no key":
        return server.simple
    account = ("--account", f"{name}-eve", "--new-account")
    stranger = server.create_key("a stranger's", *account, "--scope", "read")
    return places.with_key(server.simple, stranger)


@KEYS
@pytest.mark.parametrize("client", ["pip", "uv"])
def test_it_is_not_installed_without_a_role(
    client: str, shown: str, status: int, server: Server, tmp_path: Path, hidden: str
) -> None:
    environment = places.environment(tmp_path / "environment")
    install = {"pip": pip.install, "uv": uv.install}[client]
    ours = index(server, shown, hidden)
    with server.requests() as requests:
        refused = install(environment, ours, hidden)
    assert refused.returncode != 0
    assert requests[-1] == ("GET", f"/simple/{hidden}/", status)
    assert environment.installed() == {}


@pytest.mark.parametrize("client", ["pip", "uv"])
def test_it_is_installed_with_a_key_of_its_people(
    client: str, server: Server, tmp_path: Path, hidden: str
) -> None:
    environment = places.environment(tmp_path / "environment")
    install = {"pip": pip.install, "uv": uv.install}[client]
    install(environment, places.with_key(server.simple, server.key), hidden).check()
    assert environment.installed() == {hidden: "1.0"}


def lock_with_uv(folder: Path, hidden: str, ours: str, theirs: str) -> Completed:
    return uv.lock(uv.consumer(folder, [hidden], {"ours": ours, "theirs": theirs}))


def lock_with_poetry(folder: Path, hidden: str, ours: str, theirs: str) -> Completed:
    """It is told which source the package is from: otherwise poetry passes a 401 and 403 over."""
    return poetry.lock(poetry.consumer(folder, [hidden], ours, after_it=theirs))


@KEYS
@pytest.mark.parametrize("lock", [lock_with_uv, lock_with_poetry])
def test_no_build_falls_through_to_what_a_stranger_put_under_the_name(
    lock: Callable[[Path, str, str, str], Completed],
    shown: str,
    status: int,
    server: Server,
    private_server: Server,
    tmp_path: Path,
    hidden: str,
) -> None:
    private_server.publish(wheel(hidden, "99.0"))
    theirs = places.with_key(private_server.simple, private_server.key)
    ours = index(server, shown, hidden)
    with server.requests() as requests:
        refused = lock(tmp_path / "project", hidden, ours, theirs)
    assert refused.returncode != 0
    assert not list((tmp_path / "project").glob("*.lock"))
    assert {request for request in requests if request.path == f"/simple/{hidden}/"} == {
        ("GET", f"/simple/{hidden}/", status)
    }


@pytest.mark.parametrize("lock", [lock_with_uv, lock_with_poetry])
def test_a_build_with_the_key_takes_ours_although_theirs_is_newer(
    lock: Callable[[Path, str, str, str], Completed],
    server: Server,
    private_server: Server,
    tmp_path: Path,
    hidden: str,
) -> None:
    private_server.publish(wheel(hidden, "99.0"))
    theirs = places.with_key(private_server.simple, private_server.key)
    lock(tmp_path / "project", hidden, places.with_key(server.simple, server.key), theirs).check()
    (locked,) = (tmp_path / "project").glob("*.lock")
    assert f'name = "{hidden}"\nversion = "1.0"' in locked.read_text()
