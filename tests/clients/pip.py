"""pip, which installs into any environment from outside with `--python`."""

from tests.clients.command import Completed, run
from tests.clients.places import Environment


def install(environment: Environment, index: str, *arguments: str) -> Completed:
    """Run `pip install` with our index and no other."""
    return run(
        *("pip", "pip", "--python", str(environment.folder), "install", "--no-input"),
        *("--index-url", index, *arguments),
        cwd=environment.folder.parent,
    )
