"""A malicious package comes in by twine, and goes into quarantine until somebody decides."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import postgres
from tests.acceptance import serving
from tests.build import Built, wheel
from tests.clients import pip, places, twine
from tests.clients.places import Environment
from tests.server import Server, form, running

POLICY = """
[severity]
high = "reject"
"""
# How stealers begin: it runs at each start of Python, and nobody imports it.
HOOK = {"demo/__init__.py": b"", "demo.pth": b"import os\n"}
PATIENCE = 60.0
RULE = """mutation($input: ReleaseFileInput!) {
  releaseFile(input: $input) {
    ... on FileReleased { file { availability } }
    ... on Problem { code }
  }
}"""
STORY = """query($name: String!) {
  package(name: $name) { events(first: 20) { nodes { action filename detail } } }
}"""
SEEN = """query($filename: String!) {
  file(filename: $filename) {
    availability
    verification { state outcome findings { code severity path line action } }
  }
}"""


@dataclass(frozen=True)
class Replicas:
    """Two servers on one database and one storage."""

    first: Server
    second: str

    def ask(self, query: str, **variables: Any) -> Any:
        """Ask the first one as its administrator."""
        answer = httpx.post(
            f"{self.first.url}/graphql",
            json={"query": query, "variables": variables},
            auth=("__token__", self.first.key),
        )
        return answer.raise_for_status().json()["data"]


@pytest.fixture
def replicas(
    postgres_server: postgres.Server, database_url: str, tmp_path: Path
) -> Iterator[Replicas]:
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY)
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    with running(database_url, tmp_path / "first", VERIFICATION_POLICY=str(policy)) as first:
        data = tmp_path / "second" / "data"
        data.mkdir()
        (data / "files").symlink_to(first.data_dir / "files")
        told = {"DATABASE_URL": database_url, "VERIFICATION_POLICY": str(policy)}
        with serving.serving(data, **told) as second:
            yield Replicas(first, second.url)


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return places.environment(tmp_path / "environment")


def test_a_malicious_package_goes_into_quarantine_until_somebody_decides(
    replicas: Replicas, environment: Environment, tmp_path: Path, name: str
) -> None:
    bad = wheel(name, "1.0", files=HOOK)
    publish_with_twine(tmp_path, replicas.first, bad)
    until(lambda: seen(replicas, bad)["verification"]["state"] == "REJECTED")
    told = seen(replicas, bad)
    found = told["verification"]["findings"]
    told["verification"]["findings"] = [each for each in found if each["action"] != "IGNORE"]
    assert told == {
        "availability": "QUARANTINED",
        "verification": {
            "state": "REJECTED",
            "outcome": "REJECTED",
            "findings": [
                {
                    "code": "startup-files.code-in-pth",
                    "severity": "HIGH",
                    "path": "demo.pth",
                    "line": 1,
                    "action": "REJECT",
                }
            ],
        },
    }

    for url in (replicas.first.url, replicas.second):
        refused = pip.install(environment, f"{url}/simple/", name)
        assert refused.returncode == 1
        assert f"No matching distribution found for {name}" in refused.output
        path = f"{url}/packages/{name}/{bad.sha256}/{bad.filename}"
        for wanted in (path, f"{path}.metadata"):
            assert httpx.get(wanted).status_code == httpx.codes.FORBIDDEN
    assert environment.installed() == {}

    given = {"package": name, "filename": bad.filename, "reason": "a test, and harmless"}
    ruled = replicas.ask(RULE, input=given)
    assert ruled == {"releaseFile": {"file": {"availability": "LISTED"}}}
    for url in (replicas.second, replicas.first.url):
        installed = pip.install(environment, f"{url}/simple/", "--force-reinstall", name)
        installed.check()
    assert environment.installed() == {name: "1.0"}

    events = replicas.ask(STORY, name=name)["package"]["events"]["nodes"]
    assert [(event["action"], event["filename"]) for event in reversed(events)] == [
        ("package.created", None),
        ("release.created", None),
        ("file.added", bad.filename),
        ("file.verified", bad.filename),
        ("file.withheld", bad.filename),
        ("file.released", bad.filename),
    ]
    assert events[0]["detail"] == {
        "before": "quarantined",
        "after": None,
        "reason": "a test, and harmless",
    }


def test_the_upload_says_where_to_look_and_the_command_shows_what_was_found(
    replicas: Replicas, tmp_path: Path, name: str
) -> None:
    bad = wheel(name, "1.0", files=HOOK)
    answer = sent(replicas.first, bad)
    assert answer.headers["x-verification-state"] == "pending"
    assert answer.text == (
        f"{replicas.first.url}/simple/{name}/ The file is pending: `devsper-registry status {name} "
        "1.0` shows what becomes of it."
    )
    done = status(tmp_path, replicas, name, "--watch")
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[:3] == [
        f"{replicas.first.url}/simple/{name}/ 1.0",
        f"  {bad.filename}: rejected, quarantined",
        "    high: 'demo.pth' runs code whenever Python starts, without the package being imported."
        " (demo.pth:1)",
    ]
    good = wheel(name, "2.0")
    sent(replicas.first, good)
    done = status(tmp_path, replicas, name, "--watch", version="2.0")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == [
        f"{replicas.first.url}/simple/{name}/ 2.0 [verified]",
        f"  {good.filename}: passed, listed",
    ]


def publish_with_twine(folder: Path, server: Server, file: Built) -> None:
    project = folder / "project"
    (project / "dist").mkdir(parents=True)
    (project / "dist" / file.filename).write_bytes(file.content)
    twine.publish(project, server.legacy, "__token__", server.key).check()


def sent(server: Server, file: Built) -> httpx.Response:
    answer = httpx.post(
        server.legacy,
        data=form(file),
        files={"content": (file.filename, file.content)},
        auth=("__token__", server.key),
    )
    return answer.raise_for_status()


def status(folder: Path, replicas: Replicas, *arguments: str, version: str = "1.0") -> Any:
    package, *options = arguments
    return serving.command(
        folder / "status",
        *("status", package, version, "--url", replicas.first.url, *options),
        DEVSPER_REGISTRY_KEY=replicas.first.key,
    )


def seen(replicas: Replicas, file: Built) -> Any:
    return replicas.ask(SEEN, filename=file.filename)["file"]


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)
