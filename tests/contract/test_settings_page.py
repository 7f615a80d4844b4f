"""The page of settings is current, and no other page names one that is not read."""

import re
import runpy
from pathlib import Path

from devsper_registry.settings import Settings

ROOT = Path(__file__).parent.parent.parent
# Made from the code, where a word of SQL or of an archive may look like a setting.
MADE = {"refusals.md"}
# Of AWS's libraries, of other clients, of compose.yaml and the Dockerfile, and of our command line.
OF_OTHERS = {
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_SECRET_ACCESS_KEY",
    "DEVSPER_REGISTRY_KEY",
    "DEVSPER_REGISTRY_URL",
    "EXTRAS",
    "FLIT_INDEX_URL",
    "FLIT_PASSWORD",
    "FLIT_USERNAME",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "POSTGRES_PASSWORD",
}
# A word with an underscore in it, or one that is given a value.
NAMES = re.compile(r"(?<![\w$/.-])([A-Z][A-Z0-9]*(?:(?:_[A-Z0-9]+)+(?![\w/.-])|(?==\w)))")


def test_the_page_of_settings_is_current() -> None:
    page = runpy.run_path(str(ROOT / "scripts" / "settings.py"))["page"]()
    written = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert written == page, "run make settings"


def test_every_setting_that_a_page_names_is_read() -> None:
    pages = [ROOT / "README.md", ROOT / "SECURITY.md", *(ROOT / "docs").glob("*.md")]
    named = {
        (page.name, name)
        for page in pages
        if page.name not in MADE
        for name in NAMES.findall(page.read_text(encoding="utf-8"))
    }
    names = {name for _, name in named}
    # What is read, and what is not ours, were both found: the search itself finds something.
    assert {"ENV", "DATABASE_URL"} | OF_OTHERS <= names
    known = {name.upper() for name in Settings.model_fields} | OF_OTHERS
    assert {(page, name) for page, name in named if name not in known} == set()
