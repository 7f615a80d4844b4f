"""The list of checks in the documentation is current, and says of each what it promises."""

import re
import runpy
from pathlib import Path

import pytest

from devsper_registry.verification.check import Described
from devsper_registry.verification.checks import FACTS_CHECKS, FILE_CHECKS, TOOLS, clamav

ROOT = Path(__file__).parent.parent.parent
CHECKS: tuple[Described, ...] = (*FILE_CHECKS, *TOOLS, clamav, *FACTS_CHECKS)


def test_the_page_of_checks_is_current() -> None:
    written = (ROOT / "docs" / "verification.md").read_text(encoding="utf-8")
    page = runpy.run_path(str(ROOT / "scripts" / "verification.py"))["page"](written)
    assert written == page, "run make checks"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.NAME))
def test_a_check_has_a_name_a_version_a_reason_and_codes_of_its_own(check: Described) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", check.NAME)
    assert check.VERSION
    assert check.REASON.endswith(".")
    codes = [kind.code for kind in check.KINDS]
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert re.fullmatch(rf"{check.NAME}\.[a-z]+(-[a-z]+)*", code)


def test_no_two_checks_have_one_name() -> None:
    names = [check.NAME for check in CHECKS]
    assert len(set(names)) == len(names)
