"""pip, which installs into any environment from outside with `--python`."""

from pathlib import Path

from tests.clients.command import Completed, run
from tests.clients.places import Environment

__all__ = ["download", "install"]


def install(environment: Environment, index: str, *arguments: str) -> Completed:
    """Run `pip install` with our index and no other."""
    return run(
        *("pip", "pip", "--python", str(environment.folder), "install", "--no-input"),
        *("--index-url", index, *arguments),
        cwd=environment.folder.parent,
    )


def download(folder: Path, index: str, *arguments: str) -> Completed:
    """Run `pip download` into `folder` with our index and no other."""
    return run(
        *("pip", "pip", "download", "--no-input", "--dest", str(folder)),
        *("--index-url", index, *arguments),
        cwd=folder.parent,
    )
