"""flit and flit_core; it publishes what it has just built, and nothing else."""

from pathlib import Path

from tests.clients.command import Completed, run
from tests.clients.projects import FLIT_CORE as BACK_END

__all__ = ["BACK_END", "build", "publish"]


def build(project: Path) -> Completed:
    """Build the project's sdist and wheel into `dist/`."""
    return run("flit", "flit", "build", cwd=project)


def publish(project: Path, url: str, user: str, password: str) -> Completed:
    """Build and upload the project."""
    account = {"FLIT_INDEX_URL": url, "FLIT_USERNAME": user, "FLIT_PASSWORD": password}
    return run("flit", "flit", "publish", cwd=project, env=account)
