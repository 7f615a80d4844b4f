"""A table of hostile and broken files, each with the code of its refusal and a word of why.

Importable, so that a test of any door can send each one and see that nothing is kept.
"""

from tests.hostile import core_metadata, filenames, records, sdists, tars, wheels, zip_entries, zips
from tests.hostile.making import Hostile

__all__ = ["Hostile", "cases"]

_PAGES = (filenames, zips, zip_entries, wheels, records, tars, sdists, core_metadata)


def cases() -> list[Hostile]:
    """Every case, in the order of the rooms of `distribution/`."""
    return [case for page in _PAGES for case in page.cases()]
