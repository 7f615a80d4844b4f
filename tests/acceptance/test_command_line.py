"""The command line as a person and a script use it, in processes of its own."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from devsper_registry import __version__
from devsper_registry.cli.commands import COMMANDS, loaded
from tests.acceptance.serving import COMMAND, Serving, command, environment, free_port, serving
from tests.build import sdist, wheel

SIMPLE_JSON = {"Accept": "application/vnd.pypi.simple.v1+json"}


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(tmp_path_factory.mktemp("registry") / "data") as registry:
        yield registry


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


def key_of(registry: Serving) -> str:
    (key,) = registry.keys_shown
    return key


def import_(registry: Serving, *places: Path, key: str) -> "subprocess.CompletedProcess[str]":
    said = {"DEVSPER_REGISTRY_URL": registry.url, "DEVSPER_REGISTRY_KEY": key}
    return command(registry.data_dir, "import", *map(str, places), **said)


def wheels(folder: Path, name: str, versions: int) -> Path:
    """Write a wheel for each version, in folders below one another."""
    for number in range(versions):
        file = wheel(name, f"1.{number}")
        place = folder / f"deep{number % 3}"
        place.mkdir(parents=True, exist_ok=True)
        (place / file.filename).write_bytes(file.content)
    return folder


def listed(registry: Serving, name: str) -> set[str]:
    page = httpx.get(f"{registry.url}/simple/{name}/", headers=SIMPLE_JSON, trust_env=False)
    return {file["filename"] for file in page.json()["files"]} if page.is_success else set()


def test_version_is_one_line(data_dir: Path) -> None:
    assert command(data_dir, "--version").stdout == f"devsper-registry {__version__}\n"


def test_the_version_and_the_help_load_nothing_of_the_registry_but_its_words() -> None:
    looks = (
        "import sys; sys.argv = ['devsper-registry', '--help']\n"
        "from devsper_registry.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([n for n in ('sqlalchemy', 'strawberry', 'fastapi', 'httpx2') if n in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", looks], capture_output=True, text=True, check=True, timeout=60
    )

    assert "Usage: devsper-registry" in shown.stdout
    assert shown.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    said = " ".join(loaded(name).help.split())

    assert (said + " ").startswith(COMMANDS[name].said + " ")


def test_a_command_that_is_none_is_told_what_may_be_meant(data_dir: Path) -> None:
    shown = command(data_dir, "serv")

    assert shown.returncode == 2
    assert "No such command 'serv'. Did you mean 'serve'?" in shown.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["serve"],
        ["schema"],
        ["migrate"],
        ["import"],
        ["keys"],
        ["keys", "create"],
        ["keys", "revoke"],
        ["login"],
        ["logout"],
        ["whoami"],
    ],
)
def test_help_has_examples_and_neither_colour_nor_frames(
    data_dir: Path, arguments: list[str]
) -> None:
    shown = command(data_dir, *arguments, "--help")

    assert shown.returncode == 0
    assert "Example" in shown.stdout or arguments == ["keys"]
    assert shown.stdout.isascii()
    assert "\x1b" not in shown.stdout


def test_keys_are_managed_beside_a_running_server(registry: Serving) -> None:
    created = command(registry.data_dir, "keys", "create", "beside", "--scope", "publish")
    key = created.stdout.strip()
    assert created.stdout == f"{key}\n"
    assert "it never expires" in created.stderr

    as_key = ("__token__", key)
    upload = f"{registry.url}/legacy/"
    # 400: the key was accepted, the empty form was not.
    assert httpx.post(upload, auth=as_key, trust_env=False).status_code == 400
    revoked = command(registry.data_dir, "keys", "revoke", "beside")
    assert revoked.stdout == f"Revoked the key 'beside' ({key[:9]}…) of admin.\n"
    assert httpx.post(upload, auth=as_key, trust_env=False).status_code == 401


def test_keys_are_managed_while_no_server_runs(data_dir: Path) -> None:
    with serving(data_dir) as first:
        first.stop()

    created = command(data_dir, "keys", "create", "later", "--json", "--package", "Foo.Bar")

    facts = json.loads(created.stdout)
    assert facts["name"] == "later"
    assert facts["scopes"] == ["read"]
    assert facts["packages"] == ["foo-bar"]
    listed_keys = json.loads(command(data_dir, "keys", "list", "--json").stdout)
    assert [key["name"] for key in listed_keys] == ["first key", "later"]
    assert "secret" not in listed_keys[1]
    assert not (data_dir / "postgres" / "postmaster.pid").exists()


def test_a_key_expires_when_it_was_told_to(registry: Serving) -> None:
    before = datetime.now(UTC)
    days = command(registry.data_dir, "keys", "create", "d", "--expires", "90d", "--json")
    date = command(registry.data_dir, "keys", "create", "d", "--expires", "2099-12-31", "--json")

    late = datetime.fromisoformat(json.loads(days.stdout)["expires_at"]) - before
    assert timedelta(days=90) <= late < timedelta(days=90, minutes=1)
    assert json.loads(date.stdout)["expires_at"] == "2099-12-31T00:00:00+00:00"


@pytest.mark.parametrize("expires", ["2020-01-01", "soon", "0d", "-1d", "90", "999999w"])
def test_an_expiry_that_cannot_be_is_one_sentence(registry: Serving, expires: str) -> None:
    refused = command(registry.data_dir, "keys", "create", "x", f"--expires={expires}")

    assert refused.returncode == 2
    assert refused.stdout == ""
    assert refused.stderr.startswith(f"devsper-registry: '{expires}' is no moment in the future")
    assert refused.stderr.count("\n") == 1


def test_a_key_for_another_account_asks_for_the_account_first(registry: Serving) -> None:
    wanted = ["keys", "create", "laptop", "--account", "bob"]
    refused = command(registry.data_dir, *wanted)
    assert refused.returncode == 1
    assert refused.stderr.startswith("devsper-registry: There is no account 'bob'")

    made = command(registry.data_dir, *wanted, "--new-account", "--json")
    assert json.loads(made.stdout)["account"] == "bob"


def test_migrate_says_what_it_did_and_then_that_nothing_was_left(data_dir: Path) -> None:
    first = command(data_dir, "migrate")
    assert first.returncode == 0
    assert {line.split()[0] for line in first.stdout.splitlines()} == {"Applied"}
    assert command(data_dir, "migrate").stdout == "The database is up to date.\n"


def test_keys_of_a_database_without_tables_ask_for_migrate(data_dir: Path) -> None:
    refused = command(data_dir, "keys", "list")

    assert refused.returncode == 2
    assert "devsper-registry migrate" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_an_import_publishes_everything_and_a_second_one_sends_nothing(
    registry: Serving, tmp_path: Path
) -> None:
    folder = wheels(tmp_path / "files", "import-twice", 20)
    source = sdist("import-twice", "1.0")
    (folder / source.filename).write_bytes(source.content)
    (folder / "notes.txt").write_text("not a distribution")

    first = import_(registry, folder, key=key_of(registry))
    assert first.stderr == ""
    assert first.stdout == "21 files: 21 new, 0 already there, 0 refused\n"
    assert first.returncode == 0
    assert len(listed(registry, "import-twice")) == 21

    again = import_(registry, folder, key=key_of(registry))
    assert again.stdout == "21 files: 0 new, 21 already there, 0 refused\n"
    assert again.returncode == 0


def test_an_import_says_what_was_refused_and_why(registry: Serving, tmp_path: Path) -> None:
    folder = wheels(tmp_path / "files", "import-refused", 2)
    (folder / "import_refused-9.0-py3-none-any.whl").write_bytes(b"no zip")
    (folder / "nonsense.whl").write_bytes(b"no name")

    done = import_(registry, folder, key=key_of(registry))

    assert done.returncode == 1
    counts, *reasons = done.stdout.splitlines()
    assert counts == "4 files: 2 new, 0 already there, 2 refused"
    assert reasons[0] == f"refused {folder / 'import_refused-9.0-py3-none-any.whl'}"
    assert "zip" in reasons[1]
    assert reasons[2] == f"refused {folder / 'nonsense.whl'}"
    assert "wrong number of parts" in reasons[3]
    assert len(listed(registry, "import-refused")) == 2


def test_an_import_with_a_wrong_key_stops_at_once(registry: Serving, tmp_path: Path) -> None:
    folder = wheels(tmp_path / "files", "import-wrong", 20)

    done = import_(registry, folder, key="hm_wrong")

    assert done.returncode == 1
    assert done.stdout == "20 files: 0 new, 0 already there, 0 refused, 20 not sent\n"
    assert done.stderr.startswith("devsper-registry: The registry does not accept the key.")
    assert listed(registry, "import-wrong") == set()


def test_an_import_into_nowhere_is_one_sentence(registry: Serving, tmp_path: Path) -> None:
    folder = wheels(tmp_path / "files", "nowhere", 1)
    url = f"http://127.0.0.1:{free_port()}"

    done = command(registry.data_dir, "import", str(folder), "--url", url, "--key", "hm_x")

    assert done.returncode == 1
    assert done.stderr.startswith(f"devsper-registry: No registry answers at {url} (")
    assert done.stderr.count("\n") == 1


def test_an_import_asks_for_what_it_needs(registry: Serving, tmp_path: Path) -> None:
    empty = command(registry.data_dir, "import", str(tmp_path), "--url", "http://x", "--key", "y")
    assert empty.returncode == 2
    assert empty.stderr.startswith("devsper-registry: There is no wheel (.whl) and no sdist")

    keyless = command(registry.data_dir, "import", str(tmp_path), "--url", "http://x")
    assert keyless.returncode == 2
    assert "DEVSPER_REGISTRY_KEY" in keyless.stderr


def test_an_import_outlives_a_restart_of_the_registry(tmp_path: Path) -> None:
    folder = wheels(tmp_path / "files", "import-restart", 150)
    data_dir = tmp_path / "data"
    with serving(data_dir) as first:
        key, port = key_of(first), first.url.rpartition(":")[2]
        running = subprocess.Popen(
            [*COMMAND, "import", str(folder), "--url", first.url, "--key", key],
            env=environment(data_dir),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        _until(lambda: len(listed(first, "import-restart")) > 10)
        first.stop(signal.SIGKILL)
        with serving(data_dir, PORT=port) as second:
            said, told = running.communicate(timeout=120)
            assert len(listed(second, "import-restart")) == 150

    assert running.returncode == 0, told
    # One whose answer was lost in the restart is new all the same: the door took it twice.
    assert said == "150 files: 150 new, 0 already there, 0 refused\n"


def test_ctrl_c_sums_up_what_was_done_so_far(registry: Serving, tmp_path: Path) -> None:
    folder = wheels(tmp_path / "files", "import-stopped", 300)
    running = subprocess.Popen(
        [*COMMAND, "import", str(folder), "--url", registry.url, "--key", key_of(registry)],
        env=environment(registry.data_dir),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A run of the tests in a shell's background would hand down that SIGINT is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    _until(lambda: len(listed(registry, "import-stopped")) > 10)
    running.send_signal(signal.SIGINT)
    said, told = running.communicate(timeout=60)

    assert running.returncode == 130
    assert told == ""
    assert said.startswith("300 files: ")
    assert said.endswith(" not sent\n")


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
