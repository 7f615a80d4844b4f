"""`devsper-registry serve` from the first start to every way of ending it."""

import signal
import socket
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.acceptance.serving import command, free_port, serving


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_the_first_start_prints_a_key_and_lines_to_paste(data_dir: Path) -> None:
    with serving(data_dir) as registry:
        (key,) = registry.keys_shown
        lines = [line.strip() for line in registry.said.splitlines()]

        assert f"uv publish --publish-url {registry.url}/legacy/ --token {key}" in lines
        twine = f"twine upload --repository-url {registry.url}/legacy/"
        assert f"{twine} -u __token__ -p {key} dist/*" in lines
        assert f"uv pip install --index {registry.url}/simple/ PACKAGE" in lines
        assert f"pip install --index-url {registry.url}/simple/ PACKAGE" in lines
        assert f"repository = {registry.url}/legacy/" in lines
        assert f"password = {key}" in lines


def test_lines_to_paste_carry_the_key_where_reading_is_private(data_dir: Path) -> None:
    with serving(data_dir, ANONYMOUS_READ="false") as registry:
        (key,) = registry.keys_shown
        private = registry.url.replace("http://", f"http://__token__:{key}@")

        assert f"pip install --index-url {private}/simple/ PACKAGE" in registry.said


def test_the_second_start_prints_no_key_and_has_lost_nothing(data_dir: Path) -> None:
    with serving(data_dir) as first:
        keys = command(data_dir, "keys", "list", "--json").stdout
        assert first.stop() == 0

    with serving(data_dir) as second:
        assert second.keys_shown == set()
        assert command(data_dir, "keys", "list", "--json").stdout == keys


def test_the_key_is_written_nowhere(data_dir: Path) -> None:
    with serving(data_dir) as registry:
        (key,) = registry.keys_shown
        answer = httpx.get(f"{registry.url}/simple/", auth=("__token__", key), trust_env=False)
        assert answer.status_code == 200
        assert registry.stop() == 0

    kept = {path for path in data_dir.parent.rglob("*") if path.is_file()}
    shown = data_dir.parent / "stdout.log"
    assert {path for path in kept if key.encode() in path.read_bytes()} == {shown}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_and_its_postgresql(data_dir: Path, number: signal.Signals) -> None:
    with serving(data_dir) as registry:
        postgres = registry.postgres()

        assert registry.stop(number) == 0

        assert not postgres.is_running()
        assert not (data_dir / "postgres" / "postmaster.pid").exists()
        assert (data_dir.parent / "stderr.log").read_text().count("Traceback") == 0


def test_kill_9_leaves_no_postgresql_and_the_next_start_recovers(data_dir: Path) -> None:
    with serving(data_dir) as registry:
        keys = command(data_dir, "keys", "list", "--json").stdout
        postgres = registry.postgres()
        registry.stop(signal.SIGKILL)
        _gone, alive = psutil.wait_procs([postgres], timeout=30)
        assert alive == []

    with serving(data_dir) as again:
        assert again.keys_shown == set()
        assert command(data_dir, "keys", "list", "--json").stdout == keys


def test_a_start_right_after_kill_9_waits_for_the_old_postgresql(data_dir: Path) -> None:
    with serving(data_dir) as registry:
        registry.stop(signal.SIGKILL)
        with serving(data_dir) as again:
            assert again.keys_shown == set()


def test_a_second_start_is_quick(data_dir: Path) -> None:
    with serving(data_dir) as first:
        first.stop()

    begun = time.monotonic()
    with serving(data_dir):
        assert time.monotonic() - begun < 15


def test_a_port_in_use_is_one_sentence_and_starts_nothing(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = command(data_dir, "serve", "--port", port)

    assert refused.returncode == 2
    assert refused.stdout == ""
    assert refused.stderr == (
        f"devsper-registry: PORT {port} on 127.0.0.1 cannot be used (Address already in use): "
        "set PORT to another one.\n"
    )
    assert not data_dir.exists()


def test_a_second_server_on_one_data_directory_is_refused(data_dir: Path) -> None:
    with serving(data_dir) as registry:
        refused = command(data_dir, "serve", "--port", str(free_port()))

        assert refused.returncode == 2
        assert refused.stderr.count("\n") == 1
        assert str(data_dir) in refused.stderr
        assert registry.process.poll() is None


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("BASE_URL", "registry.example.com"),
        ("MAX_UPLOAD_SIZE_MB", "0"),
        ("DATABASE_URL", "mysql://db.example.com/registry"),
        ("ENV", "test"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(data_dir: Path, setting: str, value: str) -> None:
    refused = command(data_dir, "serve", **({"PORT": str(free_port())} | {setting: value}))

    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert refused.stderr.startswith(f"devsper-registry: {setting} ")


def test_a_database_that_is_away_is_one_sentence(data_dir: Path) -> None:
    place = f"127.0.0.1:{free_port()}"
    away = f"postgresql://registry:hunter2@{place}/registry"
    refused = command(data_dir, "serve", PORT=str(free_port()), DATABASE_URL=away)

    assert refused.returncode == 1
    assert refused.stderr == (
        f"devsper-registry: No PostgreSQL answers at {place} (Connection refused): start it, or "
        "correct DATABASE_URL (DATABASE_DIRECT_URL, where that is set).\n"
    )
