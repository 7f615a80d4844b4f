"""The checks, in the order in which they run: what is cheap and bounded comes first."""

from devsper_registry.verification.check import FactsCheck, FileCheck, Tool
from devsper_registry.verification.checks import (
    code,
    difference,
    known_vulnerabilities,
    metadata,
    names,
    native_code,
    overwriting,
    packing,
    secrets,
    startup_files,
)

FILE_CHECKS: tuple[FileCheck, ...] = (startup_files, native_code, packing, secrets, code)
TOOLS: tuple[Tool, ...] = ()
FACTS_CHECKS: tuple[FactsCheck, ...] = (
    names,
    overwriting,
    metadata,
    difference,
    known_vulnerabilities,
)


def file_checks() -> tuple[FileCheck, ...]:
    """Return the checks of a file that can run here, tools that are installed with them."""
    return (*FILE_CHECKS, *(tool for tool in TOOLS if tool.is_installed()))


def versions() -> dict[str, str]:
    """Return the version of each check that runs here: a file that another one saw is stale."""
    return {check.NAME: check.VERSION for check in (*file_checks(), *FACTS_CHECKS)}
