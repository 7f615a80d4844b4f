"""Run a client as a stranger's machine would: no configuration, cache or keyring of this one."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.clients import install

LONGEST = 120.0
# Wide enough that no client breaks a sentence of the server's into two lines.
COLUMNS = "1000"
# 2020-02-02: the moment at which every back end says its archive's members were written.
SOURCE_DATE_EPOCH = "1580601600"


@dataclass(frozen=True)
class Completed:
    """What a client said: both of its streams as one text, as a person reads them."""

    returncode: int
    output: str

    def check(self) -> "Completed":
        """Return itself, or fail the test with the client's own words."""
        assert self.returncode == 0, f"exit {self.returncode}:\n{self.output}"
        return self


def run(
    client: str, *arguments: str, cwd: Path, env: Mapping[str, str] | None = None, home: str = ""
) -> Completed:
    """Run the client's program (the first argument) in `cwd`, with a home beside that folder."""
    programs = install.ensure(client)
    program, *rest = arguments
    done = subprocess.run(
        [str(programs / program), *rest],
        cwd=cwd,
        env={**surroundings(programs, cwd.parent / (home or f"home-{client}")), **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    return Completed(done.returncode, done.stdout)


def surroundings(programs: Path, home: Path) -> dict[str, str]:
    """The whole environment of a client; nothing is inherited."""
    home.mkdir(exist_ok=True)
    return {
        "PATH": os.pathsep.join([str(programs), "/usr/local/bin", "/usr/bin", "/bin"]),
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "NO_COLOR": "1",
        "COLUMNS": COLUMNS,
        "NO_PROXY": "127.0.0.1,localhost",
        "SOURCE_DATE_EPOCH": SOURCE_DATE_EPOCH,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "UV_PYTHON": sys.executable,
        "UV_PYTHON_DOWNLOADS": "never",
        "FLIT_NO_NETWORK": "1",
        "PDM_CHECK_UPDATE": "false",
        "PDM_IGNORE_SAVED_PYTHON": "1",
    }
