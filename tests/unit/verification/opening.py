"""Archives for the tests of checks: built in code, opened as an examination opens them."""

import io
from collections.abc import Mapping

from devsper_registry.distribution.policy import DEFAULT_POLICY
from devsper_registry.verification.archive import Archive
from devsper_registry.verification.check import FileCheck
from devsper_registry.verification.finding import Finding
from tests import build
from tests.build import Built


def opened(file: Built) -> Archive:
    """The file, open for checks."""
    return Archive(io.BytesIO(file.content), filename=file.filename, policy=DEFAULT_POLICY)


def found(
    check: FileCheck, files: Mapping[str, bytes], *, tag: str = "py3-none-any"
) -> list[Finding]:
    """What the check finds in a wheel of these files alone."""
    return list(check.findings(opened(build.wheel(files=files, tag=tag))))


def codes(check: FileCheck, files: Mapping[str, bytes], *, tag: str = "py3-none-any") -> list[str]:
    """The kinds of what the check finds in a wheel of these files, without the check's name."""
    return [f.code.removeprefix(f"{check.NAME}.") for f in found(check, files, tag=tag)]
