"""The table of refusals is what it promises, and its page is current."""

import re
import runpy
from pathlib import Path

import pytest

from devsper_registry.errors import CATALOGUE, RegistryError

ROOT = Path(__file__).parent.parent.parent


def test_the_page_of_refusals_is_current() -> None:
    page = runpy.run_path(str(ROOT / "scripts" / "refusals.py"))["page"]()
    written = (ROOT / "docs" / "refusals.md").read_text(encoding="utf-8")
    assert written == page, "run make refusals"


@pytest.mark.parametrize("error", CATALOGUE.values(), ids=lambda error: str(error.code))
def test_a_code_is_a_topic_and_a_reason(error: type[RegistryError]) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*", error.code)
    assert error.kind
