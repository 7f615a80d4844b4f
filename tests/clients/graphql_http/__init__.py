"""The npm package graphql-http, which audits servers for GraphQL over HTTP."""

import fcntl
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
INSTALLED = HERE / "node_modules" / ".package-lock.json"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the audit: what it asks, whether it is met, and why not."""

    id: str
    name: str
    status: str
    reason: str | None


def audit(url: str) -> list[Item]:
    """Return all items; without node skip the test, and fail it where CI runs."""
    _require_node()
    _install()
    done = subprocess.run(
        ["node", "audit.mjs", url], cwd=HERE, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return [Item(**json.loads(line)) for line in done.stdout.splitlines()]


def _require_node() -> None:
    if shutil.which("node") is not None and shutil.which("npm") is not None:
        return
    reason = "no node and npm on this machine: install them to run the audit of GraphQL over HTTP"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _install() -> None:
    with (HERE / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another worker may be at it
        wanted = (HERE / "package-lock.json").stat().st_mtime
        if INSTALLED.exists() and INSTALLED.stat().st_mtime >= wanted:
            return
        subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=HERE,
            check=True,
            capture_output=True,
            timeout=300,
        )
