"""What judges can fail: whoever lies to the load is found out, and who tells the truth is not."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.build import Built, wheel
from tests.chaos import installing
from tests.chaos.judging import Outcome
from tests.chaos.load import Load

# What the installed module is to say, and what it is not.
SOURCES = (installing.module("judged", "1.0"), b"VALUE = 'another'\n")
ENOUGH = 9
PATIENCE = 60.0


@dataclass
class Liar:
    """A registry that keeps files in memory, and where it does not say the truth."""

    # Told of each upload by its number: whether the file is kept, and what is answered.
    taken: Callable[[int], tuple[bool, int]] = lambda number: (True, 200)
    served: Callable[[bytes], bytes] = lambda content: content
    queried: int = 200
    says_when: bool = True
    breaks_off: bool = False
    files: dict[str, bytes] = field(default_factory=dict)
    uploads: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Door(BaseHTTPRequestHandler):
    """Its answers."""

    liar: Liar

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/graphql":
            self._answer(self.liar.queried, b'{"data": {"package": null}}')
            return
        with self.liar.lock:
            self.liar.uploads += 1
            kept, status = self.liar.taken(self.liar.uploads)
        head, _, rest = body.partition(b'filename="')[2].partition(b"\r\n\r\n")
        boundary = self.headers["content-type"].partition("boundary=")[2].encode()
        if kept:
            filename = head.partition(b'"')[0].decode()
            self.liar.files[filename] = rest.partition(b"\r\n--" + boundary)[0]
        self._answer(status, b"")

    def do_GET(self) -> None:
        kind, name = self.path.strip("/").split("/")
        if kind == "files":
            self._answer(200, self.liar.served(self.liar.files[name]))
            return
        found = [n for n in list(self.liar.files) if n.startswith(f"{name.replace('-', '_')}-")]
        listed = [
            {"filename": n, "url": f"/files/{n}", "hashes": {"sha256": self._digest(n)}}
            for n in found
        ]
        meta = {"meta": {"api-version": "1.1"}, "name": name, "versions": [], "files": listed}
        self._answer(200, json.dumps(meta).encode())

    def _digest(self, filename: str) -> str:
        return hashlib.sha256(self.liar.files[filename]).hexdigest()

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        if self.liar.says_when and status != 200:
            self.send_header("Retry-After", "1")
        self.send_header("Content-Type", "application/vnd.pypi.simple.v1+json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:-1] if self.liar.breaks_off else content)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def listening(liar: Liar) -> Iterator[str]:
    door = type("DoorOfOne", (Door,), {"liar": liar})
    with ThreadingHTTPServer(("127.0.0.1", 0), door) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def complaints(liar: Liar, installers: Sequence[str] = ()) -> list[str]:
    """Put the load on it until it has asked enough of everything; return what it complains of."""
    with listening(liar) as url:
        load = Load(url, "a-key", prefix="chaos-judge", installers=installers)
        until = time.monotonic() + PATIENCE
        with load.running():
            while not load.complaints and (
                len(load.acknowledged) < ENOUGH or {what for _, what in load.successes} < load.kinds
            ):
                assert time.monotonic() < until
                time.sleep(0.02)
        return load.complaints or load.checked()


def test_who_tells_the_truth_is_not_complained_of() -> None:
    assert complaints(Liar()) == []
    assert complaints(Liar(), installers=("uv", "pip")) == []


def test_who_refuses_for_a_moment_is_not_complained_of() -> None:
    assert complaints(Liar(taken=lambda number: (True, 200) if number % 3 else (False, 503))) == []


@pytest.mark.parametrize(
    ("liar", "complaint"),
    [
        (Liar(taken=lambda number: (number % 4 != 0, 200)), "was acknowledged and is"),
        (Liar(served=lambda content: content[:-1] + b"?"), "has other bytes"),
        (
            Liar(taken=lambda number: (True, 503 if number % 2 else 200)),
            "was refused and is listed",
        ),
        (Liar(taken=lambda number: (True, 500)), "publish: 500"),
        (Liar(taken=lambda number: (False, 503), says_when=False), "publish: 503"),
        (Liar(queried=404), "query: 404"),
        (Liar(breaks_off=True), "RemoteProtocolError"),
    ],
    ids=["missing", "wrong", "listed", "500", "for how long?", "404", "cut off"],
)
def test_a_lie_is_found_out(liar: Liar, complaint: str) -> None:
    found = complaints(liar)
    assert [said for said in found if complaint in said] != [], found


def test_what_nobody_published_is_found() -> None:
    liar = Liar()
    liar.files["chaos_judge_0_0-9.9-py3-none-any.whl"] = b"of a stranger"
    assert complaints(liar) == [
        "chaos_judge_0_0-9.9-py3-none-any.whl is listed and nobody published it"
    ]


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_an_installer_is_heard_and_what_it_installed_is_looked_at(tool: str) -> None:
    good, other = (
        wheel("judged", "1.0", files={"judged/__init__.py": source}) for source in SOURCES
    )

    def heard(kept: Built, served: Callable[[bytes], bytes], version: str = "1.0") -> str:
        liar = Liar(served=served, files={kept.filename: kept.content})
        with listening(liar) as url:
            is_well, said = installing.complaint(tool, f"{url}/simple/", "judged", version)
        assert is_well == (said is None)
        return said or ""

    assert heard(good, lambda content: content) == ""
    assert heard(other, lambda content: content) == (
        f"{tool} has installed something else than judged 1.0"
    )
    assert heard(good, lambda content: content[:-1] + b"?").startswith(f"{tool}: ")
    assert heard(good, lambda content: content, version="2.0").startswith(f"{tool}: ")


@pytest.mark.parametrize(
    ("said", "is_temporary"),
    [
        ("HTTP error 503 while getting https://registry.example.com/x", True),
        ("status code: 502 Bad Gateway", True),
        ("ConnectionResetError: Connection reset by peer", True),
        ("HTTP error 404 while getting https://registry.example.com/x", False),
        ("HTTP status server error (500 Internal Server Error)", False),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", False),
        ("No matching distribution found for judged==1.503", False),
    ],
)
def test_what_an_installer_may_say_is_what_passes(said: str, is_temporary: bool) -> None:
    assert (installing.TEMPORARY.search(said) is not None) == is_temporary


def test_only_what_is_over_soon_and_without_a_complaint_is_well() -> None:
    well = Outcome("a fault", 100, {"query 503": 3}, 20, 5, recovery=5.0, complaints=[])
    assert well.is_well
    assert not replace(well, recovery=5.1).is_well
    assert not replace(well, complaints=["a worker ended with -9"]).is_well
