"""What the doors hand over to be published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has arrived: where it lies, and what the form says of it."""

    path: Path
    filename: str
    size: int
    sha256: str
    form: Mapping[str, Sequence[str]] = field(repr=False)
