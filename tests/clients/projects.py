"""The project of a person who is about to publish: one small package, told to each back end."""

from dataclasses import dataclass
from pathlib import Path

PYPROJECT = """\
[build-system]
requires = ["{requires}"]
build-backend = "{backend}"

[project]
name = "{name}"
version = "{version}"
description = "Says hello, in few words."
readme = "README.md"
requires-python = ">=3.9"
license = "MIT"
license-files = ["LICENSE"]
authors = [{{ name = "Ada Example", email = "ada@example.com" }}]
keywords = ["hello", "greeting"]
classifiers = ["Programming Language :: Python :: 3"]
dependencies = {dependencies}

[project.optional-dependencies]
loud = []

[project.urls]
Homepage = "https://example.com/hello"
{extra}
"""

README = """\
# Hello

Says **hello**, also to Zoë.
"""


@dataclass(frozen=True)
class BackEnd:
    """What `[build-system]` says, and what the back end must be told beside it."""

    requires: str
    backend: str
    extra: str = ""


SETUPTOOLS = BackEnd("setuptools", "setuptools.build_meta")
UV_BUILD = BackEnd("uv_build>=0.13,<0.14", "uv_build")
FLIT_CORE = BackEnd("flit_core>=4", "flit_core.buildapi")
HATCHLING = BackEnd("hatchling", "hatchling.build")
POETRY_CORE = BackEnd("poetry-core>=2", "poetry.core.masonry.api")
PDM_BACKEND = BackEnd("pdm-backend", "pdm.backend")


def write(
    folder: Path,
    back_end: BackEnd,
    name: str,
    version: str = "1.0",
    *,
    dependencies: tuple[str, ...] = (),
    says: str = "hello",
) -> Path:
    """Write the project into a new folder and return that folder."""
    module = folder / "src" / name.replace("-", "_")
    module.mkdir(parents=True)
    (folder / "pyproject.toml").write_text(
        PYPROJECT.format(
            requires=back_end.requires,
            backend=back_end.backend,
            name=name,
            version=version,
            dependencies=list(dependencies),
            extra=back_end.extra,
        )
    )
    (folder / "README.md").write_text(README)
    (folder / "LICENSE").write_text("MIT, as everybody knows it.\n")
    (module / "__init__.py").touch()
    rewrite(folder, says)
    return folder


def rewrite(folder: Path, says: str) -> None:
    """Change what the package says, and forget to change its version."""
    (module,) = (folder / "src").glob("*/__init__.py")
    module.write_text(f'"""Says hello."""\n\nWORD = "{says}"\n')
