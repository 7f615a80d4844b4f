"""poetry and poetry-core: builds, publishes, locks and installs."""

from collections.abc import Sequence
from pathlib import Path

from tests.clients.command import Completed, run
from tests.clients.projects import POETRY_CORE as BACK_END

__all__ = ["BACK_END", "build", "consumer", "install", "lock", "publish"]

CONSUMER = """\
[project]
name = "consumer"
version = "1.0"
requires-python = ">=3.11,<4"
dependencies = {requirements}

[tool.poetry]
package-mode = false
{sources}"""
FROM_OURS = """
[tool.poetry.dependencies]
{name} = {{ source = "ours" }}
"""
SOURCE = """
[[tool.poetry.source]]
name = "{name}"
url = "{url}"
priority = "{priority}"
"""


def build(project: Path) -> Completed:
    """Build the project's sdist and wheel into `dist/`."""
    return run("poetry", "poetry", "build", "--no-interaction", cwd=project)


def publish(project: Path, url: str, user: str, password: str) -> Completed:
    """Upload all that lies in `dist/`."""
    return run(
        *("poetry", "poetry", "publish", "--no-interaction", "--repository", "ours"),
        cwd=project,
        env={
            "POETRY_REPOSITORIES_OURS_URL": url,
            "POETRY_HTTP_BASIC_OURS_USERNAME": user,
            "POETRY_HTTP_BASIC_OURS_PASSWORD": password,
        },
    )


def consumer(
    folder: Path, requirements: Sequence[str], index: str, *, after_it: str | None = None
) -> Path:
    """Write a project that needs `requirements` from our index, and may ask one more for others."""
    folder.mkdir()
    sources = SOURCE.format(name="ours", url=index, priority="primary")
    if after_it is not None:
        sources += SOURCE.format(name="theirs", url=after_it, priority="supplemental")
        sources += "".join(FROM_OURS.format(name=name) for name in requirements)
    (folder / "pyproject.toml").write_text(
        CONSUMER.format(requirements=list(requirements), sources=sources)
    )
    return folder


def lock(project: Path, *, key: str | None = None) -> Completed:
    """Run `poetry lock` in a project."""
    return run("poetry", "poetry", "lock", "--no-interaction", cwd=project, env=account(key))


def install(project: Path, *, key: str | None = None) -> Completed:
    """Run `poetry install` in a project: it installs what `poetry.lock` says into `.venv`."""
    return run("poetry", "poetry", "install", "--no-interaction", cwd=project, env=account(key))


def account(key: str | None) -> dict[str, str]:
    """Say where the environment is to be, and who asks for the packages."""
    here = {"POETRY_VIRTUALENVS_IN_PROJECT": "true"}
    if key is None:
        return here
    return here | {
        "POETRY_HTTP_BASIC_OURS_USERNAME": "__token__",
        "POETRY_HTTP_BASIC_OURS_PASSWORD": key,
    }
