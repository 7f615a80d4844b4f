"""Modules that are installed over those of another package, or beside the standard library's."""

import sys
from collections.abc import Iterator

from devsper_registry.verification import popular
from devsper_registry.verification.finding import Finding, Kind, Severity
from devsper_registry.verification.profile import Profile
from devsper_registry.verification.surroundings import Surroundings

NAME = "overwriting"
VERSION = "1"
REASON = (
    "Installers write a module over another package's without a word. A package that installs"
    " somebody"
    " else's module is run wherever that one is imported. Modules are compared with those of"
    " popular"
    " packages, of the packages of this registry, and of the standard library."
)
POPULAR = Kind(
    "overwriting.popular-module",
    Severity.HIGH,
    "It installs the module '{module}', which belongs to the popular package '{owner}'.",
)
HERE = Kind(
    "overwriting.module-here",
    Severity.MEDIUM,
    "It installs the module '{module}', which '{owner}' of this registry installs as well.",
)
STANDARD = Kind(
    "overwriting.standard-library",
    Severity.MEDIUM,
    "It installs the module '{module}', which is called like one of the standard library.",
)
GENERIC = Kind(
    "overwriting.generic-name",
    Severity.LOW,
    "It installs '{module}' at the top, a name that many packages use: one overwrites the other.",
)
KINDS = (POPULAR, HERE, STANDARD, GENERIC)

_GENERIC = frozenset(
    {"test", "tests", "testing", "doc", "docs", "example", "examples", "scripts", "src", "utils"}
    | {"benchmarks", "build", "dist", "tools", "samples"}
)
# PEP 420: many packages put their own parts there.
_SHARED = frozenset(
    {"google", "azure", "zope", "backports", "opentelemetry", "sphinxcontrib", "mpl_toolkits"}
    | {"nvidia", "llama_index", "jupyter", "plone", "ruamel", "jaraco", "flaskext", "airflow"}
    | {"dbt", "snowflake", "databricks", "grpc", "pulumi", "pytest", "tornado", "keras", "jedi"}
    # Files that setuptools leaves in every environment.
    | {"_distutils_hack", "__pycache__"}
)


def findings(profile: Profile, around: Surroundings) -> Iterator[Finding]:
    """Yield each module that is not the package's own; an sdist's are a guess, so it has none."""
    if profile.packagetype == "sdist":
        return
    for module in profile.modules:
        owner = popular.owner_of(module)
        if module in _GENERIC:
            yield GENERIC.found(module=module)
        elif module in sys.stdlib_module_names and not _is_own(module, profile.name):
            yield STANDARD.found(module=module)
        elif owner is not None and module not in _SHARED and not _may_have(profile.name, owner):
            yield POPULAR.found(module=module, owner=owner)
        elif module in around.modules_here and around.modules_here[module] != profile.name:
            yield HERE.found(module=module, owner=around.modules_here[module])


def _is_own(module: str, name: str) -> bool:
    """Whether it is a backport, which is called like what it brings to older Pythons."""
    return module.replace("_", "-").lower() in name


def _may_have(name: str, owner: str) -> bool:
    # Popular packages know each other's modules; variants carry the name (opencv-python-headless).
    if name in popular.packages():
        return True
    stem = owner.removesuffix("-python").removeprefix("python-")
    return name == owner or name.startswith((f"{owner}-", f"{stem}-"))
