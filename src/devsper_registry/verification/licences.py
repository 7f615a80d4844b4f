"""SPDX licence expressions against a list of allowed licences."""

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression


def permits(expression: str, allowed: frozenset[str]) -> bool | None:
    """Whether somebody may choose so that all licences are allowed; None if it is no expression.

    `WITH` adds permissions, so its licence alone is looked at.
    """
    try:
        canonical = canonicalize_license_expression(expression)
    except (InvalidLicenseExpression, RecursionError):
        return None
    words = canonical.replace("(", " ( ").replace(")", " ) ").split()
    try:
        return _either(words[::-1], frozenset(name.lower() for name in allowed))
    except RecursionError:
        return None


def _either(words: list[str], allowed: frozenset[str]) -> bool:
    permitted = _both(words, allowed)
    while words and words[-1] == "OR":
        words.pop()
        # Read in any case: it consumes its words.
        permitted = _both(words, allowed) or permitted
    return permitted


def _both(words: list[str], allowed: frozenset[str]) -> bool:
    permitted = _one(words, allowed)
    while words and words[-1] == "AND":
        words.pop()
        permitted = _one(words, allowed) and permitted
    return permitted


def _one(words: list[str], allowed: frozenset[str]) -> bool:
    word = words.pop()
    if word == "(":
        permitted = _either(words, allowed)
        words.pop()
        return permitted
    if words and words[-1] == "WITH":
        del words[-2:]
    return word.lower() in allowed
