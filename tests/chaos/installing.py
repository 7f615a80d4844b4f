"""Real installers: each install is a process of its own, into an empty folder, without a cache."""

import re
import subprocess
import tempfile
from pathlib import Path

from tests.build import escaped
from tests.clients.command import Completed, run

COMMANDS = {
    "pip": ("pip", "install", "--no-input", "--no-cache-dir", "--no-deps"),
    "uv": ("uv", "pip", "install", "--no-cache", "--no-deps"),
}
INDEX = {"pip": "--index-url", "uv": "--default-index"}
# What they say when they have tried again and again: a status or a connection that may be well
# in a moment. Nothing of another file, or of one that is not there.
TEMPORARY = re.compile(
    r"(?<![.\d])(429|502|503)(?![.\d])|[Cc]onnection (refused|reset|aborted|broken|closed)"
    r"|[Tt]imed? ?out|IncompleteRead"
)


def module(name: str, version: str) -> bytes:
    """Return the module of a wheel that nothing but this version of this package has."""
    return f"VALUE = '{name} {version}'\n".encode()


def complaint(tool: str, index: str, name: str, version: str) -> tuple[bool, str | None]:
    """Install it; return whether that went well, and what must never be, if it was."""
    with tempfile.TemporaryDirectory(prefix=f"chaos-{tool}-") as folder:
        target = Path(folder) / "work" / "target"
        target.parent.mkdir()
        try:
            done = _install(tool, index, f"{name}=={version}", target)
        except subprocess.TimeoutExpired:
            return False, f"{tool} has not ended"
        if done.returncode != 0:
            is_temporary = TEMPORARY.search(done.output) is not None
            return False, None if is_temporary else f"{tool}: {done.output[-600:]}"
        found = target / escaped(name) / "__init__.py"
        if not found.is_file() or found.read_bytes() != module(name, version):
            return False, f"{tool} has installed something else than {name} {version}"
        return True, None


def _install(tool: str, index: str, requirement: str, target: Path) -> Completed:
    return run(
        *(tool, *COMMANDS[tool], INDEX[tool], index, "--target", str(target), requirement),
        cwd=target.parent,
    )
