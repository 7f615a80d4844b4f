"""hatch and hatchling."""

from pathlib import Path

from tests.clients.command import Completed, run
from tests.clients.projects import HATCHLING as BACK_END

__all__ = ["BACK_END", "build", "publish"]


def build(project: Path) -> Completed:
    """Build the project's sdist and wheel into `dist/`."""
    # `hatch build` would fetch hatchling into an environment of its own.
    return run("hatch", "hatchling", "build", cwd=project)


def publish(project: Path, url: str, user: str, password: str) -> Completed:
    """Upload all that lies in `dist/`; hatch skips what the index has under the same name."""
    return run(
        *("hatch", "hatch", "publish", "--no-prompt"),
        *("--repo", url, "--user", user, "--auth", password),
        cwd=project,
    )
