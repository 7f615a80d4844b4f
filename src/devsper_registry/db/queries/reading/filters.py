"""What a list or a search of packages leaves out: every condition given must hold."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Text, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from devsper_registry.db.queries import visibility
from devsper_registry.db.queries.reading import moments
from devsper_registry.db.queries.typed import Condition, Selection
from devsper_registry.db.queries.visibility import Sight
from devsper_registry.db.tables import (
    Account,
    Organization,
    Package,
    PackageDocument,
    PackageRole,
)
from devsper_registry.db.tables.package import Role


@dataclass(frozen=True, slots=True)
class PackageFilter:
    """Names are normalized, `python` a minor version such as "3.12", `owner` an account's name."""

    name_prefix: str | None = None
    classifiers: tuple[str, ...] = ()
    license: str | None = None
    python: str | None = None
    entry_point_group: str | None = None
    owner: str | None = None
    status: str | None = None
    keyword: str | None = None
    depends_on: str | None = None
    updated_since: datetime | None = None

    def __post_init__(self) -> None:
        """Raise `MomentOutOfRange` for a moment that cannot be compared with."""
        moments.require_comparable(self.updated_since)


EVERYTHING = PackageFilter()


def joined(*columns: Any) -> Selection:
    """Return a selection from packages and their documents."""
    return select(*columns).join_from(
        Package, PackageDocument, col(PackageDocument.package_id) == col(Package.id)
    )


def listed(statement: Selection, wanted: PackageFilter, *, visible_to: Sight) -> Selection:
    """Narrow a `joined` selection to what the filter wants and this one may see."""
    given = {field.name: getattr(wanted, field.name) for field in fields(wanted)}
    conditions = [
        _CONDITIONS[name](value) for name, value in given.items() if value not in (None, ())
    ]
    return statement.where(visibility.contents(visible_to), *conditions)


def _has(words: Any, *wanted: str) -> Condition:
    """Return the condition that the array holds all of these."""
    return col(words).contains(literal(list(wanted), ARRAY(Text)))


def _owned_by(name: str) -> Condition:
    """Return the condition that the account or the organization of that name owns the package."""
    account = (
        select(col(PackageRole.package_id))
        .join(Account, col(Account.id) == col(PackageRole.account_id))
        .where(col(Account.name) == name, col(PackageRole.role) == Role.OWNER)
    )
    organization = select(col(Organization.id)).where(col(Organization.name) == name)
    return or_(col(Package.id).in_(account), col(Package.organization_id).in_(organization))


_CONDITIONS: dict[str, Callable[[Any], Condition]] = {
    "name_prefix": lambda prefix: col(PackageDocument.normalized_name).startswith(
        prefix, autoescape=True
    ),
    "classifiers": lambda all_of: _has(PackageDocument.classifiers, *all_of),
    "license": lambda licence: col(PackageDocument.license) == licence,
    "python": lambda minor: _has(PackageDocument.python_versions, minor),
    "entry_point_group": lambda group: _has(PackageDocument.entry_point_groups, group),
    "owner": _owned_by,
    "status": lambda status: col(Package.status) == status,
    "keyword": lambda word: _has(PackageDocument.keywords, word.lower()),
    "depends_on": lambda name: _has(PackageDocument.dependencies, name),
    "updated_since": lambda moment: col(PackageDocument.updated_at) >= moment,
}
