"""A registry as it really runs: a process of its own, reached over HTTP and the command line."""

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any, NamedTuple
from uuid import uuid4

import asyncpg
import httpx
from packaging.utils import parse_sdist_filename, parse_wheel_filename

from tests.acceptance import serving
from tests.build import Built

SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"
ACCESS = re.compile(
    r" request +.*\bmethod=(?P<method>[A-Z]+) .*\bpath=(?P<path>\S+) .*\bstatus=(?P<status>\d{3})"
)

HIDE = """mutation($name: String!) {
  setPackageVisibility(input: {package: $name, visibility: PRIVATE}) { __typename }
}"""
YANK_RELEASE = """
    UPDATE release SET yanked_reason = $3 FROM package p
    WHERE p.id = package_id AND p.normalized_name = $1 AND version = $2
"""
TELL_OF_IT = """
    WITH told AS (
        INSERT INTO event (at, action, package, version, detail)
        VALUES (now(), 'release.yanked', $1, $2, $3)
        RETURNING serial
    )
    UPDATE package SET serial = told.serial FROM told WHERE normalized_name = $1
    RETURNING pg_notify('devsper_registry', '')
"""


class Requested(NamedTuple):
    """A line of the access log."""

    method: str
    path: str
    status: int

    @property
    def is_of_a_file(self) -> bool:
        """Whether it fetched a wheel or an sdist, or some bytes of one."""
        return self.path.endswith((".whl", ".tar.gz"))


@dataclass(frozen=True)
class Server:
    """A running registry; `key` is the administrator's, printed at its first start."""

    url: str
    key: str
    # What it printed at its first start.
    welcome: str
    database_url: str
    data_dir: Path
    pid: int

    @property
    def simple(self) -> str:
        """The index, as installers are told of it."""
        return f"{self.url}/simple/"

    @property
    def legacy(self) -> str:
        """Where publishers upload to."""
        return f"{self.url}/legacy/"

    @property
    def log(self) -> str:
        """What it has logged so far, each request among it."""
        return (self.data_dir.parent / "stderr.log").read_text()

    @contextmanager
    def requests(self) -> Iterator[list[Requested]]:
        """Yield a list that holds, once the block is left, what was asked for in it."""
        begin, _ = self._mark()
        found: list[Requested] = []
        yield found
        _, end = self._mark()
        for line in ACCESS.finditer(self.log[begin:end]):
            found.append(Requested(line["method"], line["path"], int(line["status"])))

    def _mark(self) -> tuple[int, int]:
        """Ask for what is not there; return where the line of that ends in the log, and begins.

        A client may have its answer before the line of it is written: whatever was answered
        before the mark was asked for stands before the mark.
        """
        path = f"/mark-{uuid4().hex}"
        httpx.get(f"{self.url}{path}")
        for _ in range(100):
            log = self.log
            if (at := log.find(path)) >= 0 and (after := log.find("\n", at)) >= 0:
                return after + 1, log.rfind("\n", 0, at) + 1
            sleep(0.05)
        raise AssertionError(f"no line of {path} in the log")

    def page(self, name: str) -> dict[str, Any] | None:
        """Return the package's page of the simple index, None when there is no such package."""
        answer = httpx.get(
            f"{self.simple}{name}/", headers={"Accept": SIMPLE_JSON}, auth=("__token__", self.key)
        )
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        page: dict[str, Any] = answer.raise_for_status().json()
        return page

    def links(self, name: str) -> dict[str, str]:
        """Return the whole URL of each file of the package, by filename."""
        page = self.page(name)
        assert page is not None
        base = httpx.URL(f"{self.simple}{name}/")
        return {file["filename"]: str(base.join(file["url"])) for file in page["files"]}

    def publish(self, file: Built) -> None:
        """Publish a file that was built in code, for a test that is about something else."""
        answer = httpx.post(
            self.legacy,
            data=form(file),
            files={"content": (file.filename, file.content)},
            auth=("__token__", self.key),
            timeout=60,
        )
        assert answer.status_code == httpx.codes.OK, answer.text

    def create_key(self, *arguments: str) -> str:
        """Create a key with `devsper-registry keys create`, and return it."""
        done = serving.command(
            self.data_dir, "keys", "create", *arguments, DATABASE_URL=self.database_url
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def hide(self, name: str) -> None:
        """Make the package private."""
        answer = httpx.post(
            f"{self.url}/graphql",
            json={"query": HIDE, "variables": {"name": name}},
            auth=("__token__", self.key),
        )
        assert answer.json()["data"]["setPackageVisibility"]["__typename"] == "PackageVisibilitySet"

    def yank(self, name: str, version: str, reason: str) -> None:
        """Yank a release as the database knows it: no door does it yet."""
        asyncio.run(self._yank(name, version, reason))

    async def _yank(self, name: str, version: str, reason: str) -> None:
        connection = await asyncpg.connect(self.database_url)
        try:
            await connection.execute(YANK_RELEASE, name, version, reason)
            await connection.execute(TELL_OF_IT, name, version, json.dumps({"reason": reason}))
        finally:
            await connection.close()


def form(file: Built) -> dict[str, str]:
    """The fields of an upload that every client sends."""
    if file.filename.endswith(".whl"):
        name, version, _, _ = parse_wheel_filename(file.filename)
        kind = {"filetype": "bdist_wheel", "pyversion": "py3"}
    else:
        name, version = parse_sdist_filename(file.filename)
        kind = {"filetype": "sdist", "pyversion": "source"}
    return kind | {
        ":action": "file_upload",
        "protocol_version": "1",
        "metadata_version": "2.4",
        "name": name,
        "version": str(version),
        "sha256_digest": file.sha256,
    }


@contextmanager
def running(database_url: str, folder: Path, **settings: str) -> Iterator[Server]:
    """Start a registry on an empty database, with a data directory in `folder`."""
    told = {"DATABASE_URL": database_url, **settings}
    with serving.serving(folder / "data", **told) as served:
        (key,) = served.keys_shown
        yield Server(
            served.url, key, served.said, database_url, served.data_dir, served.process.pid
        )
