"""A person at a command line of their own: a home, `login` in it, and letting it in elsewhere."""

import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.acceptance.serving import COMMAND
from tests.server import Server

CODE = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}")
WITHIN = 60
MUTATION = """mutation($code: String!) {{
    {name}(input: {{userCode: $code}}) {{ __typename ... on Problem {{ message }} }} }}"""


@dataclass(frozen=True)
class Home:
    """A person's home directory, and what stands in the environment besides."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def pypirc(self) -> Path:
        """Where twine looks."""
        return self.folder / ".pypirc"

    @property
    def netrc(self) -> Path:
        """Where pip and uv look."""
        return self.folder / ".netrc"

    @property
    def surroundings(self) -> dict[str, str]:
        """Return all that a command finds in its environment."""
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), **self.environment}

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run `devsper-registry` to its end."""
        return subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self.surroundings,
            capture_output=True,
            text=True,
            check=False,
            timeout=WITHIN,
        )

    @contextmanager
    def login(self, *arguments: str, stderr: int = subprocess.PIPE) -> Iterator["Login"]:
        """Start `login`; it is gone at the end."""
        process = subprocess.Popen(
            [*COMMAND, "login", *arguments],
            cwd=self.folder,
            env=self.surroundings,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            # A run of the tests in a shell's background would hand down that SIGINT is ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        try:
            yield Login(process)
        finally:
            process.kill()
            process.communicate()

    def log_in(self, server: Server, *arguments: str) -> str:
        """Log in and be let in; return what the command said."""
        with self.login(server.url, *arguments) as login:
            decide(server, "approveDevice", login.code())
            code, said, complained = login.end()
        assert (code, complained) == (0, ""), complained
        return said


@dataclass
class Login:
    """`login` while it waits."""

    process: "subprocess.Popen[str]"
    said: str = ""

    def code(self) -> str:
        """Return the code that it shows."""
        assert self.process.stdout is not None
        until = time.monotonic() + WITHIN
        while time.monotonic() < until:
            line = self.process.stdout.readline()
            self.said += line
            if not line:
                break
            if line.startswith("and see that it shows the code"):
                return str(CODE.findall(line)[0])
        raise AssertionError(f"no code came: {self.said}{self.process.communicate()[1]}")

    def end(self) -> tuple[int, str, str]:
        """Return its exit code, and all that it said and complained of."""
        assert self.process.stdout is not None
        # `readline` reads ahead, and `communicate` asks the pipe alone: it would lose that.
        said = self.process.stdout.read()
        _, complained = self.process.communicate(timeout=WITHIN)
        return self.process.returncode, self.said + said, complained


def decide(server: Server, name: str, code: str) -> None:
    """Let a device in (`approveDevice`), or turn it away (`denyDevice`)."""
    body = {"query": MUTATION.format(name=name), "variables": {"code": code}}
    answer = httpx.post(
        f"{server.url}/graphql",
        json=body,
        headers={"authorization": f"Bearer {server.key}"},
        trust_env=False,
    )
    shown: dict[str, Any] = answer.json()["data"][name]
    assert shown["__typename"] in {"DeviceApproved", "DeviceDenied"}, shown
