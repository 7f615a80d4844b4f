"""pdm and pdm-backend."""

from pathlib import Path

from tests.clients import install
from tests.clients.command import Completed, run
from tests.clients.projects import PDM_BACKEND as BACK_END

__all__ = ["BACK_END", "build", "publish"]

# pdm makes an environment for a project, unless one is active; its own has the back end.
ACTIVE = {"VIRTUAL_ENV": str(install.ENVIRONMENTS / "pdm")}


def build(project: Path) -> Completed:
    """Build the project's sdist and wheel into `dist/`."""
    return run("pdm", "pdm", "build", "--no-isolation", cwd=project, env=ACTIVE)


def publish(project: Path, url: str, user: str, password: str) -> Completed:
    """Upload all that lies in `dist/`; only at -vv does pdm tell why it was refused."""
    return run(
        *("pdm", "pdm", "publish", "--no-build", "-vv"),
        *("--repository", url, "--username", user, "--password", password),
        cwd=project,
        env=ACTIVE,
    )
