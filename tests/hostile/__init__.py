"""A table of hostile and broken files, each with the code of its refusal and its sentence.

Importable, so that a test of any door can send each one and see that nothing is kept. The sentences
stand in `sentences.txt`, a line for each case.
"""

from pathlib import Path

from tests.hostile import core_metadata, filenames, records, sdists, tars, wheels, zip_entries, zips
from tests.hostile.making import Hostile

__all__ = ["SENTENCES", "Hostile", "cases", "sentences"]

SENTENCES = Path(__file__).parent / "sentences.txt"
_PAGES = (filenames, zips, zip_entries, wheels, records, tars, sdists, core_metadata)


def cases() -> list[Hostile]:
    """Every case, in the order of the rooms of `distribution/`."""
    return [case for page in _PAGES for case in page.cases()]


def sentences() -> dict[str, str]:
    """What each case is told, by the case's name."""
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    parted = (line.partition(" | ") for line in lines)
    return {name: sentence for name, _, sentence in parted}
