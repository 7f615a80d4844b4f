"""Write the list in `docs/verification.md` from the checks: `python scripts/verification.py`."""

from pathlib import Path

from devsper_registry.verification.check import Described
from devsper_registry.verification.checks import FACTS_CHECKS, FILE_CHECKS, TOOLS, clamav

PAGE = Path(__file__).parent.parent / "docs" / "verification.md"
MARK = (
    "<!-- What follows is made from src/devsper_registry/verification/checks by make checks. -->\n"
)
GROUPS = (
    ("Checks of the file", FILE_CHECKS),
    ("Tools, where they are installed", (*TOOLS, clamav)),
    ("Checks of the facts", FACTS_CHECKS),
)


def page(written: str) -> str:
    """The whole page: what a person has written above the mark, and the list."""
    head, _, _ = written.partition(MARK)
    return head + MARK + "".join(_group(title, checks) for title, checks in GROUPS if checks)


def _group(title: str, checks: tuple[Described, ...]) -> str:
    return f"\n## {title}\n" + "".join(map(_check, checks))


def _check(check: Described) -> str:
    rows = "\n".join(f"| `{k.code}` | {k.severity} | {_cell(k.sentence)} |" for k in check.KINDS)
    head = (
        f"\n### `{check.NAME}`\n\n{check.REASON}\n\n| code | severity | sentence |\n|---|---|---|\n"
    )
    return head + rows + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "&#124;")


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
