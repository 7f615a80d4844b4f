"""Uploads gone wrong: killed servers, clients that leave, wrong keys, much at once."""

import http.client
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from tests.acceptance import killable
from tests.acceptance.serving import Serving, command, serving
from tests.build import STORED, Built, wheel
from tests.server import SIMPLE_JSON, Server, form

MIB = 1024 * 1024
BOUNDARY = "a-boundary-of-our-own"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"
BAD_KEY = (
    "The API key is unknown, expired or revoked: create a new one and give it as the password."
)


@dataclass(frozen=True)
class Registry:
    """A data directory with a registry in it, which tests start and kill."""

    data_dir: Path
    key: str

    @property
    def incoming(self) -> Path:
        return self.data_dir / "files" / "incoming"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    data_dir = tmp_path_factory.mktemp("faults") / "data"
    with serving(data_dir) as served:
        (key,) = served.keys_shown
        served.stop()
    return Registry(data_dir, key)


def body_of(file: Built) -> bytes:
    """Return the multipart form that uploads the file."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form(file).items()
    ]
    disposition = f'form-data; name="content"; filename="{file.filename}"'
    head = "".join(parts) + f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n"
    return head.encode() + file.content + f"\r\n--{BOUNDARY}--\r\n".encode()


def post(served: Serving | Server, file: Built, *, key: str) -> httpx.Response:
    return httpx.post(
        f"{served.url}/legacy/",
        content=body_of(file),
        headers={"content-type": CONTENT_TYPE},
        auth=("__token__", key),
        timeout=60,
    )


def large(name: str, size: int) -> Built:
    """A wheel of about that size, which nothing compresses."""
    return wheel(name, "1.0", files={f"{name}/data.bin": os.urandom(size)}, method=STORED)


def listed(served: Serving | Server, name: str) -> dict[str, str]:
    """Return the URLs of the package's files."""
    page = f"{served.url}/simple/{name}/"
    answer = httpx.get(page, headers={"accept": SIMPLE_JSON})
    if answer.status_code == 404:
        return {}
    files = answer.raise_for_status().json()["files"]
    return {file["filename"]: str(httpx.URL(page).join(file["url"])) for file in files}


def eventually_empty(folder: Path) -> bool:
    until = time.monotonic() + 10
    while list(folder.iterdir()) and time.monotonic() < until:
        time.sleep(0.02)
    return not list(folder.iterdir())


@contextmanager
def connection(served: Serving | Server) -> Iterator[socket.socket]:
    url = httpx.URL(served.url)
    with socket.create_connection((url.host, url.port), timeout=30) as raw:
        yield raw


def head(length: int, *, key: str, **more: str) -> bytes:
    """Return the headers of an upload whose body is to follow."""
    lines = {
        "Host": "registry.example.com",
        "Authorization": f"Bearer {key}",
        "Content-Type": CONTENT_TYPE,
        "Content-Length": str(length),
        **more,
    }
    told = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST /legacy/ HTTP/1.1\r\n{told}\r\n".encode()


# --- kill -9 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", killable.POINTS)
def test_a_server_killed_on_the_way_has_the_file_wholly_or_not_at_all(
    registry: Registry, point: str
) -> None:
    file = large(f"killed-{point}".replace("-", "_"), 2 * MIB)
    name = f"killed-{point}"
    program = [sys.executable, killable.__file__, point]
    with serving(registry.data_dir, program=program) as doomed:
        with pytest.raises(httpx.TransportError):
            post(doomed, file, key=registry.key)
        assert doomed.process.wait(10) == -signal.SIGKILL
    leftovers = list(registry.incoming.iterdir())
    for leftover in leftovers:
        two_hours_ago = time.time() - 7200
        os.utime(leftover, (two_hours_ago, two_hours_ago))

    with serving(registry.data_dir) as served:
        there = point == "after-commit"
        assert list(listed(served, name)) == ([file.filename] if there else [])
        swept = command(registry.data_dir, "storage", "sweep", "--delete")
        uploads = "1 upload" if len(leftovers) == 1 else f"{len(leftovers)} uploads"
        assert f"{uploads} half done: deleted" in swept.stdout
        assert list(registry.incoming.iterdir()) == []
        assert post(served, file, key=registry.key).status_code == 200
        urls = listed(served, name)
        assert list(urls) == [file.filename]
        assert httpx.get(urls[file.filename]).content == file.content
        served.stop()


def test_an_upload_under_way_when_the_server_is_asked_to_stop_is_finished(
    registry: Registry,
) -> None:
    file = large("unhurried", 2 * MIB)
    body = body_of(file)
    with serving(registry.data_dir) as served:
        with connection(served) as raw:
            raw.sendall(head(len(body), key=registry.key) + body[:MIB])
            time.sleep(0.3)
            served.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            raw.sendall(body[MIB:])
            assert raw.recv(65536).startswith(b"HTTP/1.1 200 ")
        assert served.process.wait(30) == 0
    with serving(registry.data_dir) as served:
        assert list(listed(served, "unhurried")) == [file.filename]
        served.stop()


# --- clients that leave, and clients that should ------------------------------------------------


def incoming(server: Server) -> Path:
    return server.data_dir / "files" / "incoming"


