"""Every refusal: one class, one stable code, one sentence that says what to do next.

Doors turn the kind into a status (`rest/problems.py`); nobody else knows HTTP.
"""

from enum import StrEnum
from typing import ClassVar

from devsper_registry.redaction import redact

LONGEST_FACT = 200


class Kind(StrEnum):
    """What sort of refusal it is; each door maps these once."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    NOT_ACCEPTABLE = "not-acceptable"
    CONFLICT = "conflict"
    GONE = "gone"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"
    UNAVAILABLE = "unavailable"
    MISCONFIGURED = "misconfigured"


CATALOGUE: "dict[str, type[RegistryError]]" = {}


class RegistryError(Exception):
    """A refusal that was foreseen. `str(error)` is the sentence for the person.

    The facts fill the sentence's placeholders. They may come from a stranger's bytes, so each is
    cut to 200 characters and freed of control characters and credentials before it is shown.
    `field` names the input that is meant, where a mutation has one of that name; a fact `field`
    overrules it.
    """

    kind: ClassVar[Kind]
    code: ClassVar[str]
    sentence: ClassVar[str]
    field: ClassVar[str | None] = None

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        shown = {name: _shown(value) for name, value in facts.items()}
        super().__init__(self.sentence.format_map(shown))

    def __init_subclass__(cls) -> None:
        if cls.code in CATALOGUE:
            raise TypeError(f"two refusals share the code {cls.code!r}")
        CATALOGUE[cls.code] = cls


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(_shown(item) for item in value)
    # Before it is cut: half a key would no longer look like one.
    text = redact("".join(c if c.isprintable() else "?" for c in str(value)))
    return text if len(text) <= LONGEST_FACT else text[: LONGEST_FACT - 1] + "…"
