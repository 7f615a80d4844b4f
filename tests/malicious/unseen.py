"""Variants that were written when the checks were tuned, and are not tuned on."""

from tests.malicious.making import Sample


def samples() -> list[Sample]:
    """All of them."""
    return []
