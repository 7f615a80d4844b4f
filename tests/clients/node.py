"""npm packages of this checkout, installed where they stand from their lock files."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest


def require() -> None:
    """Without node and npm skip the test, and fail it where CI runs."""
    if shutil.which("node") is not None and shutil.which("npm") is not None:
        return
    reason = "no node and npm on this machine: install them (node 20 or newer) to run this test"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def install(folder: Path) -> None:
    """Install what the folder's lock file names, unless that is there already."""
    installed = folder / "node_modules" / ".package-lock.json"
    with (folder / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another worker may be at it
        wanted = (folder / "package-lock.json").stat().st_mtime
        if installed.exists() and installed.stat().st_mtime >= wanted:
            return
        subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=300,
        )
