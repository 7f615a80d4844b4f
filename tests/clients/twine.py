"""twine, with what it is used with: build and setuptools."""

from pathlib import Path

from tests.clients.command import Completed, run
from tests.clients.projects import SETUPTOOLS as BACK_END

__all__ = ["BACK_END", "build", "publish"]


def build(project: Path) -> Completed:
    """Build the project's sdist and wheel into `dist/`."""
    return run("twine", "python", "-m", "build", "--no-isolation", cwd=project)


def publish(project: Path, url: str, user: str, password: str) -> Completed:
    """Upload all that lies in `dist/`, in one go."""
    files = sorted(str(file) for file in (project / "dist").glob("[!.]*"))
    return run(
        *("twine", "twine", "upload", "--non-interactive", "--disable-progress-bar"),
        *("--repository-url", url, "--username", user, "--password", password, *files),
        cwd=project,
    )
