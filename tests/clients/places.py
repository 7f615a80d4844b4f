"""Where installers install to, and what they are told about where to install from."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.clients.command import run

DIST_INFO = re.compile(r"(.+?)-(.+)\.dist-info")


@dataclass(frozen=True)
class Environment:
    """A virtual environment with nothing in it, not even pip."""

    folder: Path

    def installed(self) -> dict[str, str]:
        """Return the version of each package that is installed, by normalized name."""
        found = (DIST_INFO.fullmatch(path.name) for path in self.folder.glob("lib/*/*/*.dist-info"))
        return {match[1].replace("_", "-"): match[2] for match in found if match}

    def file(self, name: str) -> str:
        """Return the text of an installed file, named from site-packages."""
        (path,) = self.folder.glob(f"lib/*/site-packages/{name}")
        return path.read_text()


def environment(folder: Path) -> Environment:
    """Make a new environment in `folder`, which must not exist."""
    run("uv", "uv", "venv", "--no-project", str(folder), cwd=folder.parent).check()
    return Environment(folder)


def with_key(url: str, key: str, user: str = "__token__") -> str:
    """Return the URL with the key in it, as people write it into a configuration."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{user}:{key}@{parts.netloc}"))
