"""Write `docs/refusals.md` from the table of refusals: `python scripts/refusals.py`."""

from pathlib import Path

from devsper_registry.errors import CATALOGUE

PAGE = Path(__file__).parent.parent / "docs" / "refusals.md"
HEAD = """# Refusals

Every refusal has a code that never changes, and one sentence that says what to do next. The code
stands in the JSON body of an answer, in the log and in the metrics. Words in braces are filled in.

This page is made from `src/devsper_registry/errors/` by `make refusals`; edit the classes there.

| code | kind | sentence |
|---|---|---|
"""


def page() -> str:
    """The whole page."""
    rows = (
        f"| `{code}` | {error.kind} | {error.sentence.replace('|', '&#124;')} |"
        for code, error in sorted(CATALOGUE.items())
    )
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
