"""An advisory as the registry knows it, and which versions of which packages it is about."""

from dataclasses import dataclass
from datetime import datetime

from packaging.utils import NormalizedName

from devsper_registry.verification.finding import Severity


@dataclass(frozen=True, slots=True)
class Range:
    """Versions of a package from `lower` to before `upper`, as `version_order` writes them.

    `upper` is None where there is no end; `fixed` is the version that ends it as the mended one.
    """

    package: NormalizedName
    lower: str
    upper: str | None = None
    fixed: str | None = None


@dataclass(frozen=True, slots=True)
class Advisory:
    """What a document says; `document` is its JSON, as it was given."""

    id: str
    modified: datetime
    withdrawn: datetime | None
    aliases: tuple[str, ...]
    severity: Severity
    summary: str
    ranges: tuple[Range, ...]
    document: str
