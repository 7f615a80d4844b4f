"""The processes that inspect uploads, seen from outside: they come and go with the server."""

import signal
from pathlib import Path

import httpx
import psutil
import pytest

from tests.acceptance.serving import Serving, serving
from tests.build import Built, wheel
from tests.server import form


def publish(served: Serving, file: Built) -> httpx.Response:
    (key,) = served.keys_shown
    return httpx.post(
        f"{served.url}/legacy/",
        data=form(file),
        files={"content": (file.filename, file.content)},
        auth=("__token__", key),
    )


def inspecting(served: Serving) -> list[psutil.Process]:
    children = psutil.Process(served.process.pid).children(recursive=True)
    return [child for child in children if "devsper_registry.inspecting.worker" in child.cmdline()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_inspecting_process_ends_with_its_server(
    number: signal.Signals, database_url: str, tmp_path: Path
) -> None:
    with serving(tmp_path / "data", DATABASE_URL=database_url) as served:
        assert inspecting(served) == []
        assert publish(served, wheel()).status_code == 200
        (process,) = inspecting(served)
        code = served.stop(number)
        assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
        gone, alive = psutil.wait_procs([process], timeout=10)
        assert (gone, alive) == ([process], [])
    assert "Traceback" not in (tmp_path / "stderr.log").read_text()


def test_a_server_takes_uploads_after_its_inspecting_process_was_killed(
    database_url: str, tmp_path: Path
) -> None:
    with serving(tmp_path / "data", DATABASE_URL=database_url) as served:
        assert publish(served, wheel("one", "1.0")).status_code == 200
        (process,) = inspecting(served)
        process.kill()
        assert publish(served, wheel("two", "1.0")).status_code == 200
        assert [each.pid for each in inspecting(served)] != [process.pid]
