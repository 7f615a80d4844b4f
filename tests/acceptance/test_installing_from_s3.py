"""Installers are sent to S3 for a private file: they get it, and S3 never gets their key."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import faults, postgres
from tests.build import wheel
from tests.clients import pip, places, poetry, uv
from tests.faults import Way
from tests.s3 import S3
from tests.server import Server, running


@dataclass(frozen=True)
class Sent:
    """A registry that sends people to its bucket, at another host and port than its own."""

    server: Server
    way: Way

    def asked(self) -> list[tuple[bytes, dict[bytes, bytes]]]:
        """Return each request that reached the bucket: line, and headers in small letters."""
        assert self.way.carried is not None
        heads = bytes(self.way.carried).split(b"\r\n\r\n")
        assert heads.pop() == b""
        return [_parsed(head) for head in heads]


def _parsed(head: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    line, *headers = head.split(b"\r\n")
    pairs = (header.split(b": ", 1) for header in headers)
    return line, {name.lower(): value for name, value in pairs}


@pytest.fixture(scope="module")
def sent(
    postgres_server: postgres.Server,
    s3_server: S3,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Sent]:
    bucket = s3_server.with_bucket("private-files")
    port = urlsplit(bucket.endpoint).port
    assert port is not None
    with postgres_server.database() as url, faults.before(port) as way:
        told = bucket.environment | {"S3_PUBLIC_ENDPOINT": f"http://localhost:{way.port}"}
        with running(
            url, tmp_path_factory.mktemp("sent"), ANONYMOUS_READ="false", **told
        ) as server:
            yield Sent(server, way)


def install_with_pip(folder: Path, sent: Sent, name: str) -> dict[str, str]:
    environment = places.environment(folder / "environment")
    pip.install(environment, places.with_key(sent.server.simple, sent.server.key), name).check()
    return environment.installed()


def install_with_uv(folder: Path, sent: Sent, name: str) -> dict[str, str]:
    environment = places.environment(folder / "environment")
    uv.install(environment, places.with_key(sent.server.simple, sent.server.key), name).check()
    return environment.installed()


def install_with_poetry(folder: Path, sent: Sent, name: str) -> dict[str, str]:
    project = poetry.consumer(folder / "project", [name], sent.server.simple)
    poetry.lock(project, key=sent.server.key).check()
    poetry.install(project, key=sent.server.key).check()
    return places.Environment(project / ".venv").installed()


@pytest.mark.parametrize("install", [install_with_pip, install_with_uv, install_with_poetry])
def test_a_private_file_is_fetched_from_s3_and_the_key_stays_with_the_registry(
    install: Callable[[Path, Sent, str], dict[str, str]], sent: Sent, tmp_path: Path, name: str
) -> None:
    sent.server.publish(wheel(name, "1.0"))
    sent.way.carried = bytearray()
    with sent.server.requests() as requests:
        assert install(tmp_path, sent, name)[name] == "1.0"
    (status,) = {asked.status for asked in requests if asked.is_of_a_file and asked.method == "GET"}
    assert status == 302
    asked = sent.asked()
    assert asked != []
    for line, headers in asked:
        assert line.startswith(b"GET /private-files/objects/")
        assert headers[b"host"] == f"localhost:{sent.way.port}".encode()
        assert {b"authorization", b"cookie", b"x-api-key"} & set(headers) == set()
        assert sent.server.key.encode() not in b"".join([line, *headers.values()])
