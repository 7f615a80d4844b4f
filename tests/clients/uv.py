"""uv: builds with its own back end, publishes, resolves and installs."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.clients.command import Completed, run
from tests.clients.places import Environment
from tests.clients.projects import UV_BUILD as BACK_END

__all__ = [
    "BACK_END",
    "audit",
    "build",
    "compile",
    "consumer",
    "install",
    "lock",
    "publish",
    "sync",
]

CONSUMER = """\
[project]
name = "consumer"
version = "1.0"
requires-python = ">=3.11"
dependencies = {requirements}
{indexes}"""
INDEX = """
[[tool.uv.index]]
name = "{name}"
url = "{url}"
default = {default}
"""


def build(project: Path) -> Completed:
    """Build the project's sdist and wheel into `dist/`."""
    return run("uv", "uv", "build", cwd=project)


def publish(project: Path, url: str, user: str, password: str) -> Completed:
    """Upload all that lies in `dist/`."""
    return run(
        *("uv", "uv", "publish", "--publish-url", url, "--trusted-publishing", "never"),
        *("--username", user, "--password", password),
        cwd=project,
    )


def install(environment: Environment, index: str, *arguments: str) -> Completed:
    """Run `uv pip install` with our index and no other."""
    return run(
        *("uv", "uv", "pip", "install", "--python", str(environment.folder)),
        *("--default-index", index, *arguments),
        cwd=environment.folder.parent,
    )


def compile(folder: Path, index: str, *arguments: str) -> Completed:
    """Run `uv pip compile` with our index and no other."""
    return run(
        *("uv", "uv", "pip", "compile", "--no-header", "--no-annotate"),
        *("--default-index", index, *arguments),
        cwd=folder,
    )


def consumer(folder: Path, requirements: Iterable[str], indexes: Mapping[str, str]) -> Path:
    """Write a project that needs `requirements`, from the indexes in their order."""
    folder.mkdir()
    *others, last = indexes.items()
    tables = [INDEX.format(name=name, url=url, default="false") for name, url in others]
    # The last one replaces PyPI, which stands at the end of the line.
    tables.append(INDEX.format(name=last[0], url=last[1], default="true"))
    (folder / "pyproject.toml").write_text(
        CONSUMER.format(requirements=list(requirements), indexes="".join(tables))
    )
    return folder


def lock(project: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Completed:
    """Run `uv lock` in a project."""
    return run("uv", "uv", "lock", *arguments, cwd=project, env=env)


def sync(project: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Completed:
    """Run `uv sync` in a project: it installs what `uv.lock` says into `.venv`."""
    return run("uv", "uv", "sync", *arguments, cwd=project, env=env)


def audit(project: Path, service: str) -> Completed:
    """Run `uv audit` in a project that is locked, asking our service and no other."""
    return run("uv", "uv", "audit", "--frozen", "--service-url", service, cwd=project)
