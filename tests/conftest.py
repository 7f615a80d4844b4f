"""What every test may ask for. One PostgreSQL for the run, a database of its own for each test."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from tests import faults, inspecting, postgres, s3
from tests.server import Server, running

RUNNING = pytest.StashKey[postgres.Running]()
SOCKET = pytest.StashKey[str]()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start PostgreSQL, before xdist starts its workers: they are told where it is."""
    config = session.config
    given: dict[str, str] | None = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[SOCKET] = given["postgres"]
    elif not config.option.collectonly:
        running = postgres.Running()
        config.stash[SOCKET] = running.start()
        config.stash[RUNNING] = running


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of xdist where PostgreSQL is."""
    node.workerinput["postgres"] = node.config.stash.get(SOCKET, "")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop PostgreSQL, after the last worker has gone."""
    inspecting.SHARED.close()
    inspecting.EXAMINING.close()
    running = session.config.stash.get(RUNNING, None)
    if running is not None:
        running.stop()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[postgres.Server]:
    server = postgres.Server(request.config.stash[SOCKET])
    yield server
    server.close()


@pytest.fixture
def database_url(postgres_server: postgres.Server) -> Iterator[str]:
    """A migrated, empty database, for this test alone."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture
def bare_database_url(postgres_server: postgres.Server) -> Iterator[str]:
    """A database without tables."""
    with postgres_server.bare_database() as url:
        yield url


@pytest.fixture(scope="session")
def server(
    postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A registry that everybody may read, for all tests of this worker: use names of your own."""
    folder = tmp_path_factory.mktemp("server")
    with postgres_server.database() as url, running(url, folder) as server:
        yield server


@pytest.fixture(scope="session")
def private_server(
    postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A registry that asks every reader for a key."""
    folder = tmp_path_factory.mktemp("private-server")
    with postgres_server.database() as url, running(url, folder, ANONYMOUS_READ="false") as server:
        yield server


@pytest.fixture(scope="session")
def s3_server() -> Iterator[s3.S3]:
    """A running S3 for all tests of this worker; `bucket` gives a test one of its own."""
    with s3.running() as running:
        yield running


@pytest.fixture
def bucket(s3_server: s3.S3, monkeypatch: pytest.MonkeyPatch) -> s3.S3:
    """An empty bucket of S3, for this test alone; this process has credentials for it."""
    for name, value in s3.CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    return s3_server.with_bucket(f"files-{uuid4().hex[:12]}")


@pytest.fixture
def way(bucket: s3.S3) -> Iterator[faults.Way]:
    """The way to the bucket, which fails as told."""
    port = urlsplit(bucket.endpoint).port
    assert port is not None
    with faults.before(port) as way:
        yield way


@pytest.fixture
def name() -> str:
    """A package name that no other test uses."""
    return f"demo-{uuid4().hex[:12]}"