def test_a_client_that_leaves_in_the_middle_leaves_nothing(server: Server) -> None:
    body, before = body_of(large("abandoned", 3 * MIB)), len(server.log)
    with connection(server) as raw:
        raw.sendall(head(len(body), key=server.key) + body[: 2 * MIB])
        until = time.monotonic() + 10
        while not list(incoming(server).iterdir()) and time.monotonic() < until:
            time.sleep(0.02)
        assert len(list(incoming(server).iterdir())) == 1
    assert eventually_empty(incoming(server))
    assert listed(server, "abandoned") == {}
    assert "Traceback" not in server.log[before:]


def test_a_wrong_key_is_answered_before_the_body_is_sent(server: Server) -> None:
    with connection(server) as raw:
        raw.sendall(head(100 * MIB, key="hm_wrong"))
        # Head and body may come apart: this reads both to their end.
        answer = http.client.HTTPResponse(raw)
        answer.begin()
        assert (answer.status, answer.reason) == (401, BAD_KEY)
        assert answer.read().decode() == BAD_KEY


def test_a_client_that_sends_everything_before_it_listens_still_hears_the_answer(
    server: Server,
) -> None:
    """As twine does: it must not die of a broken pipe before it has read why."""
    with connection(server) as raw:
        raw.sendall(head(100 * MIB, key="hm_wrong"))
        for _ in range(100):
            raw.sendall(bytes(MIB))
        assert raw.recv(65536).startswith(f"HTTP/1.1 401 {BAD_KEY}\r\n".encode())


def test_a_client_that_never_stops_sending_is_cut_off(server: Server) -> None:
    with connection(server) as raw:
        raw.sendall(head(10_000 * MIB, key="hm_wrong"))
        sent = 0
        with suppress(ConnectionError):
            while sent < 2_000 * MIB:
                raw.sendall(bytes(MIB))
                sent += MIB
    assert 200 * MIB < sent < 400 * MIB


def test_expect_100_continue_is_answered_by_the_refusal_itself(server: Server) -> None:
    with connection(server) as raw:
        raw.sendall(head(100 * MIB, key="hm_wrong", Expect="100-continue"))
        assert raw.recv(65536).startswith(b"HTTP/1.1 401 ")


def test_expect_100_continue_is_granted_with_a_good_key(server: Server) -> None:
    body = body_of(wheel("patient", "1.0"))
    with connection(server) as raw:
        raw.sendall(head(len(body), key=server.key, Expect="100-continue"))
        assert raw.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        raw.sendall(body)
        assert raw.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")


# --- what the person reads ----------------------------------------------------------------------


def test_the_sentence_is_the_reason_phrase(server: Server) -> None:
    url = httpx.URL(server.url)
    client = http.client.HTTPConnection(url.host, url.port or 80)
    headers = {"Content-Type": CONTENT_TYPE, "Authorization": f"Bearer {server.key}"}
    body = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name=":action"\r\n\r\n'
    client.request("POST", "/legacy/", (body + f"té☃\r\n--{BOUNDARY}--\r\n").encode(), headers)
    answer = client.getresponse()
    # A status line is latin-1: what it cannot say stands in the body alone.
    sentence = "The action 'té☃' is unknown here: set ':action' to 'file_upload'."
    assert (answer.status, answer.reason) == (400, sentence.replace("☃", "?"))
    assert answer.read().decode() == sentence
    # The connection is fit for the next request.
    client.request("GET", "/simple/")
    assert (client.getresponse().status, client.sock is None) == (200, False)
    client.close()


# --- many at once, and much at once -------------------------------------------------------------


def test_20_uploads_of_the_same_file_at_once_are_all_answered_200(server: Server) -> None:
    file = wheel("same", "1.0")
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: post(server, file, key=server.key), range(20)))
    assert [answer.status_code for answer in answers] == [200] * 20
    assert list(listed(server, "same")) == [file.filename]


def test_of_20_contents_under_one_name_at_once_one_is_answered_200(server: Server) -> None:
    files = [wheel("contested", "1.0", lines=[f"Summary: number {i}"]) for i in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda file: post(server, file, key=server.key), files))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 19
    refused = [answer for answer in answers if answer.status_code == 400]
    assert all(answer.reason_phrase.startswith("File already exists (") for answer in refused)
    winner = files[[answer.status_code for answer in answers].index(200)]
    assert httpx.get(listed(server, "contested")[winner.filename]).content == winner.content


def test_20_files_of_a_new_package_at_once_are_20_files(server: Server) -> None:
    files = [wheel("crowd", f"1.{i}") for i in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda file: post(server, file, key=server.key), files))
    assert [answer.status_code for answer in answers] == [200] * 20
    assert len(listed(server, "crowd")) == 20


def test_100_mb_add_little_memory_and_are_answered_soon(server: Server) -> None:
    file = large("heavy", 99 * MIB)
    body = body_of(file)
    assert post(server, wheel("light", "1.0"), key=server.key).status_code == 200
    process = psutil.Process(server.pid)
    with watched(process) as peak, connection(server) as raw:
        raw.sendall(head(len(body), key=server.key))
        raw.sendall(body)
        sent_at = time.monotonic()
        assert raw.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")
        took = time.monotonic() - sent_at
    assert took < 2
    assert peak.added < 32 * MIB


@dataclass
class Peak:
    """How much a process's resident memory grew at most."""

    added: int = 0


@contextmanager
def watched(process: psutil.Process) -> Iterator[Peak]:
    """Look at the process's memory every few milliseconds while the block runs."""
    before, peak, done = process.memory_info().rss, Peak(), threading.Event()

    def look() -> None:
        while not done.wait(0.005):
            peak.added = max(peak.added, process.memory_info().rss - before)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()
