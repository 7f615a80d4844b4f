"""A corpus of malicious packages after published patterns of attack, and held-out variants.

The checks were tuned on `corpus()`; what they find in `held_out()` was never looked at for
tuning, so that its rate says how they do on what they have not seen.
"""

from tests.malicious import (
    downloaders,
    hooks,
    installing,
    obfuscated,
    shells,
    startup,
    stealers,
    swaps,
    unseen,
)
from tests.malicious.making import Sample

__all__ = ["Sample", "corpus", "held_out"]

_FAMILIES = (startup, installing, downloaders, stealers, obfuscated, shells, hooks, swaps)


def corpus() -> list[Sample]:
    """The samples that the checks were tuned on, by family."""
    return [sample for family in _FAMILIES for sample in family.samples()]


def held_out() -> list[Sample]:
    """Variants that were written when tuning was over."""
    return unseen.samples()
